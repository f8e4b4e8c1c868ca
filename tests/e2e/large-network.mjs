// A network whose one diagram is as large as the promises speak of: 500 boxes, cross links, and cycles under some of the ideas.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

export const editors = ['first@example.org', 'second@example.org'];

const made_at_ms = 1735689600000;
const counts = { aim: 1, primary: 9, secondary: 90, change_idea: 400 };
const drives = { primary: 'aim', secondary: 'primary', change_idea: 'secondary' };
// Every fifth idea serves a second driver too, as on real boards.
const second_driver_every = 5;
const ideas_tested = 60;

const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const id_of = (kind, n) => [...createHash('sha256').update(`${kind} ${n}`).digest().subarray(0, 26)].map((byte) => letters[byte & 31]).join('');
// Of one length and never ending in 0, as a rank must not.
const rank_of = (n) => `a${String(n).padStart(4, '0')}V`;

const words = 'Teachers greet every student at the door and note who was away so that a short call home follows on the same day'.split(' ');
const text_of = (kind, n) => `${kind.replace('_', ' ')} ${n}: ${words.slice(n % 5, (n % 5) + 4 + (n % 9)).join(' ')}`;

export function write_large_network(file) {
    const lines = [];
    const record = (kind, n, fields) => {
        const id = id_of(kind, n);
        lines.push({ kind, id, revision: 1, created_at_ms: made_at_ms, updated_at_ms: made_at_ms, ...fields });
        return id;
    };
    const network = id_of('network', 0);
    const hub = id_of('organization', 0);
    lines.push({ flywheel_import: 1, network, name: 'Five Hundred Boxes', made_at_ms });
    record('network', 0, { name: 'Five Hundred Boxes', type: 'networked_improvement_community', stage: 'testing', hub });
    record('organization', 0, { name: 'Hub', organization_kind: 'hub', sharing_needs_lead: false });
    const district = record('organization', 1, { name: 'District', organization_kind: 'district', sharing_needs_lead: false, parent: hub });
    const team = record('team', 0, { name: 'Team', tier: 'design_and_testing', district });
    const members = editors.map((email, n) => {
        const member = record('member', n, { name: `Editor ${n + 1}` });
        record('membership', n, { member, organization: hub, role: 'improvement_advisor', state: 'active' });
        lines.push({ account: { email, name: `Editor ${n + 1}`, member } });
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
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
