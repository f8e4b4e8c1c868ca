import { describe, expect, it } from 'vitest';
import type { AnyRecord, ChartPhase, ChartSignal, Measure } from '../protocol';
import { Replica } from '../sync/replica';
import { districtOfSeries, openSignals, titleOfSeries } from './signals';

const envelope = (id: string) => ({ id, revision: 1, created_at_ms: 1, updated_at_ms: 1 });
const place = (id: string, organization_kind: string, parent?: string): AnyRecord => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind,
  parent,
  sharing_needs_lead: false,
});
const measure = (fields: Partial<Measure> = {}): Measure => ({
  kind: 'measure',
  ...envelope('talks'),
  title: 'Talks',
  measure_kind: 'process',
  data: 'value',
  direction: 'increase',
  chart_type: 'run',
  rule_set: 'anhoej',
  screened_moving_ranges: false,
  schedule: 'weekly',
  state: 'active',
  ...fields,
});
const series = (id: string, fields: object): AnyRecord =>
  ({
    kind: 'measure_series',
    ...envelope(id),
    measure: 'talks',
    scope: 'school',
    shared_with: 'network',
    released_to_pool: false,
    pooled: false,
    ...fields,
  }) as AnyRecord;
const signal = (id: string, fields: Partial<ChartSignal> = {}): ChartSignal => ({
  kind: 'chart_signal',
  ...envelope(id),
  series: 'elm_s',
  rule: 'long_run',
  first_on: '2026-01-05',
  last_on: '2026-02-16',
  direction: 'improvement',
  passed: false,
  reach: 'all',
  ...fields,
});
const phase = (starts_on: string, state: ChartPhase['state']): AnyRecord => ({
  kind: 'chart_phase',
  ...envelope(`phase ${starts_on}`),
  series: 'elm_s',
  starts_on,
  state,
});
const view = (...records: AnyRecord[]): Replica => {
  const made = new Replica();
  for (const record of records) made.put(record);
  return made;
};
const ids = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);

describe('signals that wait', () => {
  const elm = series('elm_s', { organization: 'elm' });

  it('are those that a chart in use shows and nobody has looked into, of each series the newest', () => {
    const all = view(
      measure(),
      elm,
      signal('old', { last_on: '2026-01-19' }),
      signal('new'),
      signal('looked', { acknowledged_by: 'ana' }),
      signal('gone', { passed: true }),
      series('oak_s', { organization: 'oak' }),
      signal('elsewhere', { series: 'oak_s', last_on: '2026-01-19' }),
    );
    expect(ids(openSignals(all))).toEqual(['new', 'elsewhere']);
    expect(openSignals(view(measure({ state: 'paused' }), elm, signal('new')))).toEqual([]);
    expect(openSignals(view(measure(), signal('of_no_series')))).toEqual([]);
  });

  it('end where a confirmed phase has begun since', () => {
    const with_phase = (starts_on: string, state: ChartPhase['state']) =>
      ids(openSignals(view(measure(), elm, signal('s'), phase(starts_on, state))));
    expect(with_phase('2026-01-12', 'confirmed')).toEqual([]);
    expect(with_phase('2026-01-05', 'confirmed')).toEqual(['s']);
    expect(with_phase('2026-01-12', 'proposed')).toEqual(['s']);
  });
});

it('a series is called after its measure and whose numbers they are', () => {
  const all = view(
    measure(),
    place('riverside', 'district'),
    place('elm', 'school', 'riverside'),
    series('elm_s', { organization: 'elm' }),
    series('group', { scope: 'context_group', context_group: 'level: high' }),
  );
  const of = (id: string) => all.get('measure_series', id);
  expect(titleOfSeries(all, of('elm_s'))).toBe('Talks – elm');
  expect(titleOfSeries(all, of('group'))).toBe('Talks – level: high');
  expect(titleOfSeries(all, undefined)).toBe('');
  expect(districtOfSeries(all, of('elm_s'))).toBe('riverside');
  expect(districtOfSeries(all, of('group'))).toBeUndefined();
});
