// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, DataPoint, Kind, Measure, MeasureSeries } from '../../protocol';
import type { View } from '../../sync/replica';
import { sheetProblem } from '../../sync/predict-measure';
import { ImportPlan, importsOf, textOf, type HowToRead, type Row, type RowText } from './import-plan';
import { sheetOf } from './sheet';

const now = Date.parse('2026-11-23T08:00Z');
const how: HowToRead = { mark: '.', order: undefined, empty: undefined, empty_reason: '' };

const made = { revision: 1, created_by: 'me', updated_by: 'me', created_at_ms: now, updated_at_ms: now };
const point = (id: string, on: string, said: Partial<DataPoint>): DataPoint =>
  ({
    kind: 'data_point',
    id,
    series: 's1',
    on,
    excluded: false,
    corrections: 0,
    ...made,
    ...said,
  }) as DataPoint;
const series = (id: string): MeasureSeries =>
  ({ kind: 'measure_series', id, measure: 'm', scope: 'school', ...made }) as MeasureSeries;

function world(data: Measure['data'], points: DataPoint[] = [], schedule: Measure['schedule'] = 'weekly') {
  const measure = {
    kind: 'measure',
    id: 'm',
    data,
    schedule,
    chart_type: 'run',
    state: 'active',
    ...made,
  } as Measure;
  const all: AnyRecord[] = [measure, series('s1'), series('s2'), ...points];
  const view = {
    get: (kind: Kind, id?: string) => all.find((each) => each.kind === kind && each.id === id),
    all: (kind: Kind) => all.filter((each) => each.kind === kind),
  } as unknown as View;
  const sites = [
    { series: series('s1'), name: 'Alder Elementary' },
    { series: series('s2'), name: 'Birch' },
  ];
  return {
    view,
    plan: (read: Partial<HowToRead> = {}) =>
      new ImportPlan(view, points, measure, sites, { ...how, ...read }, now),
  };
}

const text = (some: Partial<RowText>): RowText => ({
  site: 's1',
  on: '2026-03-02',
  value: '',
  numerator: '',
  denominator: '',
  missing_reason: '',
  ...some,
});
const problem = (row: Row): string | undefined => row.problem && `${row.problem.field} ${row.problem.code}`;

