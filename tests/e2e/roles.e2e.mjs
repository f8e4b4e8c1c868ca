// Every role of the sample network signs in by hand and finds what it has a right to, and not more.
import { expect, people, until } from './world.mjs';

export const deadline_ms = 180_000;

const shared_cycle = 'Hawser: split the meeting'; // in Do, shared with the network
const team_cycle = 'Huddle cards on a shared wall'; // planned, shared with Cedar Bend's testing team alone

// By hand from DOMAIN's table of roles: who is in Cedar Bend's testing team, and who may draw in the hub's diagram.
const expected = [
    { who: 'hub_director', team_cycle: false, draws: true },
    { who: 'facilitator', team_cycle: false, draws: true },
    { who: 'advisor', team_cycle: false, draws: true },
    { who: 'analyst', team_cycle: false, draws: false },
    { who: 'researcher', team_cycle: false, draws: false },
    { who: 'coach', team_cycle: false, draws: false },
    { who: 'cedar_lead', team_cycle: true, draws: true },
    { who: 'cedar_sponsor', team_cycle: false, draws: false },
    { who: 'dogwood_principal', team_cycle: true, draws: true },
    { who: 'cedar_teacher', team_cycle: true, draws: true },
    { who: 'harbor_lead', team_cycle: false, draws: true },
    { who: 'prairie_lead', team_cycle: false, draws: true },
    { who: 'union_partner', team_cycle: false, draws: false, invited_only: true }, // a partner sees what it is invited to
    { who: 'observer', team_cycle: false, draws: false },
];

export const tests = {
    'every role signs in by hand and sees its own, and not more': async (world) => {
        const wrong = [];
        let anybodys_node; // for those who see none
        for (const { who, team_cycle: sees_team, draws, invited_only } of expected) {
            const person = await world.person(people[who], { signed_in: false });
            await person.page.goto('/');
            await person.page.getByLabel(person.say('sign_in.email')).fill(people[who]);
            await person.page.getByLabel(person.say('sign_in.password')).fill('turn the wheel daily');
            await person.page.getByRole('button', { name: person.say('sign_in.go_password') }).click();
            await until(`${who} is in`, async () => !new URL(person.page.url()).pathname.startsWith('/in'));
            await person.page.getByRole('navigation').getByRole('link', { name: person.say('nav.cycles'), exact: true }).click();
            await person.page.locator('main h1', { hasText: person.say('title.cycles') }).waitFor();
            await person.in_step();
            if (invited_only) {
                if ((await person.text()).includes(shared_cycle)) wrong.push(`${who}: what is shared with the network shows`);
            } else {
                await person.shows(shared_cycle);
            }
            if ((await person.text()).includes(team_cycle) !== sees_team) wrong.push(`${who}: the team's cycle ${sees_team ? 'is missing' : 'shows'}`);

            // The hub's desk stands in the navigation of those whose page it is.
            const has_desk = (await person.page.getByRole('link', { name: person.say('title.hub'), exact: true }).count()) > 0;
            if (has_desk !== ['hub_director', 'facilitator', 'advisor'].includes(who)) wrong.push(`${who}: the hub's desk ${has_desk ? 'is offered' : 'is missing'}`);

            const records = await person.snapshot();
            const node = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea') ?? anybodys_node;
            anybodys_node = node;
            const edited = await person.command('edit_driver_node', { id: node.id, seen_revision: node.revision, set: { examples: `By ${who}` } });
            if (edited.ok !== draws) wrong.push(`${who}: an idea of the hub's diagram ${draws ? `is refused (${edited.body.code})` : 'can be edited'}`);
            const network = records.find((r) => r.kind === 'network');
            const renamed = await person.command('edit_network', { id: world.network, seen_revision: network?.revision ?? 1, set: { name: 'Renamed' } });
            if (renamed.ok && who !== 'hub_director') wrong.push(`${who}: can change the network itself`);
            await person.context.close();
        }
        world.persons = world.persons.filter((p) => p.console_errors.length > 0);
        expect(wrong.length === 0, wrong.join('\n        '));
    },
};
