// Wires are cut and the server is killed while people write: nothing they were told is saved is lost, and nothing they typed.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 120_000;

async function at_a_cycle(world, who, options) {
    const person = await world.person(who, options);
    const cycle = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing');
    await person.go(`cycles/${cycle.id}`);
    return { person, cycle };
}

async function log_it(person, text) {
    await person.page.getByLabel(person.say('cycle.new_observation')).fill(text);
    await person.page.getByRole('button', { name: person.say('cycle.log') }).click();
}

export const tests = {
    '[C1] what is written while the server is dead arrives once when it is back': async (world) => {
        const { person } = await at_a_cycle(world, people.harbor_lead);
        person.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        const other = await at_a_cycle(world, people.harbor_teacher);
        other.person.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);

        await log_it(person, 'Seen before the cut');
        await other.person.shows('Seen before the cut');

        await world.kill_server();
        await until('the page says so', async () => !(await person.text()).includes(person.say('status.saved')));
        await log_it(person, 'Seen while the server was dead');
        await person.shows('Seen while the server was dead');

        await world.start_server();
        await person.in_step();
        await other.person.shows('Seen while the server was dead', 40_000);
        const times = await other.person.page.getByText('Seen while the server was dead', { exact: true }).count();
        expect(times === 1, `it is there ${times} times`);
    },

    '[M4] after a cut the page carries on by itself, with what others did meanwhile': async (world) => {
        const { person } = await at_a_cycle(world, people.harbor_teacher, { wire: true });
        person.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        const other = await at_a_cycle(world, people.harbor_lead);
        person.wire.cut();
        await until('the page says so', async () => !(await person.text()).includes(person.say('status.saved')));
        await log_it(other.person, 'Seen during the cut');
        await other.person.in_step();
        await log_it(person, 'Written during the cut');
        person.wire.mend();
        await person.in_step();
        await person.shows('Seen during the cut');
        await other.person.shows('Written during the cut');
    },

    '[H3] behind a proxy that breaks WebSocket everything goes over requests, both ways': async (world) => {
        const person = await world.person(people.harbor_teacher);
        person.expect_errors(/WebSocket connection/);
        let refused = 0;
        await person.page.routeWebSocket('**/api/v1/live', (socket) => {
            refused += 1;
            socket.close();
        });
        const cycle = (await person.snapshot()).find((r) => r.kind === 'pdsa_cycle' && r.state === 'doing');
        await person.page.goto(`/n/${world.network}/cycles/${cycle.id}`);
        await person.in_step(30_000);
        expect(refused >= 3, `sockets were tried first: ${refused}`);
        const { person: other } = await at_a_cycle(world, people.harbor_lead);
        await log_it(person, 'Seen behind the proxy');
        await other.shows('Seen behind the proxy');
        await log_it(other, 'Seen at home');
        await person.shows('Seen at home');
        await person.in_step();
        expect(person.frames.length === 0, 'no socket brought anything');
    },
};
