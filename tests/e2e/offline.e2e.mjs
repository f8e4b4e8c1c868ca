// Without a line: people read, write and log; tabs and browsers end at any moment; once the line is back all of it is there, once.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 180_000;

const no_line = /WebSocket connection|ERR_|Failed to load resource/;

async function log_it(person, text) {
    await person.page.getByLabel(person.say('cycle.new_observation')).fill(text);
    await person.page.getByRole('button', { name: person.say('cycle.log') }).click();
}

async function somebody_at_a_cycle(world, who, manner) {
    const person = await world.person(who, { wire: true, own_browser: true, ...manner });
    person.expect_errors(no_line);
    const cycle = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing');
    await person.go(`cycles/${cycle.id}`);
    await person.program_kept();
    return { person, cycle };
}

const observations = async (person, cycle) => {
    const { text } = await person.get(`/api/v1/networks/${person.world.network}/details/pdsa_cycle/${cycle.id}`);
    return JSON.parse(text).puts.filter((r) => r.kind === 'observation').map((r) => r.text);
};

async function exactly_once(world, cycle, texts) {
    const other = await world.person(people.harbor_lead);
    await until('all of it has arrived', async () => (await observations(other, cycle)).length >= texts.length, 60_000);
    const there = (await observations(other, cycle)).filter((text) => text.startsWith('Offline'));
    expect(there.length === texts.length, `${there.length} of ${texts.length} are there`);
    for (const text of texts) expect(there.filter((t) => t === text).length === 1, `“${text}” is not there once: ${there}`);
}

const cut_off = (person) =>
    until('the page says so', async () => (await person.text()).includes(person.say('status.cut')), 15_000);