describe('a dry run', () => {
  it('tells of each row what is wrong with it, and where', () => {
    const { plan } = world('proportion');
    const found = (some: Partial<RowText>): string | undefined => problem(plan().row(text(some), 0, false));
    expect(found({ numerator: '7', denominator: '9' })).toBeUndefined();
    expect(found({ numerator: '7' })).toBe('denominator missing');
    expect(found({ denominator: '7' })).toBe('numerator missing');
    expect(found({ numerator: '9', denominator: '7' })).toBe('numerator too_large');
    expect(found({ numerator: 'all', denominator: '7' })).toBe('numerator not_a_number');
    expect(found({ numerator: '-1', denominator: '7' })).toBe('numerator too_small');
    expect(found({ numerator: '7', denominator: '9', on: '' })).toBe('on missing');
    expect(found({ numerator: '7', denominator: '9', on: 'soon' })).toBe('on not_a_day');
    expect(found({ numerator: '7', denominator: '9', on: '2026-12-24' })).toBe('on in_the_future');
    expect(found({ numerator: '7', denominator: '9', on: '3/1/2026' })).toBe('on which_order');
    expect(found({ numerator: '7', denominator: '9', site: 'Elm' })).toBe('site no_such_site');
    expect(found({ numerator: '7', denominator: '9', site: 'ALDER  elementary' })).toBeUndefined();
  });

  it('knows what is there already: the same, or something else', () => {
    const { plan } = world('value', [point('p', '2026-03-02', { value: 3.5 })]);
    expect(plan().row(text({ value: '3.5' }), 0, false).what).toBe('same');
    expect(plan().row(text({ value: '4' }), 0, false).what).toBe('other');
    expect(plan().row(text({ value: '4', site: 's2' }), 0, false).what).toBe('new');
    expect(plan().row(text({ value: '4' }), 0, true).what).toBe('out');
  });

  it('lets no day have two points, but where each is an event', () => {
    const weekly = world('value').plan();
    expect(weekly.row(text({ value: '1' }), 0, false).what).toBe('new');
    const twice = weekly.row(text({ value: '2' }), 1, false);
    expect(problem(twice)).toBe('on twice');
    expect(twice.problem?.with).toEqual({ row: '1' });
    const there = [point('p', '2026-03-02', { value: 1 })];
    const events = world('value', there, 'per_event').plan();
    expect(['1', '1', '2'].map((value, i) => events.row(text({ value }), i, false).what)).toEqual([
      'same',
      'new',
      'new',
    ]);
  });

  it('takes an empty cell for what a person says it means', () => {
    const { plan } = world('value');
    expect(plan().row(text({}), 0, false).what).toBe('empty');
    const read = plan({ empty: 'no_window', empty_reason: 'Holidays' });
    expect(read.row(text({}), 0, false).point).toEqual({
      series: 's1',
      on: '2026-03-02',
      missing: 'no_window',
      missing_reason: 'Holidays',
    });
    const own = read.row(text({ on: '2026-03-09', missing_reason: 'Snow' }), 1, false);
    expect(own.point?.missing_reason).toBe('Snow');
    expect(problem(read.row(text({ on: '2026-03-10', missing_reason: 'x'.repeat(201) }), 2, false))).toBe(
      'missing_reason too_long',
    );
  });

  it('never gives the server rows that it would refuse', () => {
    const day = fc.integer({ min: 1, max: 12 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
    const cell = fc.oneof(fc.integer({ min: -2, max: 20 }).map(String), fc.constantFrom('', 'x', '2.5'));
    const sites = fc.constantFrom('s1', 's2', 'Birch', 'Elm');
    const rows = fc.array(fc.record({ on: fc.oneof(day, fc.constant('x')), a: cell, b: cell, site: sites }));
    const data = fc.constantFrom<Measure['data']>('value', 'proportion', 'rate', 'count', 'time_between');
    fc.assert(
      fc.property(rows, data, fc.constantFrom(undefined, 'no_window' as const), (given, sort, empty) => {
        const there = [point('p1', '2026-03-01', { value: 1 }), point('p2', '2026-03-02', { value: 5 })];
        const { view, plan } = world(sort, there);
        const read = plan({ empty });
        const fresh = given
          .map(({ on, a, b, site }, i) =>
            read.row(text({ on, site, value: a, numerator: a, denominator: b }), i, false),
          )
          .flatMap((row) => (row.what === 'new' ? [row.point!] : []));
        expect(sheetProblem(view, fresh, now)).toBeUndefined();
      }),
    );
  });

  it('of a thousand rows is there before anybody waits', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => {
      const on = new Date(Date.parse('2020-01-01') + i * 86_400_000).toISOString().slice(0, 10);
      return `${on}\t${i % 9}\t9`;
    });
    const began = performance.now();
    const { rows } = sheetOf(lines.join('\n'));
    const { plan } = world('proportion');
    const read = plan();
    const columns = { on: 0, numerator: 1, denominator: 2 };
    const found = rows.map((cells, i) => read.row(textOf(cells, columns, 's1'), i, false));
    expect(found.every(({ what }) => what === 'new')).toBe(true);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('the imports of a person', () => {
  it('are their own untouched points, by import', () => {
    const brought = (id: string, import_id: string, some: Partial<DataPoint> = {}) =>
      point(id, '2026-03-02', { import_id, ...some });
    const points = [
      brought('a', 'i1'),
      brought('b', 'i1', { series: 's2' }),
      brought('c', 'i2', { created_at_ms: now + 1 }),
      brought('d', 'i3', { created_by: 'other' }),
      brought('e', 'i4', { updated_by: 'other' }),
      point('f', '2026-03-02', {}),
    ];
    expect(importsOf(points, 'me')).toEqual([
      { id: 'i2', at_ms: now + 1, points: 1, series: ['s1'] },
      { id: 'i1', at_ms: now, points: 2, series: ['s1', 's2'] },
    ]);
  });
});
