// What a district keeps to itself is nowhere in another's browser: not on the page, not in its sockets, not in any answer.
import { expect, new_id, people, until } from './world.mjs';

export const deadline_ms = 120_000;

const secret = 'Quetzal lanterns before first period';

// Cedar Bend plans a cycle for its team alone. Answers the cycle's id.
async function plan_secretly(cedar) {
    const records = await cedar.snapshot();
    const team = records.find((r) => r.kind === 'team' && r.name.startsWith('Cedar Bend'));
    const idea = records.find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
    const id = new_id();
    const planned = await cedar.command('plan_pdsa_cycle', {
        id,
        team: team.id,
        change_idea: idea.id,
        title: secret,
        what: secret,
        prediction: 'Half of them will notice the quetzal',
        end_on: '2027-06-30',
    });
    expect(planned.ok, `planned: ${JSON.stringify(planned.body)}`);
    return id;
}

async function share(person, id, level) {
    const cycle = (await person.snapshot()).find((r) => r.id === id);
    const shared = await person.command('share_pdsa_cycle', { id, seen_revision: cycle.revision, shared_with: level });
    expect(shared.ok, `shared with ${level}: ${JSON.stringify(shared.body)}`);
}

async function expect_nowhere(person, id, where) {
    for (const trace of [id, 'Quetzal', 'quetzal']) {
        expect(!(await person.text()).includes(trace), `${where}: “${trace}” is on the page of ${person.who}`);
        expect(!person.transcript().includes(trace), `${where}: “${trace}” came over the socket of ${person.who}`);
        expect(!(await person.page.content()).includes(trace), `${where}: “${trace}” is in the document of ${person.who}`);
    }
    const snapshot = JSON.stringify(await person.snapshot());
    expect(!snapshot.includes(id) && !snapshot.includes('uetzal'), `${where}: it is in the snapshot of ${person.who}`);
    const details = await person.get(`/api/v1/networks/${person.world.network}/details/pdsa_cycle/${id}`);
    const absent = await person.get(`/api/v1/networks/${person.world.network}/details/pdsa_cycle/${new_id()}`);
    expect(details.status === absent.status && !details.text.includes('uetzal'), `${where}: its details answer ${details.status}, those of nothing ${absent.status}`);
}

export const tests = {
    "[V1] a district's private cycle is nowhere for another; shared it comes, withdrawn it goes, without a reload": async (world) => {
        const cedar = await world.person(people.cedar_lead);
        const harbor = await world.person(people.harbor_lead);
        const hub = await world.person(people.hub_director);
        await cedar.go('cycles');
        await harbor.go('cycles');
        await hub.go('cycles');
        const counts = () => harbor.page.locator('main').innerText();
        const counted = await counts();

        const id = await plan_secretly(cedar);
        await cedar.shows(secret);
        // Something that everybody sees comes after it, so that waiting for this is waiting long enough for that.
        const node = (await cedar.snapshot()).find((r) => r.kind === 'driver_node' && r.node_kind === 'change_idea');
        await cedar.command('edit_driver_node', { id: node.id, seen_revision: node.revision, set: { definition: 'Seen by all, after the secret' } });
        for (const person of [harbor, hub]) {
            await until(`${person.who} is past it`, () => person.transcript().includes('Seen by all, after the secret'));
            await expect_nowhere(person, id, 'kept by the team');
        }
        expect((await counts()) === counted, 'no count on the page of Harbor City has moved');

        await share(cedar, id, 'network');
        for (const person of [harbor, hub]) await person.shows(secret);

        await share(cedar, id, 'team');
        for (const person of [harbor, hub]) await person.shows_no_more(secret);
        expect((await counts()) === counted, 'the page of Harbor City is as it was before');
        const snapshot = JSON.stringify(await harbor.snapshot());
        expect(!snapshot.includes(id), 'it has left the snapshot');
    },

    '[V4] shared, withdrawn and archived while somebody is away: gone when they come back, on the same page': async (world) => {
        const cedar = await world.person(people.cedar_lead);
        const harbor = await world.person(people.harbor_lead, { wire: true });
        harbor.expect_errors(/WebSocket connection|ERR_|Failed to load resource/);
        await cedar.go('cycles');
        const first = await plan_secretly(cedar);
        await share(cedar, first, 'network');
        await harbor.go('cycles');
        await harbor.shows(secret);

        harbor.wire.cut();
        await until('Harbor City is cut off', async () => !(await harbor.text()).includes(harbor.say('status.saved')));
        await share(cedar, first, 'team');
        const archived = await cedar.command('archive_pdsa_cycle', { id: first });
        expect(archived.ok, `archived: ${JSON.stringify(archived.body)}`);
        harbor.wire.mend();
        await harbor.in_step();
        await harbor.shows_no_more(secret);
    },

    '[V1] a district can share and withdraw by hand, and sees beforehand what the others will see': async (world) => {
        const cedar = await world.person(people.cedar_lead);
        const harbor = await world.person(people.harbor_lead);
        await cedar.go('cycles');
        const id = await plan_secretly(cedar);
        await cedar.go(`cycles/${id}`);
        await harbor.go('cycles');

        const by_hand = async (level) => {
            await cedar.page.getByRole('button', { name: cedar.say('cycle.menu') }).click();
            await cedar.page.getByRole('menuitem', { name: cedar.say('action.share') }).click();
            const dialog = cedar.page.getByRole('dialog');
            await dialog.getByRole('radio', { name: new RegExp(`^${cedar.say(`shared_with.${level}`)}`) }).check();
            await dialog.getByRole('button', { name: cedar.say('share.go', { level: cedar.say(`shared_with.${level}`) }) }).click();
            await dialog.waitFor({ state: 'detached' });
        };
        await by_hand('network');
        await harbor.shows(secret);
        await by_hand('team');
        await harbor.shows_no_more(secret);
    },
};