export const tests = {
    'twenty observations logged offline outlive the tab and the browser, and arrive once': async (world) => {
        const { person, cycle } = await somebody_at_a_cycle(world, people.harbor_teacher);
        const texts = Array.from({ length: 20 }, (_, i) => `Offline ${i}`);
        person.wire.cut();
        await cut_off(person);
        for (const text of texts.slice(0, 10)) await log_it(person, text);
        await person.saved_here();
        await person.kill_tab();

        await person.restart_browser();
        await person.go_offline(`cycles/${cycle.id}`);
        await person.shows('Offline 9');
        for (const text of texts.slice(10)) await log_it(person, text);
        await person.saved_here();
        await person.kill_tab();

        await person.restart_browser();
        await person.go_offline();
        await person.saved_here();
        person.wire.mend();
        await person.in_step();
        await exactly_once(world, cycle, texts);
    },

    'of three tabs the one that keeps the records is closed with a full outbox: nothing is lost, nothing comes twice': async (world) => {
        const { person, cycle } = await somebody_at_a_cycle(world, people.harbor_teacher);
        const owner = person.page;
        const others = [await person.open_tab(), await person.open_tab()];
        for (const page of others) {
            person.page = page;
            await person.go(`cycles/${cycle.id}`);
        }
        person.wire.cut();
        const texts = [];
        for (const [i, page] of [owner, ...others].entries()) {
            person.page = page;
            await page.bringToFront();
            await cut_off(person);
            for (let j = 0; j < 4; j += 1) {
                texts.push(`Offline ${j} of tab ${i}`);
                await log_it(person, texts.at(-1));
            }
            await person.saved_here();
        }
        await person.kill_tab(owner);
        [person.page] = others;
        await person.shows('Offline 3 of tab 0', 15_000);
        await others[1].close();
        await person.shows('Offline 3 of tab 2', 15_000);
        person.wire.mend();
        await person.in_step();
        await exactly_once(world, cycle, texts);
    },

    'the quick log at 360 px, offline: an observation in three taps, a plan in eight, a draft that outlives its tab': async (world) => {
        const person = await world.person(people.harbor_teacher, { wire: true, own_browser: true, phone: true, width: 360 });
        person.expect_errors(no_line);
        await person.go();
        await person.program_kept();
        person.wire.cut();
        await cut_off(person);

        let count = 0;
        const tap = (locator) => ((count += 1), locator.tap());
        const type = (label, text) => tap(person.page.getByLabel(label)).then(() => person.page.keyboard.insertText(text));
        const log = () => person.page.getByRole('navigation').getByRole('link', { name: person.say('nav.log') });

        await tap(log());
        await type(person.say('cycle.new_observation'), 'Offline in three taps');
        await tap(person.page.getByRole('button', { name: person.say('action.add'), exact: true }));
        await person.saved_here();
        expect(count === 3, `the observation took ${count} taps`);

        await person.go_offline();
        count = 0;
        await tap(log());
        await tap(person.page.getByText(person.say('log.way_plan'), { exact: true }));
        count += 2; // a list opens, and one of it is taken
        await person.page.getByLabel(person.say('quick.idea')).selectOption({ index: 1 });
        await type(person.say('quick.what'), 'Offline plan of a small test');
        await type(person.say('quick.prediction'), 'It will be there once');
        await tap(person.page.getByRole('button', { name: person.say('quick.go') }));
        await person.shows('It will be there once');
        expect(count <= 8, `the plan took ${count} interactions`);

        await log().tap();
        await type(person.say('cycle.new_observation'), 'Half a sentence that');
        await person.page.waitForTimeout(200); // the device is told at every change; this is the time that a thumb needs
        await person.kill_tab();
        await person.restart_browser();
        await person.go_offline('log');
        await person.shows('Half a sentence that');
        const wide = await person.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect(!wide, 'nothing is wider than 360 px');

        person.wire.mend();
        await person.in_step();
        const planned = (await person.snapshot()).filter((r) => r.kind === 'pdsa_cycle' && r.what === 'Offline plan of a small test');
        expect(planned.length === 1, `the plan is there ${planned.length} times`);
        const cycles = (await person.snapshot()).filter((r) => r.kind === 'pdsa_cycle');
        const seen = (await Promise.all(cycles.map((cycle) => observations(person, cycle)))).flat();
        expect(seen.filter((text) => text === 'Offline in three taps').length === 1, `the observation is there once: ${seen}`);

        // What was planned and logged here is read here, without a line, though no screen had it open when it was sent.
        // A cycle's details are whole when they came as such, not when one of them came.
        await until('what was planned came back with its question', () =>
            person.frames.some(({ text }) => text.includes('"type":"details"') && text.includes('"prediction":"It will be there once"')),
        );
        await person.in_step();
        person.wire.cut();
        await cut_off(person);
        await person.go_offline(`cycles/${planned[0].id}`);
        await person.shows('It will be there once');
    },

    'two who wrote in the same field while one was offline: both texts are shown, and can be combined': async (world) => {
        const { person, cycle } = await somebody_at_a_cycle(world, people.harbor_teacher);
        const other = await world.person(people.harbor_lead);
        const field = (who) => who.page.getByRole('textbox', { name: who.say('field.pdsa_cycle.unexpected') });
        person.wire.cut();
        await cut_off(person);
        await field(person).fill('Mine, from the dead spot');
        await field(person).blur();
        await person.saved_here();
        await other.go(`cycles/${cycle.id}`);
        await field(other).fill('Theirs, meanwhile');
        await field(other).blur();
        await other.in_step();
        person.wire.mend();
        await person.page.getByRole('button', { name: person.say('status.attention#one', { n: '1' }) }).click();
        const card = person.page.getByRole('dialog');
        await card.getByText('Mine, from the dead spot').waitFor();
        await card.getByText('Theirs, meanwhile').waitFor();
        expect((await field(other).inputValue()) === 'Theirs, meanwhile', 'theirs stays until somebody decides');
        await card.getByRole('button', { name: person.say('attention.combine') }).click();
        const found = await person.axe();
        expect(found.length === 0, `axe: ${found}`);
        await card.getByRole('button', { name: person.say('attention.use_combined') }).click();
        await person.in_step();
        await other.shows('Theirs, meanwhile\n\nMine, from the dead spot');
    },

    'signing out with unsent work asks first, and takes everything off the device': async (world) => {
        const { person } = await somebody_at_a_cycle(world, people.harbor_teacher);
        person.expect_errors(/401/);
        person.wire.cut();
        await cut_off(person);
        await log_it(person, 'Offline and never sent');
        await person.saved_here();
        const sign_out = async () => {
            await person.page.getByRole('button', { name: person.say('nav.you', { name: '' }).trim() }).click();
            await person.page.getByRole('menuitem', { name: person.say('nav.sign_out') }).click();
        };
        await sign_out();
        await person.shows(person.say('sign_out.unsent#one', { n: '1' }));
        await person.page.getByRole('button', { name: person.say('sign_out.stay') }).click();
        await person.saved_here();
        await sign_out();
        // The cookie can only be ended by the server: nothing is thrown away for a sign-out that does not happen.
        await person.page.getByRole('button', { name: person.say('sign_out.go') }).click();
        await person.shows(person.say('refusal.unreachable'));
        await person.saved_here();
        person.wire.mend();
        await person.in_step();
        await sign_out();
        await person.page.getByLabel(person.say('sign_in.email')).waitFor();
        await until('nothing of this person is left', async () => {
            const left = await person.page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name));
            return left.every((name) => !name.startsWith('flywheel-person-'));
        });
    },

    'a shared device keeps nothing': async (world) => {
        const person = await world.person(people.harbor_teacher, { signed_in: false });
        await person.page.goto('/');
        await person.page.getByLabel(person.say('sign_in.email')).fill(people.harbor_teacher);
        await person.page.getByLabel(person.say('sign_in.password')).fill('turn the wheel daily');
        await person.page.getByLabel(person.say('sign_in.shared')).check();
        await person.shows(person.say('sign_in.shared_hint'));
        await person.page.getByRole('button', { name: person.say('sign_in.go_password') }).click();
        await person.in_step();
        await person.go('cycles');
        const kept = await person.page.evaluate(async () => ({
            databases: (await indexedDB.databases()).map((d) => d.name).filter((name) => name !== 'flywheel-device'),
            caches: await caches.keys(),
            workers: (await navigator.serviceWorker.getRegistrations()).length,
            person: await new Promise((resume) => {
                const asked = indexedDB.open('flywheel-device');
                asked.onsuccess = () => {
                    const names = [...asked.result.objectStoreNames];
                    if (names.length === 0) return resume(null);
                    const read = asked.result.transaction('last').objectStore('last').getAll();
                    read.onsuccess = () => resume(read.result[0] ?? null);
                };
            }),
        }));
        expect(JSON.stringify(kept) === '{"databases":[],"caches":[],"workers":0,"person":null}', `something is kept: ${JSON.stringify(kept)}`);
    },
};
