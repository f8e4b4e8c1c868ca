import { describe, expect, it } from 'vitest';
import type { AnyRecord, Measure, MeasureSeries } from '../../protocol';
import { Replica } from '../../sync/replica';
import { leastPeople, poolsOf } from './pool';

const meta = { revision: 1, created_at_ms: 0, updated_at_ms: 0 };
const record = (fields: object): AnyRecord => ({ ...meta, ...fields }) as unknown as AnyRecord;
const measure = (fields: Partial<Measure>): Measure =>
  record({ kind: 'measure', id: 'm', data: 'proportion', schedule: 'monthly', ...fields }) as Measure;

function network(...levels: string[]): Replica {
  const view = new Replica();
  levels.forEach((level, i) =>
    view.put(
      record({ kind: 'organization', id: `s${i}`, name: `S${i}`, organization_kind: 'school', level }),
    ),
  );
  return view;
}

describe('what is pooled', () => {
  it('[Q17] is the network, and each context that three schools share', () => {
    const view = network('high', 'high', 'high', 'k8', 'k8');
    expect(poolsOf(view, measure({}), [])).toEqual([
      { scope: 'network', pooled: true },
      { scope: 'context_group', context_group: 'level: high', pooled: true },
    ]);
  });

  it('[Q17] is begun once, and only of what adds up', () => {
    const view = network('high', 'high', 'high');
    const there = [{ scope: 'network' }, { scope: 'context_group', context_group: 'level: high' }];
    expect(poolsOf(view, measure({}), there as MeasureSeries[])).toEqual([]);
    expect(poolsOf(view, measure({ data: 'time_between' }), [])).toEqual([]);
    expect(poolsOf(view, measure({ schedule: 'per_event' }), [])).toEqual([]);
  });

  it('[Q16] goes by the limit of the network', () => {
    const view = new Replica();
    expect(leastPeople(view)).toBe(10);
    view.put(record({ kind: 'network', id: 'n', name: 'N', min_n: 15 }));
    expect(leastPeople(view)).toBe(15);
  });
});
