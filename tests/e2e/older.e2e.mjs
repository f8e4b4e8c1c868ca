// A network of more cycles than come with the first records (docs/SYNC.md O): it opens with what changed last, and the rest follows.
import { cycles, oldest, reader, write_older_network } from './older-network.mjs';
import { expect, until } from './world.mjs';

export const deadline_ms = 120_000;
export const network = write_older_network;

// The cycles that come with the first records, and with each portion after them.
const AT_FIRST = 2_000;

const count = (person, n) => person.shows(person.say('cycles.count#other', { n: n.toLocaleString('en') }));
const coming = (person) => person.page.getByText(person.say('status.older_text'));

// Portions wait at a gate that the test opens; what they asked for is told.
async function gate(person) {
    const asked = [];
    const waiting = [];
    let open = false;
    await person.page.route('**/snapshot?older=*', async (route) => {
        asked.push(new URL(route.request().url()).searchParams.get('older'));
        if (!open) await new Promise((resume) => waiting.push(resume));
        await route.continue().catch(() => {});
    });
    return {
        asked,
        // One portion, however often a page that is gone by now asked for it.
        let_one() {
            waiting.splice(0).forEach((resume) => resume());
        },
        let_all() {
            open = true;
            waiting.splice(0).forEach((resume) => resume());
        },
    };
}

export const tests = {
    'a long network opens with what changed last; an old cycle is found by its address at once; the rest follows, is kept, and goes on after a reload': async (world) => {
        const person = await world.person(reader, { keeps_program: true });
        const portions = await gate(person);
        await person.go(`cycles?view=table`);
        await count(person, AT_FIRST);
        await coming(person).waitFor();

        // It has not come yet, and still its address leads to it.
        await person.go(`cycles/${oldest}`);
        await person.shows('Quetzal at the door');
        // What is given to it there arrives.
        const answer = await person.command('edit_pdsa_cycle', { id: oldest, seen_revision: 1, set: { title: 'Quetzal by the door' } });
        expect(answer.ok, JSON.stringify(answer.body));
        await person.shows('Quetzal by the door');

        const so_far = portions.asked.length;
        await person.go('cycles?view=table');
        await until('this page asks for a portion', () => portions.asked.length > so_far);
        portions.let_one();
        // Itself came before.
        await count(person, AT_FIRST * 2 + 1);
        expect(await coming(person).isVisible(), 'more is to come');

        // What came is on the device: after a reload it goes on from there.
        const [first] = portions.asked;
        await until('a further portion is asked for', () => portions.asked.at(-1) !== first);
        const place = portions.asked.at(-1);
        const before = portions.asked.length;
        await person.page.reload();
        await person.in_step();
        await count(person, AT_FIRST * 2 + 1);
        await until('it goes on', () => portions.asked.length > before);
        expect(portions.asked.at(-1) === place, `it goes on at ${portions.asked.at(-1)}, not at ${place}`);

        portions.let_all();
        await count(person, cycles);
        await until('nothing is to come', async () => (await coming(person).count()) === 0);
        expect(new Set(portions.asked).size === 2, `portions behind ${[...new Set(portions.asked)]} were asked for`);

        // And all of it without a line, once the device has it.
        await until('the last portion is kept', async () => (await person.on_device('networks')).every(({ older }) => older === undefined));
        person.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        await person.context.setOffline(true);
        await person.page.reload();
        await count(person, cycles);
        await person.context.setOffline(false);
    },

    'nobody is told of a cycle that is not theirs by its address, while older ones are to come': async (world) => {
        const person = await world.person(reader);
        const portions = await gate(person);
        await person.go('cycles/00000000000000000000000000');
        await person.shows(person.say('app.not_found_text'));
        portions.let_all();
    },
};
