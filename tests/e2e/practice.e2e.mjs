// What sites make of a protocol, what they propose to everybody, and where it works.
import { expect, new_id, people, until } from './world.mjs';
import { button, Keyboard, named } from './by-keyboard.mjs';

export const deadline_ms = 120_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const press = (person, key) => person.page.getByRole('button', { name: person.say(key), exact: true }).first().click();
const field = (person, name, role = 'textbox') => person.page.getByRole(role, { name: person.say(`field.adaptation.${name}`), exact: true });
const fill = async (at, text) => {
    await at.fill(text);
    await at.blur();
};
const feedback = async (person) => (await of_kind(person, 'change_protocol', (r) => r.title.startsWith('Feedback')))[0];

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
}

// A draft with its protocol, made by other means.
async function a_draft(person, title) {
    const [id, version] = [new_id(), new_id()];
    await give(person, 'create_change_protocol', { id, title, purpose: 'Everybody is greeted.', language: 'en' });
    await give(person, 'create_protocol_version', { id: version, protocol: id, core: 'By name' });
    return { id, version };
}

async function publish(person, version) {
    const { revision } = (await person.snapshot()).find((r) => r.id === version);
    await give(person, 'edit_protocol_version', { id: version, seen_revision: revision, set: { steps: 'Stand at the door\nSay each name' } });
    await give(person, 'advance_protocol_version', { id: version, to: 'testing', seen_revision: revision + 1 });
}

const frame = {
    stage: 'implementation',
    planned: 'planned',
    modified: 'context_setting',
    nature: 'substituting',
    for_level: 'school',
    keeps_core: 'yes',
    goal: 'fit',
};

// Fills the form of the dialog that adapts a version.
async function adapt(person, what, site) {
    await press(person, 'practice.adapt');
    const form = person.page.getByRole('dialog');
    await form.getByLabel(person.say('field.adaptation.what')).fill(what);
    await form.getByLabel(person.say('field.adaptation.organization')).selectOption(site);
    await person.no_axe('on the form');
    await form.getByRole('button', { name: person.say('practice.adapt_go') }).click();
    await person.page.locator('main h1', { hasText: what }).waitFor();
}

