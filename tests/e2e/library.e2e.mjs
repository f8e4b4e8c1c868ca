// The library of protocols: proposed, written together, published, recommended, taken up elsewhere, compared and printed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, new_id, people, until } from './world.mjs';
import { button, Keyboard, named } from './by-keyboard.mjs';

export const deadline_ms = 120_000;

const of_kind = async (person, kind, fits = () => true) => (await person.snapshot()).filter((r) => r.kind === kind && fits(r));
const protocol_named = async (person, title) => (await of_kind(person, 'change_protocol', (r) => r.title === title))[0];
const field = (person, name) =>
    person.page.getByRole('textbox', {
        name: person.say(`field.protocol_version.${name}`),
        exact: true,
    });
const press = (person, key) => person.page.getByRole('button', { name: person.say(key), exact: true }).click();

async function give(person, name, args) {
    const answer = await person.command(name, args);
    expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
}

// A protocol with one published version, made by other means.
async function a_protocol(person, title, { steps = 'Stand at the door\nGreet each by name', ...fields } = {}) {
    const [id, version] = [new_id(), new_id()];
    await give(person, 'create_change_protocol', {
        id,
        title,
        purpose: 'Everybody is greeted.',
        language: 'en',
    });
    await give(person, 'create_protocol_version', {
        id: version,
        protocol: id,
        steps,
        minutes: 10,
        ...fields,
    });
    const { revision } = (await person.snapshot()).find((r) => r.id === version);
    await give(person, 'advance_protocol_version', {
        id: version,
        to: 'testing',
        seen_revision: revision,
    });
    return { id, version };
}

