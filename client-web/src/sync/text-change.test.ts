import { ChangeSet, Text } from '@codemirror/state';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  applyChange,
  compose,
  difference,
  inverse,
  lengthsOf,
  mapChange,
  mapPlace,
  overlap,
  type TextChange,
} from './text-change';
import { digestOf, randomChange, randomOf, randomText } from './text-testing';

// As many as the server's own test runs, on the same numbers.
const CASES = 50_000;

type Json = (number | [number, ...string[]])[];

const theirs = (change: TextChange): ChangeSet =>
  ChangeSet.fromJSON(
    change.map((part): Json[number] => {
      if (typeof part === 'number') return part;
      return part[1] === undefined ? [part[0]] : [part[0], ...part[1].split('\n')];
    }),
  );
const applied = (set: ChangeSet, text: string): string => set.apply(Text.of(text.split('\n'))).toString();

/** In the form that is used here: parts of a kind side by side are one. */
const ours = (set: ChangeSet): TextChange => (set.toJSON() as Json).reduce<TextChange>(joined, []);
function joined(sum: TextChange, given: Json[number]): TextChange {
  const last = sum.at(-1);
  if (typeof given === 'number') {
    return typeof last === 'number' ? [...sum.slice(0, -1), last + given] : [...sum, given];
  }
  const [gone, ...lines] = given;
  const before = Array.isArray(last) ? last : undefined;
  const written = (before?.[1] ?? '') + lines.join('\n');
  const length = (before?.[0] ?? 0) + gone;
  return [...(before ? sum.slice(0, -1) : sum), written === '' ? [length] : [length, written]];
}

it('[T2] applies, maps and takes back as CodeMirror does, 50,000 times', () => {
  for (let seed = 1; seed <= CASES; seed += 1) {
    const random = randomOf(seed);
    const text = randomText(random);
    const [a, b] = [randomChange(random, text), randomChange(random, text)];
    const afterA = applyChange(text, a);
    if (afterA !== applied(theirs(a), text)) throw new Error(`apply, seed ${seed}`);
    const next = randomChange(random, afterA);
    const both = compose(a, next);
    if (applyChange(text, both) !== applied(theirs(a).compose(theirs(next)), text)) {
      throw new Error(`compose, seed ${seed}`);
    }
    const first = random(2) === 1;
    const mapped = JSON.stringify(mapChange(a, b, first));
    if (mapped !== JSON.stringify(ours(theirs(a).map(theirs(b), first))))
      throw new Error(`map, seed ${seed}`);
    if (applyChange(afterA, inverse(a, text)) !== text) throw new Error(`inverse, seed ${seed}`);
  }
}, 120_000);

it('[T2] two changes of one text meet in the same text, whichever comes first, 50,000 times', () => {
  for (let seed = CASES + 1; seed <= 2 * CASES; seed += 1) {
    const random = randomOf(seed);
    const text = randomText(random);
    const [a, b] = [randomChange(random, text), randomChange(random, text)];
    const one = applyChange(applyChange(text, a), mapChange(b, a, false));
    const other = applyChange(applyChange(text, b), mapChange(a, b, true));
    if (one !== other) throw new Error(`seed ${seed}: ${JSON.stringify({ text, a, b, one, other })}`);
  }
});

it('[T2] agrees with the server on 50,000 shared cases', () => {
  const block = 5_000;
  const digests: string[] = [];
  for (let from = 1; from <= CASES; from += block) digests.push(digestOf(from, block));
  const file = '../tests/fixtures/text_changes.json';
  const said = { cases: CASES, block, digests };
  if (process.env.FLYWHEEL_WRITE_VECTORS) writeFileSync(file, `${JSON.stringify(said, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(said);
});

it('the difference of two texts makes one of the other, at whole characters', () => {
  for (let seed = 1; seed <= 5_000; seed += 1) {
    const random = randomOf(seed);
    const before = randomText(random);
    const after = applyChange(before, randomChange(random, before));
    const change = difference(before, after);
    expect(applyChange(before, change)).toBe(after);
    expect(change.length).toBeLessThanOrEqual(3);
  }
  expect(difference('a\u{1F600}b', 'a\u{1F601}b')).toEqual([1, [2, '\u{1F601}'], 1]);
  expect(difference('same', 'same')).toEqual([4]);
  expect(difference('', '')).toEqual([]);
});

it('a change of another text is an error, not a guess', () => {
  expect(() => applyChange('abc', [2])).toThrow(RangeError);
  expect(() => compose([3], [2])).toThrow(RangeError);
  expect(() => mapChange([3], [2], true)).toThrow(RangeError);
  expect(() => mapChange([[3]], [2], true)).toThrow(RangeError);
});

it('a place goes along with what is written before it', () => {
  const change: TextChange = [2, [3, 'xy'], 4];
  expect([0, 2, 3, 5, 6, 9].map((place) => mapPlace(place, change))).toEqual([0, 2, 4, 4, 5, 8]);
  expect(mapPlace(2, [2, [0, 'new'], 3], true)).toBe(5);
  expect(mapPlace(2, [2, [0, 'new'], 3])).toBe(2);
  expect(mapPlace(0, [[0, 'new'], 3])).toBe(0);
  expect(mapPlace(5, [5, [0, 'new']], true)).toBe(8);
});

it('changes touch where their words meet', () => {
  expect(overlap([1, [2], 3], [3, [1], 2])).toBe(true);
  expect(overlap([1, [1], 4], [4, [1], 1])).toBe(false);
  expect(overlap([6], [[6]])).toBe(false);
});

it('lengths are those of the texts before and after', () => {
  expect(lengthsOf([2, [3, 'xy'], 4])).toEqual({ before: 9, after: 8 });
});
