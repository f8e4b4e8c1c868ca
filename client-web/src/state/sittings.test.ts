import { expect, it } from 'vitest';
import type { HistoryEntry } from '../sync/http';
import { sittings } from './sittings';

const MINUTE = 60_000;
const wrote = (
  minute: number,
  by: string,
  before: string | undefined,
  after: string,
  field = 'learned',
): HistoryEntry => ({
  at_ms: minute * MINUTE,
  by,
  command: 'edit_pdsa_cycle',
  records: [{ kind: 'pdsa_cycle', id: 'c', did: 'changed', fields: [{ field, before, after }] }],
});
const texts = (entries: HistoryEntry[]) =>
  entries.map(
    ({ by, records }) =>
      `${by}: ${String(records[0]!.fields![0]!.before)} > ${String(records[0]!.fields![0]!.after)}`,
  );

it('tells what somebody typed in one sitting as one', () => {
  const entries = [
    wrote(14, 'ana', 'One. Two.', 'One. Two. Three.'),
    wrote(6, 'ana', 'One.', 'One. Two.'),
    wrote(0, 'ana', undefined, 'One.'),
  ];
  expect(texts(sittings(entries))).toEqual(['ana: undefined > One. Two. Three.']);
  expect(sittings(entries)[0]!.at_ms).toBe(14 * MINUTE);
  expect(entries[0]!.records[0]!.fields![0]!.before).toBe('One. Two.');
});

it('a long silence, another person, another text or another deed begins anew', () => {
  const entries = [
    wrote(61, 'ana', 'c', 'd'),
    wrote(60, 'leo', 'b', 'c'),
    wrote(59, 'ana', 'a', 'b'),
    wrote(40, 'ana', 'x', 'a'),
    wrote(39, 'ana', undefined, 'y', 'study'),
    wrote(38, 'ana', undefined, 'Door', 'title'),
    wrote(37, 'ana', 'Door?', 'Door', 'title'),
  ];
  expect(sittings(entries)).toHaveLength(7);
});

it('what is left out of one sight stays so', () => {
  const came: HistoryEntry = {
    at_ms: 0,
    by: 'ana',
    command: 'share_pdsa_cycle',
    records: [{ kind: 'pdsa_cycle', id: 'c', did: 'came_into_sight' }],
  };
  expect(sittings([wrote(1, 'ana', 'a', 'b'), came])).toHaveLength(2);
  expect(sittings([])).toEqual([]);
});