export const tests = {
    'a protocol is proposed, written by two at once, published, recommended, and taken up by another district': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const hub = await world.person(people.facilitator);
        const harbor = await world.person(people.harbor_lead);

        await teacher.go('protocols');
        await teacher.page
            .getByRole('button', { name: teacher.say('library.propose') })
            .first()
            .click();
        const form = teacher.page.getByRole('dialog');
        await form.getByLabel(teacher.say('field.change_protocol.title')).fill('Greeting at the door');
        await form.getByLabel(teacher.say('field.change_protocol.purpose')).fill('Everybody is greeted by name, so that nobody is a stranger.');
        await teacher.no_axe('on the form');
        await form.getByRole('button', { name: teacher.say('library.propose_go') }).click();
        await teacher.page.locator('main h1', { hasText: 'Greeting at the door' }).waitFor();
        await teacher.in_step();
        const { id } = await protocol_named(teacher, 'Greeting at the door');

        // Both write in one text at once: all words stay.
        await hub.go(`protocols/${id}`);
        for (const person of [teacher, hub]) await field(person, 'steps').waitFor();
        await field(teacher, 'steps').focus();
        await teacher.page.keyboard.insertText('Stand at the door.');
        await until('the hub reads it', async () => (await field(hub, 'steps').inputValue()) === 'Stand at the door.');
        await field(hub, 'steps').focus();
        await hub.page.keyboard.press('Control+End');
        await hub.page.keyboard.press('Enter');
        await teacher.page.keyboard.press('Control+Home');
        await Promise.all([hub.page.keyboard.type('Say each name.', { delay: 20 }), teacher.page.keyboard.type('Before the bell: ', { delay: 20 })]);
        const both = 'Before the bell: Stand at the door.\nSay each name.';
        for (const person of [teacher, hub]) {
            await until(`${person.who} reads both`, async () => (await field(person, 'steps').inputValue()) === both, 15_000);
        }
        await teacher.shows(teacher.say('presence.writing', { names: '' }).trim());
        await field(teacher, 'core').fill('By name, at the door');
        await field(teacher, 'adaptable').fill('A handshake, a nod, a song');
        await field(teacher, 'adaptable').blur();
        await field(hub, 'steps').blur();
        for (const person of [teacher, hub]) await person.in_step();
        await teacher.no_axe('on the draft');
        await teacher.screenshot('library-draft');

        // Published by its author, recommended by the hub; nobody writes in it any more.
        await press(teacher, 'advance_version.testing');
        await hub.shows(hub.say('protocol_state.testing'));
        await until('the text is there to be read', async () => (await field(hub, 'steps').count()) === 0);
        await teacher.in_step();
        const count = (person, key) => person.page.getByRole('button', { name: person.say(key), exact: true }).count();
        expect((await count(teacher, 'advance_version.recommended')) === 0, 'to recommend is for the hub');
        const [published] = await of_kind(teacher, 'protocol_version', (r) => r.protocol === id);
        const late = await teacher.command('edit_protocol_version', {
            id: published.id,
            seen_revision: published.revision,
            set: { steps: 'Other steps' },
        });
        expect(!late.ok && late.body.code === 'published', `what is published stays: ${JSON.stringify(late.body)}`);
        await press(hub, 'advance_version.recommended');
        await teacher.shows(teacher.say('protocol_state.recommended'));

        // Another district finds it, takes it up, and says how it will hold.
        await harbor.go('protocols');
        await harbor.page.getByRole('searchbox').fill('STRANGÉR door');
        await harbor.page.getByRole('link', { name: 'Greeting at the door' }).click();
        await harbor.page.locator('main h1', { hasText: 'Greeting at the door' }).waitFor();
        expect((await harbor.page.locator('ol li').allInnerTexts()).join().includes('Say each name.'), 'the steps are a list');
        await press(harbor, 'adoption.new');
        const [site] = await of_kind(harbor, 'organization', (r) => r.organization_kind === 'district' && r.name.startsWith('Harbor'));
        await harbor.page.getByRole('dialog').getByLabel(harbor.say('field.adoption.organization')).selectOption(site.id);
        await press(harbor, 'adoption.consider');
        const taken = () => harbor.page.getByRole('button', { name: site.name });
        await taken().click();
        await press(harbor, 'advance_adoption.testing');
        await harbor.shows(harbor.say('adoption_state.testing'));
        const adopt = harbor.page.getByRole('button', {
            name: harbor.say('advance_adoption.adopted'),
            exact: true,
        });
        expect(await adopt.isDisabled(), 'not before it is known how it will hold');
        const plan = harbor.page.getByRole('textbox', {
            name: harbor.say('field.adoption.sustain_plan'),
        });
        await plan.fill('The principal stands there on Mondays.');
        await plan.blur();
        await until('it can be adopted', () => adopt.isEnabled());
        await adopt.click();
        await teacher.shows(teacher.say('adoption_state.adopted'));
        await teacher.shows(site.name);
        await harbor.no_axe('on the adoption');
        await harbor.screenshot('library-adopted');
        await harbor.go('protocols');
        await harbor.shows(harbor.say('library.used#one', { n: '1' }));
    },

    'two versions differ word by word, and a change names the cycle that taught it': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const { id } = await a_protocol(lead, 'Two-minute check-in');
        await lead.go(`protocols/${id}`);
        await press(lead, 'protocol.new_version');
        await field(lead, 'steps').waitFor();
        await until('it begins as the one before', async () => (await field(lead, 'steps').inputValue()).includes('Greet each by name'));
        await field(lead, 'steps').fill('Stand at the door\nGreet each by first name');
        await field(lead, 'steps').blur();

        const [cycle] = await of_kind(lead, 'pdsa_cycle', (r) => r.state === 'complete');
        await lead.page.getByLabel(lead.say('changes.new')).fill('First names: last names felt cold');
        await lead.page.getByLabel(lead.say('changes.cite')).selectOption(cycle.id);
        await press(lead, 'action.add');
        await press(lead, 'changes.add');
        await lead.page.getByRole('listitem').getByRole('link', { name: cycle.title }).waitFor();
        await lead.in_step();

        await press(lead, 'protocol.compare');
        const dialog = lead.page.getByRole('dialog');
        await until('the new word is marked', async () => (await dialog.locator('ins').allInnerTexts()).join('').trim() === 'first');
        await lead.no_axe('on the difference');
        await lead.screenshot('library-difference');
        await lead.page.keyboard.press('Escape');

        // Somebody else reads it as it is, without the draft's fields.
        const harbor = await world.person(people.harbor_teacher);
        await harbor.go(`protocols/${id}`);
        expect((await field(harbor, 'steps').count()) === 0, 'others read');
    },

    'a cycle is begun with a version, names it, and counts as what was tested': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const { id, version } = await a_protocol(lead, 'Name tents');
        const idea = (await of_kind(lead, 'driver_node', (r) => r.node_kind === 'change_idea'))[0];
        await give(lead, 'edit_change_protocol', {
            id,
            add: { change_ideas: [idea.id] },
            seen_revision: 1,
        });
        await lead.go(`protocols/${id}`);
        await lead.shows(lead.say('evidence.none'));
        await lead.page.getByRole('link', { name: lead.say('protocol.try') }).click();
        const form = lead.page.getByRole('dialog');
        await form.getByText(lead.say('quick.protocol', { name: 'Name tents' }).split(',')[0]).waitFor();
        await form.getByLabel(lead.say('quick.what')).fill('Name tents in one class');
        await form.getByLabel(lead.say('quick.prediction')).fill('I know all names by Friday');
        await form.getByRole('button', { name: lead.say('quick.go') }).click();
        await lead.page.locator('main h1', { hasText: 'Name tents in one class' }).waitFor();
        await lead.page.getByRole('link', { name: /Name tents, version 1/ }).waitFor();
        let cycle;
        await until('the cycle names the version', async () => {
            [cycle] = await of_kind(lead, 'pdsa_cycle', (r) => r.protocol_version === version);
            return cycle;
        });
        await give(lead, 'advance_pdsa_cycle', {
            id: cycle.id,
            to: 'doing',
            seen_revision: cycle.revision,
        });
        await lead.go(`protocols/${id}`);
        await lead.shows(lead.say('evidence.tested#one', { n: '1' }));
        await lead.page.getByRole('link', { name: cycle.title }).waitFor();
    },

    'the card prints on one page, letter and A4, a long one too, with nothing of the screen': async (world) => {
        const lead = await world.person(people.cedar_lead);
        const line = 'Walk through the rows while they write, look at each answer, and note who needs another question tomorrow';
        const full = {
            steps: Array.from({ length: 14 }, (_, i) => `${i + 1}: ${line}`).join('\n'),
            materials: 'Slips of paper\nA timer\nA box by the door',
            core: `Three questions\n${line}`,
            adaptable: `Paper or screen\n${line}`,
        };
        for (const [name, fields] of [
            ['short', {}],
            ['long', full],
        ]) {
            const { id } = await a_protocol(lead, `Exit ticket, ${name}`, fields);
            await lead.go(`protocols/${id}`);
            await lead.page.emulateMedia({ media: 'print' });
            const seen = await lead.page.evaluate(() => ({
                words: document.querySelector('.paper').innerText,
                screen: [...document.querySelectorAll('.page, header.bar, nav.side')].filter((e) => e.offsetParent !== null).length,
            }));
            await lead.page.emulateMedia({ media: null });
            expect(seen.screen === 0, 'nothing of the screen is printed');
            for (const words of [`Exit ticket, ${name}`, ...(fields.steps ?? 'Greet each by name').split('\n')]) {
                expect(seen.words.includes(words), `“${words}” is on the card`);
            }
            mkdirSync(join(world.options.work, 'screens'), { recursive: true });
            for (const format of ['Letter', 'A4']) {
                const pdf = await lead.page.pdf({ format, preferCSSPageSize: true });
                writeFileSync(join(world.options.work, 'screens', `protocol-${name}-${format}.pdf`), pdf);
                const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
                expect(pages === 1, `${name}, ${format}: ${pages} pages`);
            }
        }
    },

    'the filters leave what fits, count it, and are in the address': async (world) => {
        const lead = await world.person(people.cedar_lead);
        await a_protocol(lead, 'A quick one');
        await a_protocol(lead, 'A long one', { minutes: 90 });
        await lead.go('protocols');
        const minutes = lead.page.getByLabel(lead.say('facet.minutes'));
        const cards = () => lead.page.locator('article h2').allInnerTexts();
        const before = (await cards()).length;
        await minutes.selectOption('longer');
        await until('the long one is left', async () => (await cards()).join().trim() === 'A long one');
        expect(new URL(lead.page.url()).searchParams.get('minutes') === 'longer', 'the address says so');
        await lead.page.reload();
        await until('it is left after a reload', async () => (await cards()).join().trim() === 'A long one');
        await lead.page.getByRole('searchbox').fill('nothing like it');
        await lead.shows(lead.say('library.none_match'));
        await lead.page
            .getByRole('button', { name: lead.say('cycles.clear') })
            .first()
            .click();
        await until('all are back', async () => (await cards()).length === before);
    },

    'a protocol proposed and written without a line is kept, and arrives once': async (world) => {
        const teacher = await world.person(people.cedar_teacher, { wire: true });
        teacher.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        await teacher.go('protocols');
        await teacher.program_kept();
        // The first visit is not under the worker yet; the next one is.
        await teacher.go('protocols');
        teacher.wire.cut();
        await teacher.context.setOffline(true);
        await teacher.page.getByRole('button', { name: teacher.say('library.propose') }).first().click();
        const form = teacher.page.getByRole('dialog');
        await form.getByLabel(teacher.say('field.change_protocol.title')).fill('Written on the bus');
        await form.getByLabel(teacher.say('field.change_protocol.purpose')).fill('Nothing is forgotten.');
        await form.getByRole('button', { name: teacher.say('library.propose_go') }).click();
        await field(teacher, 'steps').fill('Sit down\nWrite it down');
        await field(teacher, 'steps').blur();
        await press(teacher, 'advance_version.testing');
        await until('it is published here', async () => (await field(teacher, 'steps').count()) === 0);
        await teacher.saved_here();

        const lead = await world.person(people.harbor_lead);
        expect((await protocol_named(lead, 'Written on the bus')) === undefined, 'it is nowhere else yet');
        teacher.wire.mend();
        await teacher.context.setOffline(false);
        await teacher.in_step(30_000);
        const arrived = await of_kind(lead, 'change_protocol', (r) => r.title === 'Written on the bus');
        expect(arrived.length === 1, `${arrived.length} arrived`);
        const versions = await of_kind(lead, 'protocol_version', (r) => r.protocol === arrived[0].id);
        const seen = versions.map(({ number, state, steps }) => JSON.stringify({ number, state, steps })).join();
        expect(seen === JSON.stringify({ number: 1, state: 'testing', steps: 'Sit down\nWrite it down' }), seen);
    },

    'on a phone of 360 pixels, in Spanish: nothing runs over the edge, every word is there, and axe finds nothing': async (world) => {
        const teacher = await world.person(people.cedar_teacher, { phone: true, width: 360, language: 'es' });
        const { id } = await a_protocol(teacher, 'Saludo en la puerta');
        const looked = [];
        const look = async (where) => {
            // A part that is still on its way has no heading yet.
            await teacher.page.locator('#main h1').first().waitFor();
            const { over, keys } = await teacher.page.evaluate(() => {
                const at = [document.getElementById('main'), document.querySelector('dialog .body')].filter(Boolean);
                return {
                    over: at.filter((e) => e.scrollWidth > e.clientWidth).length,
                    // What has no words in the catalogue shows its key.
                    keys: document.body.innerText.match(/\b[a-z_]+\.[a-z_]+\b/g) ?? [],
                };
            });
            if (over > 0) looked.push(`${where}: runs over the edge`);
            if (keys.length > 0) looked.push(`${where}: ${keys}`);
            looked.push(...(await teacher.axe()).map((line) => `${where}: ${line}`));
        };
        await teacher.go('protocols');
        await look('the library');
        await teacher.page.getByRole('button', { name: teacher.say('library.propose') }).first().click();
        await teacher.page.getByRole('dialog').waitFor();
        await look('the form');
        await teacher.page.keyboard.press('Escape');
        await teacher.go(`protocols/${id}`);
        await look('a version');
        await press(teacher, 'charter.write');
        await look('about it');
        await press(teacher, 'protocol.new_version');
        await field(teacher, 'steps').waitFor();
        await look('a draft');
        await press(teacher, 'protocol.compare');
        await look('the difference');
        await teacher.page.keyboard.press('Escape');
        await teacher.page.getByRole('button', { name: teacher.say('protocol.menu') }).click();
        await teacher.page.getByRole('menuitem', { name: teacher.say('action.share') }).click();
        await teacher.page.getByRole('dialog').waitFor();
        await look('sharing');
        // To oneself alone, and it is gone for others.
        const other = await world.person(people.harbor_lead);
        await other.go('protocols');
        await other.shows('Saludo en la puerta');
        await teacher.page.getByRole('radio', { name: new RegExp(teacher.say('shared_with.author')) }).check();
        await teacher.page.getByRole('button', { name: teacher.say('share.go', { level: teacher.say('shared_with.author') }) }).click();
        await other.shows_no_more('Saludo en la puerta');
        // The words of the library change with the language, too.
        await teacher.page.evaluate(() => localStorage.setItem('language', 'en'));
        teacher.language = 'en';
        await teacher.go('protocols');
        await teacher.shows(teacher.say('library.propose'));
        expect(looked.length === 0, looked.join('\n        '));
    },

    'by keyboard alone: to the library, to a protocol, and through its check-list': async (world) => {
        const person = await world.person(people.cedar_lead);
        const { id } = await a_protocol(person, 'Greeting by keyboard');
        await person.go();
        const keys = new Keyboard(person);
        await person.page.keyboard.press('g');
        await person.page.keyboard.press('l');
        await person.page.getByRole('searchbox').waitFor();
        await keys.move_to('the search', named(person.say('library.search')));
        await keys.type('greeting by key');
        await until('one is left', async () => (await person.page.locator('article').count()) === 1);
        await keys.move_to('the protocol', named('Greeting by keyboard'));
        await keys.press('Enter');
        await until('it opens', async () => new URL(person.page.url()).pathname.endsWith(`/protocols/${id}`));
        await person.page.getByRole('checkbox').first().waitFor();
        await keys.move_to('the first step', (at) => at.label.includes('Stand at the door'));
        await keys.press('Space');
        expect(await person.page.getByRole('checkbox').first().isChecked(), 'the step is ticked');
        await keys.move_to('to take it up', button(person.say('adoption.new')));
        await keys.press('Enter');
        await person.page.getByRole('dialog').waitFor();
        await keys.kept('in the dialog');
        await keys.press('Escape');
        await keys.kept('back at the button');
    },
};
