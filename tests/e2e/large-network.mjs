// A network whose one diagram is as large as the promises speak of: 500 boxes, cross links, and cycles under some of the ideas.
import { NetworkFile, rank_of } from './network-file.mjs';

export const editors = ['first@example.org', 'second@example.org'];

const counts = { aim: 1, primary: 9, secondary: 90, change_idea: 400 };
const drives = { primary: 'aim', secondary: 'primary', change_idea: 'secondary' };
// Every fifth idea serves a second driver too, as on real boards.
const second_driver_every = 5;
const ideas_tested = 60;

const words = 'Teachers greet every student at the door and note who was away so that a short call home follows on the same day'.split(' ');
const text_of = (kind, n) => `${kind.replace('_', ' ')} ${n}: ${words.slice(n % 5, (n % 5) + 4 + (n % 9)).join(' ')}`;

export function write_large_network(file) {
    const made = new NetworkFile('Five Hundred Boxes');
    const { hub } = made;
    const record = (kind, n, fields) => made.record(kind, n, fields);
    const district = record('organization', 1, { name: 'District', organization_kind: 'district', sharing_needs_lead: false, parent: hub });
    const team = record('team', 0, { name: 'Team', tier: 'design_and_testing', district });
    const members = editors.map((email, n) => {
        const member = record('member', n, { name: `Editor ${n + 1}` });
        record('membership', n, { member, organization: hub, role: 'improvement_advisor', state: 'active' });
        made.account(email, `Editor ${n + 1}`, member);
        return member;
    });
    const diagram = record('driver_diagram', 0, { title: 'Theory of five hundred boxes', owner: hub, shared_with: 'network' });

    const ids = {};
    let boxes = 0;
    let links = 0;
    const link = (source, target) => record('driver_link', links++, { diagram, source, target });
    for (const [node_kind, count] of Object.entries(counts)) {
        const above = ids[drives[node_kind]];
        ids[node_kind] = Array.from({ length: count }, (_, n) =>
            record('driver_node', boxes++, { diagram, node_kind, state: 'in_play', text: text_of(node_kind, n), rank: rank_of(n) }),
        );
        if (!above) continue;
        ids[node_kind].forEach((id, n) => {
            link(id, above[n % above.length]);
            if (node_kind === 'change_idea' && n % second_driver_every === 0) link(id, above[(n + 1) % above.length]);
        });
    }
    for (let n = 0; n < ideas_tested; n += 1) {
        const ramp = record('ramp', n, { title: `Ramp ${n}`, change_idea: ids.change_idea[n], team });
        record('pdsa_cycle', n, {
            title: `Cycle ${n}`, intent: 'test', state: 'doing', jump_confirmed: false, shared_with: 'network',
            number: 1, ramp, owner: members[0], team, start_on: '2025-01-13', end_on: '2025-01-31',
        });
    }
    made.write(file);
}
