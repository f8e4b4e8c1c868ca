// Ramps as graphs, plans taken over from other teams, and the network's history, in the hands of people.
import { expect, new_id, people, until } from './world.mjs';

export const deadline_ms = 120_000;

// A ramp of the teacher's team on a change idea of the network's, with drafts of these titles.
async function begin_ramp(person, titles) {
    const records = await person.snapshot();
    const member = JSON.parse((await person.get(`/api/v1/me`)).text).networks[0].member;
    // Their district's own: nobody of another district sits in it.
    const districts = new Set(records.filter((r) => r.kind === 'team' && r.district).map((r) => r.id));
    const team = records.find((r) => r.kind === 'team_membership' && r.member === member && r.state === 'active' && districts.has(r.team))?.team;
    const idea = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
    expect(team && idea, 'the sample has a team and an idea');
    const ramp = new_id();
    const give = async (name, args) => {
        const answer = await person.command(name, args);
        expect(answer.ok, `${name}: ${JSON.stringify(answer.body)}`);
    };
    await give('create_ramp', { id: ramp, title: 'Greeting', change_idea: idea.id, team });
    const ids = [];
    for (const title of titles) {
        const id = new_id();
        await give('create_pdsa_cycle', { id, ramp, team, title });
        ids.push(id);
    }
    const revision = async (id) => (await person.snapshot()).find((r) => r.id === id).revision;
    return {
        ids,
        idea,
        team,
        give,
        link: async (id, earlier) => give('edit_pdsa_cycle', { id, seen_revision: await revision(id), add: { builds_on: earlier } }),
        share: async (id, shared_with) => give('share_pdsa_cycle', { id, seen_revision: await revision(id), shared_with }),
    };
}

// The cycle of that title in the ramp: others name it only at the end, as what they build on.
const named = (person, title) =>
    person.page.getByRole('navigation', { name: person.say('ramp.label') }).getByRole('link', { name: new RegExp(`${title}\\. \\S`) });
const no_overflow = (person) =>
    person.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

