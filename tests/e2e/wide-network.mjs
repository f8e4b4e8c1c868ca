// A network at the size that it may grow to: 50,000 cycles of several districts, two thirds of them shared with all, and 500 protocols.
// Words are drawn as often as words are in real texts: few of them often, most of them rarely.
import { NetworkFile, rank_of } from './network-file.mjs';

export const reader = 'reader@example.org';
export const cycles = 50_000;
export const protocols = 500;

const districts = 8;
const schools_each = 6;
const ideas = 200;
const cycles_a_ramp = 10;
const posts = 500;

// The same numbers with every run (mulberry32).
function dice(seed) {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
const random = dice(1);
const pick = (list) => list[Math.floor(random() * list.length)];

const common =
    'the to students and a of in for teachers with each was week that on school day we class their feedback who after call home time at attendance teacher less one by families first more grade than it talk plan lesson minutes morning coach principal questions card group reading work new help next support data check math exit ticket absent door greet bell visit meeting team notes start end student parent phone short share write ask answer try again before during between friday monday small large quick simple clear late early often rarely better worse same different enough missing ready'.split(' ');
const beginnings = 'con re in pro per sub trans inter over under out dis mis pre ex com'.split(' ');
const middles = 'duct form tend vers port scrib sist ceiv struct tract mand pos fer vent cess lect spect gress plic clud'.split(' ');
const endings = 'ed ing ion ment able or ive ance al ity'.split(' ');
const rare = beginnings.flatMap((first) => middles.flatMap((middle) => endings.map((last) => `${first}${middle}${last}`)));
const vocabulary = [...common, ...rare.sort(() => random() - 0.5)];
// The nth word is drawn about 1/n as often as the first.
const word = () => vocabulary[Math.floor(Math.exp(random() * Math.log(vocabulary.length + 1))) - 1];
const text = (n) => {
    const words = Array.from({ length: Math.ceil(n * (0.5 + random())) }, word).join(' ');
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
};

const levels = ['elementary', 'middle', 'high', 'k8'];
const settings = ['urban', 'suburban', 'rural'];
const tenures = ['new', '3 to 5 years', 'more than 5 years'];
const states = ['planned', 'doing', 'studying', 'acting', 'complete', 'complete', 'complete', 'complete'];
const decisions = ['adopt', 'adapt', 'adapt', 'abandon'];
const shared = ['network', 'network', 'team'];

export function write_wide_network(file) {
    const made = new NetworkFile('Wide Network');
    const record = (kind, n, fields) => made.record(kind, n, fields);
    const member = record('member', 0, { name: 'Reader' });
    record('membership', 0, { member, organization: made.hub, role: 'improvement_advisor', state: 'active' });
    made.account(reader, 'Reader', member);

    const sites = [];
    for (let d = 0; d < districts; d += 1) {
        const district = record('organization', 1 + d, { name: `District ${d}`, organization_kind: 'district', parent: made.hub, sharing_needs_lead: false });
        for (let s = 0; s < schools_each; s += 1) {
            const n = d * schools_each + s;
            const school = record('organization', 100 + n, {
                name: `School ${n}`, organization_kind: 'school', parent: district, sharing_needs_lead: false,
                level: pick(levels), setting: pick(settings), leader_tenure: pick(tenures),
            });
            const team = record('team', n, { name: `Team ${n}`, tier: 'design_and_testing', district });
            const teacher = record('member', 1 + n, { name: `Teacher ${n}` });
            record('membership', 1 + n, { member: teacher, organization: school, role: 'team_member', state: 'active' });
            record('team_membership', n, { member: teacher, team, state: 'active' });
            sites.push({ school, team, teacher });
        }
    }

    const diagram = record('driver_diagram', 0, { title: 'Theory of the wide network', owner: made.hub, shared_with: 'network' });
    let boxes = 0;
    let links = 0;
    const layer = (node_kind, count, above) =>
        Array.from({ length: count }, (_, n) => {
            const box = record('driver_node', boxes++, { diagram, node_kind, state: 'in_play', text: text(6), definition: text(15), rank: rank_of(n) });
            if (above) record('driver_link', links++, { diagram, source: box, target: above[n % above.length] });
            return box;
        });
    const primary = layer('primary', 6, layer('aim', 1));
    const idea = layer('change_idea', ideas, layer('secondary', 30, primary));

    const versions = [];
    for (let n = 0; n < protocols; n += 1) {
        const protocol = record('change_protocol', n, {
            title: text(5), purpose: text(20), change_ideas: [pick(idea)], language: n % 5 === 0 ? 'es' : 'en', licence: 'cc_by', shared_with: 'network',
        });
        versions.push(
            record('protocol_version', n, {
                protocol, number: 1, state: pick(['testing', 'recommended', 'standard']), steps: Array.from({ length: 6 }, () => text(10)).join('\n'),
                minutes: pick([5, 10, 15, 30, 60]), core: text(12), adaptable: text(12), published_on: '2025-01-13',
            }),
        );
        record('adoption', n, { version: versions[n], organization: pick(sites).school, state: 'testing', shared_with: 'network' });
    }

    for (let n = 0; n < cycles / cycles_a_ramp; n += 1) {
        const { school, team, teacher } = sites[n % sites.length];
        const ramp = record('ramp', n, { title: text(5), change_idea: pick(idea), team });
        for (let number = 1; number <= cycles_a_ramp; number += 1) {
            const state = pick(states);
            const complete = state === 'complete' && {
                completed_at_ms: 1751328000000, study: text(20), learned: text(18), decision: pick(decisions), decision_why: text(10), next_changes: text(8),
                sustain_owner: teacher, sustain_plan: text(8), taught: text(8),
            };
            const month = String(1 + Math.floor(random() * 12)).padStart(2, '0');
            record('pdsa_cycle', n * cycles_a_ramp + number, {
                title: text(6), intent: 'test', state, jump_confirmed: false, shared_with: pick(shared), number, ramp, owner: teacher, team, schools: [school],
                start_on: `202${3 + (n % 3)}-${month}-03`, end_on: `202${3 + (n % 3)}-${month}-24`, objective: text(10), what: text(18), data_plan: text(10),
                measure_of_success: text(8), ...(number % 4 === 0 && { protocol_version: pick(versions) }), ...complete,
            });
        }
    }

    for (let n = 0; n < posts; n += 1) {
        const { school } = pick(sites);
        const post = record('post', n, { post_kind: pick(['question', 'offer', 'story']), title: text(7), text: text(30), organization: school, closed: false, shared_with: 'network' });
        for (let r = 0; r < 2; r += 1) record('reply', n * 2 + r, { post, text: text(20) });
    }
    made.write(file);
}
