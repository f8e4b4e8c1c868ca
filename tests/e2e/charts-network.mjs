// A network of 200,000 numbers: 40 measures at 25 schools, 200 points in each series, and 500 in the one that is looked at.
import { id_of, NetworkFile } from './network-file.mjs';

export const reader = 'reader@example.org';
export const enterer = 'enterer@example.org';
export const measures = 40;
export const schools = 25;
export const points_each = 200;
export const points_long = 500;
export const long_measure = id_of('measure', 0);
export const long_series = id_of('measure_series', 0);

const day = (n) => new Date(Date.UTC(2021, 0, 4) + n * 86_400_000).toISOString().slice(0, 10);
/** The day of the next point of the long series. */
export const day_after_last = (n) => day(points_long + n);

export function write_charts_network(file) {
    const made = new NetworkFile('Charted Network');
    const record = (kind, n, fields) => made.record(kind, n, fields);
    const district = record('organization', 1, { name: 'District', organization_kind: 'district', parent: made.hub, sharing_needs_lead: false });
    const sites = Array.from({ length: schools }, (_, n) =>
        record('organization', 2 + n, { name: `School ${n}`, organization_kind: 'school', parent: district, sharing_needs_lead: false }));
    [[reader, 'Reader'], [enterer, 'Enterer']].forEach(([email, name], n) => {
        const member = record('member', n, { name });
        record('membership', n, { member, organization: district, role: 'district_lead', state: 'active' });
        made.account(email, name, member);
    });
    let series = 0;
    let points = 0;
    for (let m = 0; m < measures; m += 1) {
        const definition = id_of('measure_definition', m);
        const measure = record('measure', m, {
            title: `Measure ${m}`, measure_kind: 'process', data: 'proportion', direction: 'increase', chart_type: 'p', rule_set: 'anhoej', screened_moving_ranges: false,
            multiply: 100, schedule: 'daily', definition, state: 'active',
        });
        record('measure_definition', m, { measure, number: 1, state: 'published', definition: 'With a talk, of those on the roll', starts_on: day(0) });
        for (const organization of sites) {
            const one = record('measure_series', series, { measure, scope: 'school', organization, shared_with: 'network', released_to_pool: false });
            const long = series === 0 ? points_long : points_each;
            for (let n = 0; n < long; n += 1) {
                const denominator = 20 + (n * 7 + series) % 11;
                record('data_point', points, { series: one, on: day(n), denominator, numerator: (n * 13 + series * 5) % denominator, excluded: false, corrections: 0 });
                points += 1;
            }
            series += 1;
        }
    }
    made.write(file);
    return { series, points };
}