export const tests = {
    'a ramp branches and joins, by keyboard alone, and a loop is not offered': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const { ids, link, idea } = await begin_ramp(teacher, ['First', 'Left', 'Right', 'Both']);
        const [first, left, right, both] = ids;
        await link(left, [first]);
        await link(right, [first]);
        await link(both, [left]);
        await teacher.go(`cycles/${both}`);
        const { page } = teacher;
        expect((await named(teacher, 'First').count()) === 1, 'each cycle is a link');
        const label = await named(teacher, 'Both').innerText();
        expect(label.includes(teacher.say('ramp.builds_on', { cycles: '2, Left' })), `it says what it builds on: ${label}`);
        await teacher.screenshot('ramp-desk');

        // Tick the second one it builds on, without a mouse.
        const open = page.getByRole('button', { name: teacher.say('ramp.link') });
        await open.focus();
        await page.keyboard.press('Enter');
        const tick = page.getByRole('checkbox', { name: /Right/ });
        await tick.focus();
        await page.keyboard.press('Space');
        await until('it is ticked', () => tick.isChecked());
        await teacher.screenshot('ramp-dialog');
        await page.keyboard.press('Escape');
        await until('the focus is back where it was', () => open.evaluate((e) => e === document.activeElement));
        await until('the graph says both', async () =>
            (await named(teacher, 'Both').innerText()).includes(teacher.say('ramp.builds_on', { cycles: '2, Left and 3, Right' })),
        );
        await teacher.in_step();

        // From the first one, all others follow: none can be ticked.
        await page.keyboard.press('Shift+Tab');
        await named(teacher, 'First').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'First' }).waitFor();
        await open.click();
        const boxes = page.getByRole('dialog').getByRole('checkbox');
        await until('the others are listed', async () => (await boxes.count()) === 3);
        for (const box of await boxes.all()) expect(await box.isDisabled(), 'a loop is not offered');
        await teacher.no_axe();
        await page.keyboard.press('Escape');

        // The idea shows its ramps, and so does a narrow page, without running over.
        await teacher.go(`ideas/${idea.id}`);
        await page.getByRole('heading', { name: teacher.say('ramp.name', { title: 'Greeting' }) }).waitFor();
        await teacher.screenshot('ramp-idea');
        const phone = await world.person(people.cedar_teacher, { phone: true, width: 360, dark: true, language: 'es' });
        await phone.go(`cycles/${both}`);
        expect(await no_overflow(phone), 'the page is no wider than the phone');
        const box = await named(phone, 'Both').boundingBox();
        expect(box.x >= 0 && box.x + box.width <= 360, `the cycle one is at is in view: ${JSON.stringify(box)}`);
        await phone.no_axe();
        await phone.screenshot('ramp-phone');
    },

    'a cycle that is hidden from somebody leaves no trace in the ramp they see': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const other = await world.person(people.harbor_teacher);
        const { ids, link, share } = await begin_ramp(teacher, ['Kept to ourselves', 'Shown']);
        await link(ids[1], [ids[0]]);
        await share(ids[1], 'network');
        await other.go(`cycles/${ids[1]}`);
        expect((await named(other, 'Shown').innerText()).includes(other.say('ramp.begins')), 'to them it begins here');
        expect(!other.transcript().includes(ids[0]), 'its id never came');
        await share(ids[0], 'network');
        await until('it comes into sight', async () => (await named(other, 'Kept to ourselves').count()) === 1);
        await share(ids[0], 'team');
        await until('and leaves', async () => (await named(other, 'Kept to ourselves').count()) === 0);
        expect((await named(other, 'Shown').innerText()).includes(other.say('ramp.begins')), 'to them it begins here again');
    },

    'another team’s plan becomes a draft of one’s own, without a line too, with credit and what was changed': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const { ids, give, share } = await begin_ramp(teacher, ['Two-minute check-in']);
        const [source] = ids;
        await give('create_question', { id: new_id(), cycle: source, text: 'How many feel seen?', prediction: 'Most', rank: 'V' });
        await give('create_task', { id: new_id(), cycle: source, what: 'Print the cards', rank: 'V' });
        const seen = (await teacher.snapshot()).find((r) => r.id === source).revision;
        await give('edit_pdsa_cycle', { id: source, seen_revision: seen, set: { what: 'Check in with five students at the door' } });
        await share(source, 'network');

        const other = await world.person(people.harbor_teacher, { wire: true });
        await other.go(`cycles/${source}`);
        await other.shows('How many feel seen?');
        await other.program_kept();
        other.wire.cut();
        other.expect_errors(/WebSocket connection|ERR_/);
        await other.page.getByRole('button', { name: other.say('cycle.menu') }).click();
        await other.page.getByRole('menuitem', { name: other.say('clone.menu') }).click();
        await other.page.getByRole('dialog').waitFor();
        await other.screenshot('clone-dialog');
        await other.page.getByRole('dialog').getByRole('button', { name: other.say('clone.go') }).click();
        await other.saved_here();
        const clone = new URL(other.page.url()).pathname.split('/').pop();
        expect(clone !== source, 'it is another cycle');
        await other.shows('How many feel seen?');
        await other.shows('Print the cards');
        expect(!(await other.text()).includes('Most'), 'the prediction is one’s own to make');
        const what = other.page.getByLabel(other.say('field.pdsa_cycle.what'), { exact: true });
        await what.fill('Check in with three students at their desks');
        await what.blur();
        other.wire.mend();
        await other.in_step();
        await other.shows(other.say('clone.from', { team: '' }).replace(/\s*:\s*$/, ''));
        expect(!(await teacher.snapshot()).some((r) => r.id === clone), 'the draft is its team’s alone');

        await other.page.getByRole('button', { name: other.say('clone.compare') }).click();
        const dialog = other.page.getByRole('dialog');
        await until('the words that went', async () => (await dialog.locator('del').allInnerTexts()).join(' ').includes('five'));
        expect((await dialog.locator('ins').allInnerTexts()).join(' ').includes('three'), 'the words that came');
        expect(!(await dialog.innerText()).includes('Print the cards'), 'what is the same is not told');
        await other.no_axe();
        await other.screenshot('clone-differences');
        await other.page.keyboard.press('Escape');
        await other.screenshot('clone-page');

        // Withdrawn, the source leaves a neutral word and nothing else.
        await share(source, 'team');
        await other.shows('no longer shared with you');
        expect((await other.page.getByRole('button', { name: other.say('clone.compare') }).count()) === 0, 'nothing to compare with');
        const kept = (await other.snapshot()).find((r) => r.id === clone);
        expect(kept.adapted_from === undefined && kept.adapted_revision === undefined && kept.adapted_on, JSON.stringify(kept));

        // And undone as the last thing one did here.
        await other.go(`cycles/${clone}`);
        expect((await other.page.getByRole('heading', { level: 1 }).innerText()) === 'Two-minute check-in', 'still there');
    },

    'the network’s history says who did what, filters, pages and leads to the record': async (world) => {
        const teacher = await world.person(people.cedar_teacher);
        const lead = await world.person(people.harbor_lead);
        const { ids, share, give } = await begin_ramp(teacher, ['One', 'Kept by the team']);
        await share(ids[0], 'network');
        for (let i = 0; i < 60; i += 1) {
            const seen = (await teacher.snapshot()).find((r) => r.id === ids[0]).revision;
            await give('edit_pdsa_cycle', { id: ids[0], seen_revision: seen, set: { what: `Greet ${i} students at the door` } });
        }
        await lead.go('');
        await lead.page.getByRole('link', { name: lead.say('home.history') }).click();
        await lead.page.getByRole('heading', { level: 1, name: lead.say('history.title') }).waitFor();
        const entries = lead.page.locator('main ol > li');
        await until('entries', async () => (await entries.count()) > 10);
        expect((await entries.first().locator('ins').innerText()).includes('59'), 'newest first, word by word');
        const before = await entries.count();
        await lead.page.getByRole('button', { name: lead.say('history.older') }).click();
        await until('older ones', async () => (await entries.count()) > before);
        // To the very beginning: what another team keeps to itself is nowhere in it.
        await until('the beginning', async () => {
            const button = lead.page.getByRole('button', { name: lead.say('history.older') });
            // It waits while a page comes, and is gone with the last one.
            if ((await button.count()) > 0) await button.click({ timeout: 1_000 }).catch(() => {});
            return (await lead.text()).includes(lead.say('history.end'));
        }, 15_000);
        expect(!(await lead.text()).includes('Kept by the team'), 'what the team keeps to itself is not told');
        expect((await entries.count()) >= 61, `all of it: ${await entries.count()}`);
        await lead.no_axe();
        await lead.screenshot('history-desk');
        await lead.page.getByLabel(lead.say('history.what')).selectOption('team');
        await until('no team was touched', async () => (await lead.text()).includes(lead.say('history.none_match')));
        await lead.page.getByRole('button', { name: lead.say('cycles.clear') }).click();
        await entries.first().getByRole('link').click();
        await lead.page.getByRole('heading', { level: 1, name: 'One' }).waitFor();

        // From the palette, and without a line.
        await lead.page.keyboard.press('Control+k');
        await lead.page.getByRole('dialog').getByRole('combobox').fill(lead.say('history.title'));
        await until('the palette finds it', async () => (await lead.page.getByRole('dialog').getByRole('option').first().innerText()).includes(lead.say('history.title')));
        await lead.context.setOffline(true);
        lead.expect_errors(/ERR_|Failed to load|disconnected/i);
        await lead.page.keyboard.press('Enter');
        await lead.shows(lead.say('history.unreachable'));
        await lead.no_axe();
        await lead.context.setOffline(false);
        await lead.page.getByRole('button', { name: lead.say('history.again') }).click();
        await until('entries again', async () => (await entries.count()) > 10);
        const phone = await world.person(people.harbor_lead, { phone: true, width: 360, dark: true, language: 'es' });
        await phone.go('history');
        await until('entries', async () => (await phone.page.locator('main ol > li').count()) > 10);
        expect(await no_overflow(phone), 'the page is no wider than the phone');
        await phone.no_axe();
        await phone.screenshot('history-phone');
    },
};
