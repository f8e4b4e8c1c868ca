import { expect, it } from 'vitest';
import type { AnyRecord } from '../protocol';
import { Replica } from '../sync/replica';
import { cycle } from '../sync/testing';
import { measuresAbout, seriesAt } from './measures-of';

const record = (kind: string, id: string, fields: object): AnyRecord =>
  ({ kind, id, revision: 1, created_at_ms: 1, updated_at_ms: 1, ...fields }) as AnyRecord;

const view = new Replica();
for (const each of [
  record('driver_link', 'l', { source: 'greet', target: 'feedback' }),
  record('measure', 'of_driver', { title: 'A', state: 'active', drivers: ['feedback'] }),
  record('measure', 'of_another', { title: 'B', state: 'active', drivers: ['hiring'] }),
  record('measure', 'watched', { title: 'C', state: 'active' }),
  record('measure', 'draft', { title: 'D', state: 'draft', drivers: ['feedback'] }),
  record('change_protocol', 'p', { change_ideas: ['greet'] }),
  record('measure_series', 's1', { measure: 'watched', organization: 'elm' }),
  record('measure_series', 's2', { measure: 'of_driver', organization: 'elm' }),
  record('measure_series', 's3', { measure: 'of_driver', organization: 'oak' }),
])
  view.put(each);
const ids = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);

it('the measures of a practice are those its ideas lead to, and those its cycles watched', () => {
  expect(ids(measuresAbout(view, { protocol: 'p' }, []))).toEqual(['of_driver']);
  expect(ids(measuresAbout(view, { change_idea: 'greet' }, []))).toEqual(['of_driver']);
  expect(ids(measuresAbout(view, { change_idea: 'other' }, []))).toEqual([]);
  const watching = [cycle('c', { measures: ['watched'] })];
  const all = measuresAbout(view, { protocol: 'p' }, watching);
  expect(ids(all)).toEqual(['of_driver', 'watched']);
  expect(ids(seriesAt(view, all, 'elm'))).toEqual(['s2', 's1']);
  expect(ids(seriesAt(view, all, 'pine'))).toEqual([]);
});
