import { sha256 } from './sha256';
import { applyChange, compose, mapChange, type TextChange } from './text-change';

// Random texts and changes, the same ones as in tests/unit/text_change_test.cpp: 32-bit arithmetic only.

export type Random = (below: number) => number;

/** Mulberry32, by Tommy Ettinger (public domain). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

// Few letters, so that texts repeat themselves; one of two bytes, one of three, one of two units.
const letters = ['a', 'b', ' ', '\n', '\u00e9', '\u20ac', '\u{1F600}'];

function some(random: Random, least: number, most: number): string {
  let out = '';
  for (let left = least + random(most - least + 1); left > 0; left -= 1)
    out += letters[random(letters.length)];
  return out;
}

export const randomText = (random: Random): string => some(random, 0, 14);

/** Keeps, takes and writes in turn, at whole characters. */
export function randomChange(random: Random, text: string): TextChange {
  const characters = [...text];
  const parts: TextChange = [];
  let at = 0;
  let changes = random(2) === 1;
  const units = (take: number): number => characters.slice(at, (at += take)).join('').length;
  for (;;) {
    const left = characters.length - at;
    if (changes) {
      const take = Math.min(left, random(5));
      const written = some(random, take === 0 ? 1 : 0, 3);
      parts.push(written === '' ? [units(take)] : [units(take), written]);
    } else {
      if (left === 0) return parts;
      parts.push(units(Math.min(left, 1 + random(4))));
      if (at === characters.length && random(2) === 0) return parts;
    }
    changes = !changes;
  }
}

/** What `count` random cases come to, from the seed on: the server's test reckons the same. */
export function digestOf(from: number, count: number): string {
  let all = '';
  for (let seed = from; seed < from + count; seed += 1) {
    const random = randomOf(seed);
    const text = randomText(random);
    const [a, b] = [randomChange(random, text), randomChange(random, text)];
    const afterA = applyChange(text, a);
    const both = compose(a, randomChange(random, afterA));
    const mapped = [mapChange(a, b, false), mapChange(a, b, true), mapChange(b, a, true)];
    all += `${JSON.stringify([text, afterA, both, ...mapped])}\n`;
  }
  return [...sha256(new TextEncoder().encode(all))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
