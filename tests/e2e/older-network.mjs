// A network of more cycles than come with the first records: one a minute, the first of them about a word of its own.
import { id_of, NetworkFile, rank_of } from './network-file.mjs';

export const reader = 'reader@example.org';
export const cycles = 4_600;
export const oldest = id_of('pdsa_cycle', 0);

export function write_older_network(file) {
    const made = new NetworkFile('Long Network');
    const record = (kind, n, fields) => made.record(kind, n, fields);
    const member = record('member', 0, { name: 'Reader' });
    const district = record('organization', 1, { name: 'District', organization_kind: 'district', parent: made.hub, sharing_needs_lead: false });
    const team = record('team', 0, { name: 'Team', tier: 'design_and_testing', district });
    record('membership', 0, { member, organization: district, role: 'team_member', state: 'active' });
    record('team_membership', 0, { member, team, state: 'active' });
    made.account(reader, 'Reader', member);
    const diagram = record('driver_diagram', 0, { title: 'Theory', owner: made.hub, shared_with: 'network' });
    const idea = record('driver_node', 0, { diagram, node_kind: 'change_idea', state: 'in_play', text: 'Greet at the door', rank: rank_of(0) });
    const ramp = record('ramp', 0, { title: 'Greetings', change_idea: idea, team });
    for (let n = 0; n < cycles; n += 1) {
        record('pdsa_cycle', n, {
            title: n === 0 ? 'Quetzal at the door' : `Greeting ${n}`, intent: 'test', state: 'planned', jump_confirmed: false, shared_with: 'network', number: n + 1,
            ramp, owner: member, team, what: 'Greet every student', start_on: '2025-03-03', updated_at_ms: 1735689600000 + n * 60_000,
        });
    }
    made.write(file);
}
