import { describe, expect, it } from 'vitest';
import type { AnyRecord, Flag, Kind, ModerationCase, RecordOf } from '../../protocol';
import { closedCases, flagged, openCases, stepsFor } from './queue';

const flag = (id: string, about_id: string, at: number, state: Flag['state'] = 'open'): Flag =>
  ({ kind: 'flag', id, about_kind: 'comment', about_id, state, reason: '-', created_at_ms: at }) as Flag;
const held = (id: string, fields: Partial<ModerationCase>): ModerationCase =>
  ({
    kind: 'moderation_case',
    id,
    author: 'ana',
    created_at_ms: 1,
    updated_at_ms: 1,
    ...fields,
  }) as ModerationCase;

const holding = (...all: AnyRecord[]) => ({
  all: <K extends Kind>(kind: K) => all.filter((each) => each.kind === kind) as RecordOf[K][],
  get: <K extends Kind>(kind: K, id: string | undefined) =>
    all.find((each) => each.kind === kind && each.id === id) as RecordOf[K] | undefined,
});

describe('[G] the moderation queue', () => {
  it('puts the open flags on one record together, the oldest first', () => {
    const comment = { kind: 'comment', id: 'b' } as AnyRecord;
    const found = flagged(
      holding(
        comment,
        flag('3', 'b', 30),
        flag('1', 'a', 10),
        flag('2', 'b', 20),
        flag('4', 'c', 1, 'acted'),
      ),
    );
    expect(found.map(({ about, flags }) => [about.id, ...flags.map(({ id }) => id)])).toEqual([
      ['a', '1'],
      ['b', '2', '3'],
    ]);
    expect(found.map(({ record }) => record?.id)).toEqual([undefined, 'b']);
  });

  it('tells open cases from settled ones', () => {
    const all = holding(
      held('new', { state: 'held', created_at_ms: 9 }),
      held('old', { state: 'appealed', created_at_ms: 2 }),
      held('gone', { state: 'removed', updated_at_ms: 5 }),
      held('back', { state: 'released', updated_at_ms: 7 }),
    );
    expect(openCases(all).map(({ id }) => id)).toEqual(['old', 'new']);
    expect(closedCases(all).map(({ id }) => id)).toEqual(['back', 'gone']);
  });

  it('offers the second step of a removal to a second person only, and the appeal to the author', () => {
    const proposed = held('c', { state: 'removal_proposed', removal_proposed_by: 'fay' });
    expect(stepsFor(proposed, 'fay', true)).toEqual(['release']);
    expect(stepsFor(proposed, 'dee', true)).toEqual(['release', 'confirm_removal']);
    expect(stepsFor(proposed, 'ana', false)).toEqual(['appeal']);
    expect(stepsFor(held('c', { state: 'appealed' }), 'ana', false)).toEqual([]);
    expect(stepsFor(held('c', { state: 'released' }), 'dee', true)).toEqual([]);
  });
});
