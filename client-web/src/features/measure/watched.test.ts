// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { AnyRecord, Kind, MeasureSeries, PdsaCycle } from '../../protocol';
import type { Addresses } from '../../state/page-of';
import type { View } from '../../sync/replica';
import { causesOf, eventsOf } from './events';
import { watchedSeries } from './watched';

const record = (kind: Kind, id: string, more: object): AnyRecord =>
  ({ kind, id, revision: 1, ...more }) as unknown as AnyRecord;
const series = (id: string, scope: string, more: object = {}) =>
  record('measure_series', id, { measure: 'm', scope, ...more });
const cycle = (id: string, more: object = {}) =>
  record('pdsa_cycle', id, { title: id, team: 't', ramp: 'r', state: 'doing', ...more });

function viewOf(...all: AnyRecord[]): View {
  const records = [
    record('measure', 'm', { title: 'Reached' }),
    record('team', 't', { district: 'd' }),
    record('ramp', 'r', { change_idea: 'idea' }),
    ...all,
  ];
  return {
    get: (kind: Kind, id?: string) => records.find((each) => each.kind === kind && each.id === id),
    all: (kind: Kind) => records.filter((each) => each.kind === kind),
  } as unknown as View;
}

describe('what a cycle watches', () => {
  const elm = series('of_elm', 'school', { organization: 'elm' });
  const oak = series('of_oak', 'school', { organization: 'oak' });
  const team = series('of_team', 'team', { team: 't' });
  const district = series('of_district', 'district', { organization: 'd' });
  const found = (view: View, more: object) =>
    watchedSeries(view, cycle('c', { measures: ['m', 'gone'], ...more }) as PdsaCycle).map(
      (each) => each.series.id,
    );

  it('is shown where it was tried: its schools, else the team, else the district', () => {
    expect(found(viewOf(elm, oak, team, district), { schools: ['elm'] })).toEqual(['of_elm']);
    expect(found(viewOf(elm, oak, team, district), {})).toEqual(['of_team']);
    expect(found(viewOf(elm, oak, district), { schools: ['ash'] })).toEqual(['of_district']);
    expect(found(viewOf(elm), {})).toEqual([]);
  });
});

describe('what may stand behind a signal', () => {
  const to = { cycle: (id: string) => id } as unknown as Addresses;
  const of = series('of_elm', 'school', { organization: 'elm' }) as MeasureSeries;

  it('is first the cycle that watches the measure, and of others the nearest', () => {
    const view = viewOf(
      of,
      cycle('near', { start_on: '2026-03-01' }),
      cycle('nearer', { start_on: '2026-03-05' }),
      cycle('watching', { start_on: '2026-02-01', measures: ['m'] }),
      cycle('draft', { start_on: '2026-03-06', measures: ['m'], state: 'draft' }),
      cycle('elsewhere', { start_on: '2026-03-06', measures: ['m'], schools: ['oak'] }),
    );
    const events = eventsOf(view, to, of, ['idea']);
    expect(causesOf(events, '2026-03-06', '2026-03-20').map(({ id }) => id)).toEqual([
      'watching',
      'nearer',
      'near',
    ]);
  });

  it('holds a cycle that watches the measure, also where its idea leads to no driver of it', () => {
    const view = viewOf(of, cycle('watching', { start_on: '2026-02-01', measures: ['m'] }));
    expect(eventsOf(view, to, of, []).map(({ id }) => id)).toEqual(['watching']);
  });
});