export const tests = {
    'a draft is written by two, published, taken up and adapted in another district, proposed to everybody and accepted': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const hub = await world.person(people.facilitator);
        const harbor = await world.person(people.harbor_lead);
        const { id } = await a_draft(teacher, 'Greeting at the door');
        const steps = (person) => person.page.getByRole('textbox', { name: person.say('field.protocol_version.steps'), exact: true });
        for (const person of [teacher, hub]) await person.go(`protocols/${id}`);
        await steps(teacher).fill('Stand at the door');
        await until('the hub reads it', async () => (await steps(hub).inputValue()) === 'Stand at the door');
        await steps(hub).press('Control+End');
        await hub.page.keyboard.type('\nSay each name');
        await until('the teacher reads it', async () => (await steps(teacher).inputValue()) === 'Stand at the door\nSay each name');
        await steps(hub).blur();
        await hub.in_step();
        await press(teacher, 'advance_version.testing');
        await until('it is published', async () => (await steps(hub).count()) === 0);

        // Harbor takes it up and makes it its own; the tree grows on the others' screens meanwhile.
        const [site] = await of_kind(harbor, 'organization', (r) => r.name.startsWith('Gull'));
        await harbor.go(`protocols/${id}`);
        await press(harbor, 'adoption.new');
        await harbor.page.getByRole('dialog').getByLabel(harbor.say('field.adoption.organization')).selectOption(site.id);
        await press(harbor, 'adoption.consider');
        await teacher.page.getByRole('button', { name: site.name }).waitFor();
        await adapt(harbor, 'In the yard', site.id);
        for (const person of [teacher, hub]) await person.page.getByRole('link', { name: /In the yard/ }).waitFor();

        // Its words are a copy; what differs is marked word by word.
        await until('the words are there', async () => (await field(harbor, 'steps').inputValue()) === 'Stand at the door\nSay each name');
        await press_radio(harbor, 'practice.look_differences');
        await harbor.shows(harbor.say('practice.same'));
        await press_radio(harbor, 'practice.look_words');
        await fill(field(harbor, 'steps'), 'Stand at the gate\nSay each name');
        await harbor.in_step();
        const adaptation = (await of_kind(harbor, 'adaptation', (r) => r.what === 'In the yard'))[0];
        await hub.go(`adaptations/${adaptation.id}`);
        await press_radio(hub, 'practice.look_differences');
        for (const person of [harbor, hub]) {
            if (person === harbor) await press_radio(harbor, 'practice.look_differences');
            const words = (mark) => person.page.locator(`section ${mark}`).allInnerTexts();
            await until(`${person.who} sees what differs`, async () => (await words('del')).join('') === 'door' && (await words('ins')).join('') === 'gate');
        }
        await harbor.no_axe('on the adaptation');

        // The questions of FRAME, then kept and proposed.
        const propose = harbor.page.getByRole('button', { name: harbor.say('upstream.propose'), exact: true });
        expect(await propose.isDisabled(), 'not before it says what was adapted, and why');
        for (const [name, choice] of Object.entries(frame)) await field(harbor, name, 'combobox').selectOption(choice);
        await fill(field(harbor, 'reason'), 'The door is too narrow.');
        await harbor.shows(harbor.say('frame.told', { n: '8', of: '8' }));
        await fill(field(harbor, 'effect'), 'Nobody stands in line.');
        await press(harbor, 'conclude.kept');
        await hub.shows(hub.say('adaptation_state.kept'));
        await harbor.screenshot('practice-adaptation');
        await until('it can be proposed', () => propose.isEnabled());
        await propose.click();
        await harbor.page.getByRole('dialog').getByRole('textbox').fill('Most doors are too narrow.');
        await press(harbor, 'upstream.propose_go');

        // The authors decide, with the proposal before them, and the credit stays.
        await teacher.shows(teacher.say('upstream.waiting'));
        await teacher.shows('Most doors are too narrow.');
        await teacher.no_axe('on the decision');
        await teacher.screenshot('practice-decision');
        await press(teacher, 'decide.accepted');
        await harbor.shows(harbor.say('proposal_state.accepted'));
        await harbor.page.getByRole('link', { name: harbor.say('upstream.became', { n: '2' }) }).click();
        const [draft] = await of_kind(hub, 'protocol_version', (r) => r.protocol === id && r.number === 2);
        expect(draft.steps === 'Stand at the gate\nSay each name' && draft.adapted_from === adaptation.id, JSON.stringify(draft));
        const lines = await of_kind(hub, 'protocol_change', (r) => r.version === draft.id);
        expect(lines.length === 1 && lines[0].text === 'In the yard', JSON.stringify(lines));
        await hub.go(`protocols/${id}?version=${draft.id}`);
        await teacher.go(`protocols/${id}?version=${draft.id}`);
        for (const person of [teacher, hub, harbor]) {
            await person.shows(site.name);
            // Below the adaptation from which it came, in the tree; and with the credit, at the version.
            const tree = person.page.getByRole('region', { name: person.say('practice.tree') });
            await tree.locator('li', { hasText: 'In the yard' }).getByRole('link', { name: /2/ }).first().waitFor();
            await person.page.locator('.credit', { hasText: site.name }).waitFor();
        }
        await hub.screenshot('practice-credit');
        await teacher.shows_no_more(teacher.say('upstream.waiting'));
    },

    'what the numbers of a site show stands beside its cycles, for whoever may see them and for nobody else': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const analyst = await world.person(people.analyst);
        const observer = await world.person(people.observer);
        const { id } = await feedback(lead);
        const [measure] = await of_kind(lead, 'measure', (r) => r.title === 'Reached in the window');
        const evidence = (person) => person.page.getByRole('region', { name: person.say('where.title') });
        // By site: the words of its cell, and whether it has a picture.
        const cells = async (person) => {
            await person.go(`protocols/${id}`);
            const head = evidence(person).getByRole('columnheader');
            await head.first().waitFor();
            const at = (await head.allInnerTexts()).indexOf(person.say('where.col_series'));
            if (at < 0) return undefined;
            // Each chart's words come after its link, and the links only with their part of the program.
            await until('each cell has come', async () => {
                const lines = await evidence(person).locator('.from-server li').count();
                return lines > 0 && lines === (await evidence(person).locator('.from-server li > :is(.row, .soft)').count());
            });
            return new Map(
                await evidence(person).locator('tbody tr').evaluateAll(
                    (rows, at) => rows.map((row) => [row.cells[0].innerText.split('\n')[0], { says: row.cells[at].innerText, pictures: row.cells[at].querySelectorAll('.row > svg').length, to: row.cells[at].querySelector('a')?.getAttribute('href') }]),
                    at,
                ),
            );
        };
        const look = async (person, owns) => {
            const found = await cells(person);
            expect(found?.size === 11, `eleven sites, with the column: ${found?.size}`);
            const sites = await of_kind(person, 'organization');
            const { charts } = JSON.parse((await person.get(`/api/v1/networks/${world.network}/charts?measure=${measure.id}`)).text);
            const series = await of_kind(person, 'measure_series', (r) => r.measure === measure.id && r.scope === 'school');
            let hidden = 0;
            for (const [name, { says, pictures, to }] of found) {
                const site = sites.find((r) => r.name === name);
                const own = series.find((r) => r.organization === site.id);
                expect((own !== undefined) === owns(site), `${person.who} ${own ? 'sees' : 'does not see'} the series of ${name}`);
                if (!own) {
                    expect(says === person.say('where.no_series') && pictures === 0, `${name}: ${says}`);
                    continue;
                }
                expect(to.includes(`measures/${measure.id}?series=${own.id}`) && says.startsWith(measure.title), `${name} leads to its chart: ${to}`);
                const chart = charts.find((r) => r.series === own.id);
                if (chart.facts.points === 0) {
                    hidden += 1;
                    expect(says.includes(person.say('chart.all_hidden')) && pictures === 0, `${name}: ${says}`);
                } else {
                    expect(says.includes(person.say(`variation.${chart.variation ?? 'too_early'}`)) && pictures === 1, `${name}: ${says}`);
                }
            }
            return hidden;
        };
        const cedar = (await of_kind(lead, 'organization', (r) => r.name.startsWith('Cedar Bend')))[0].id;
        expect((await look(lead, (site) => site.parent === cedar)) === 0, 'of her own schools she sees all');
        // The hub's analyst knows every series, and nothing of fewer than ten people.
        expect((await look(analyst, () => true)) === 3, 'three schools are small');
        expect((await cells(observer)) === undefined, 'who sees no series has no such column');
        const of_schools = (await of_kind(analyst, 'measure_series', (r) => r.scope === 'school')).map((r) => r.id);
        expect(!of_schools.some((each) => observer.transcript().includes(each)), 'nor anything of one on the line');
    },

    'where the feedback protocol works: sites, conditions with their cycles, an objection and its answer': async (world) => {
        const hub = await world.person(people.facilitator);
        const teacher = await world.person(people.harbor_teacher);
        const observer = await world.person(people.observer);
        const { id } = await feedback(hub);
        await teacher.go('protocols');
        await teacher.shows([teacher.say('where.sites#other', { n: '11' }), teacher.say('where.improved#other', { n: '9' })].join(' · '));
        await teacher.shows(teacher.say('where.breaks', { where: 'high school and new leader' }));
        for (const person of [hub, teacher, observer]) await person.go(`protocols/${id}`);
        const where = teacher.page.getByRole('region', { name: teacher.say('where.title') });
        await where.locator('.breaks', { hasText: 'high school' }).getByText('new leader').waitFor();
        expect((await where.locator('.breaks a').count()) >= 3, 'with the cycles behind it');
        const rows = await where.locator('tbody th').allInnerTexts();
        expect(rows.length === 11, `${rows.length} sites`);
        const ours = await where.locator('tbody tr', { hasText: teacher.say('where.ours') }).count();
        expect(ours > 0 && rows[0].includes(teacher.say('where.ours')), `those of one's own first: ${rows}`);
        await where.getByText(teacher.say('result.no_change'), { exact: true }).waitFor();
        await teacher.no_axe('on the evidence');
        await teacher.screenshot('practice-evidence');

        // What is said about the card shows where others have it open.
        const card = (await of_kind(hub, 'evidence_card'))[0].statement;
        await where.getByRole('button', { name: teacher.say('talk.on#other', { n: '0', what: card }) }).click();
        await where.getByRole('textbox', { name: teacher.say('talk.new') }).fill('Does that hold for night schools?');
        await where.getByRole('button', { name: teacher.say('talk.say'), exact: true }).click();
        const on_card = hub.page.getByRole('button', { name: hub.say('talk.on#one', { n: '1', what: card }) });
        await on_card.click();
        await hub.shows('Does that hold for night schools?');

        // Asked since long; one objection stands in the way until it is answered.
        const agree = hub.page.getByRole('button', { name: hub.say('card.agree'), exact: true });
        await until('it could be agreed', () => agree.isEnabled());
        await press(teacher, 'objection.new');
        await teacher.page.getByRole('dialog').getByRole('textbox').fill('Nobody asked the night school.');
        await press(teacher, 'objection.go');
        await hub.shows('Nobody asked the night school.');
        await until('it cannot be agreed', () => agree.isDisabled());
        await hub.shows(hub.say('card.objected'));
        expect((await observer.page.getByRole('button', { name: observer.say('objection.new') }).count()) === 0, 'observers read along');
        await press(hub, 'objection.resolve');
        await hub.page.getByRole('dialog').getByRole('textbox').fill('It is asked in spring.');
        await press(hub, 'objection.resolve_go');
        await teacher.shows('It is asked in spring.');
        await until('it can be agreed', () => agree.isEnabled());
        await agree.click();
        await observer.shows(observer.say('evidence_state.agreed'));
        await press(teacher, 'objection.new');
        await teacher.page.getByRole('dialog').getByRole('textbox').fill('Spring is over.');
        await press(teacher, 'objection.go');
        await observer.shows(observer.say('evidence_state.challenged'));
    },

    'a card about a change idea: written, opened, and not agreed before five days; a site is put on it and taken off': async (world) => {
        const hub = await world.person(people.advisor);
        const teacher = await world.person(people.cedar_teacher);
        const [idea] = await of_kind(hub, 'driver_node', (r) => r.node_kind === 'change_idea' && r.text.startsWith('Two-week'));
        for (const person of [hub, teacher]) await person.go(`ideas/${idea.id}`);
        await press(hub, 'card.new');
        const statement = hub.page.getByRole('textbox', { name: hub.say('field.evidence_card.statement'), exact: true });
        const open = hub.page.getByRole('button', { name: hub.say('card.open'), exact: true });
        await until('nobody is asked about nothing', () => open.isDisabled());
        await fill(statement, 'A rhythm of two weeks holds.');
        const put = hub.page.getByRole('button', { name: hub.say('where.put_on_site', { site: 'Alder Elementary' }), exact: true });
        await put.click();
        const off = hub.page.getByRole('button', { name: hub.say('where.take_off', { site: 'Alder Elementary' }), exact: true });
        await off.waitFor();
        await hub.no_axe('on the draft');
        await hub.screenshot('practice-card-draft');
        await off.click();
        await put.click();
        await hub.in_step();
        const [card] = await of_kind(hub, 'evidence_card', (r) => r.change_idea === idea.id);
        const [row] = await of_kind(hub, 'evidence_row', (r) => r.card === card.id && r.cycles?.length > 0);
        expect(row, 'the row names the cycles it rests on');
        expect((await teacher.page.getByText('A rhythm of two weeks holds.').count()) === 0, 'a draft is the hub’s');
        await open.click();
        await teacher.shows('A rhythm of two weeks holds.');
        const agree = hub.page.getByRole('button', { name: hub.say('card.agree'), exact: true });
        expect(await agree.isDisabled(), 'not before five days');
        await hub.page.getByText(hub.say('card.too_early', { day: '' }).trim().replace(/ from.*/, ''), { exact: false }).first().waitFor();
        const [opened] = await of_kind(hub, 'evidence_card', (r) => r.id === card.id);
        const early = await hub.command('agree_evidence_card', { id: card.id, seen_revision: opened.revision });
        expect(!early.ok && early.body.code === 'too_early' && early.body.with.date > opened.opened_on, JSON.stringify(early.body));
    },

    'on a phone of 360 pixels, in Spanish: nothing runs over the edge, every word is there, and axe finds nothing': async (world) => {
        const lead = await world.person(people.harbor_lead, { phone: true, width: 360, language: 'es' });
        const hub = await world.person(people.facilitator, { phone: true, width: 360, language: 'es', dark: true });
        const { id } = await feedback(lead);
        const [adaptation] = await of_kind(lead, 'adaptation', (r) => r.what.startsWith('Delivery'));
        const [idea] = await of_kind(lead, 'driver_node', (r) => r.node_kind === 'change_idea' && r.text.startsWith('Two-week'));
        const [card] = await of_kind(hub, 'evidence_card');
        await give(hub, 'revise_evidence_card', { id: card.id, seen_revision: card.revision, reason: 'Dos lugares más' });
        const looked = [];
        const look = async (person, where) => {
            await person.page.locator('#main h1').first().waitFor();
            const { over, keys } = await person.page.evaluate(() => {
                const at = [document.getElementById('main'), document.querySelector('dialog .body')].filter(Boolean);
                return {
                    over: at.filter((e) => e.scrollWidth > e.clientWidth).length,
                    keys: document.body.innerText.match(/\b[a-z_]+\.[a-z_]+\b/g) ?? [],
                };
            });
            if (over > 0) looked.push(`${where}: runs over the edge`);
            if (keys.length > 0) looked.push(`${where}: ${keys}`);
            looked.push(...(await person.axe()).map((line) => `${where}: ${line}`));
        };
        for (const person of [lead, hub]) {
            for (const path of [`protocols/${id}`, `adaptations/${adaptation.id}`, `ideas/${idea.id}`]) {
                await person.go(path);
                if (!path.startsWith('adapt')) await person.page.getByRole('region', { name: person.say('where.title') }).waitFor();
                await look(person, `${person.who}, ${path}`);
            }
        }
        await lead.go(`adaptations/${adaptation.id}`);
        await press_radio(lead, 'practice.look_differences');
        await look(lead, 'the differences');
        await press(lead, 'upstream.propose');
        await look(lead, 'the proposal');
        expect(looked.length === 0, looked.join('\n        '));
    },

    'by keyboard alone: adapted, its questions answered, and proposed': async (world) => {
        const person = await world.person(people.harbor_lead);
        const { id, version } = await a_draft(person, 'Greeting by keyboard');
        await publish(person, version);
        await person.go(`protocols/${id}`);
        const keys = new Keyboard(person);
        await keys.move_to('to adapt it', button(person.say('practice.adapt')));
        await keys.press('Enter');
        await person.page.getByRole('dialog').waitFor();
        await keys.kept('in the dialog');
        await keys.move_to('what', (at) => at.label.includes(person.say('field.adaptation.what')));
        await keys.type('By the bus');
        await keys.press('Enter');
        await person.page.locator('main h1', { hasText: 'By the bus' }).waitFor();
        await keys.move_to('a question', named(person.say('field.adaptation.goal')));
        for (let choice = 0; choice < 4; choice += 1) await keys.press('ArrowDown');
        await person.in_step();
        await until('it is answered', async () => (await of_kind(person, 'adaptation', (r) => r.what === 'By the bus'))[0].goal === 'fit');
    },
};

async function press_radio(person, key) {
    await person.page.getByText(person.say(key), { exact: true }).first().click();
}
