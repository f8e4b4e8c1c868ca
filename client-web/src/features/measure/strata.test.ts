// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { AnyRecord, MeasureSeries, Organization } from '../../protocol';
import { Replica } from '../../sync/replica';
import { fieldsOf, strataOf } from './strata';

const envelope = (id: string) => ({ id, revision: 1, created_at_ms: 1, updated_at_ms: 1 });
const site = (id: string, fields: Partial<Organization>): AnyRecord => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind: 'school',
  sharing_needs_lead: false,
  ...fields,
});
const of = (organization: string): MeasureSeries => ({
  kind: 'measure_series',
  ...envelope(`${organization}_s`),
  measure: 'm',
  scope: 'school',
  organization,
  shared_with: 'network',
  released_to_pool: false,
  pooled: false,
});

it('sites are told apart by what they say of themselves; who says nothing comes last', () => {
  const view = new Replica();
  for (const record of [
    site('elm', { level: 'middle' }),
    site('oak', { level: 'elementary', setting: 'rural' }),
    site('ash', { level: 'elementary' }),
    site('fir', {}),
  ])
    view.put(record);
  const all = ['fir', 'elm', 'oak', 'ash', 'nowhere'].map((id) => ({ series: of(id) }));
  expect(
    fieldsOf(
      view,
      all.map(({ series }) => series),
    ),
  ).toEqual(['level', 'setting']);
  expect(
    strataOf(view, all, 'level').map(({ value, of: group }) => [
      value?.value,
      group.map(({ series }) => series.organization),
    ]),
  ).toEqual([
    ['elementary', ['oak', 'ash']],
    ['middle', ['elm']],
    [undefined, ['fir', 'nowhere']],
  ]);
});
