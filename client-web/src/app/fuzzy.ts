import { fold } from '../state/fold';

const AT_WORD_START = 8;
const IN_A_ROW = 10;
const FOUND = 1;
// The very letters somebody typed, one after the other, beat any that are scattered.
const AS_TYPED = 10;
const AS_TYPED_AT_WORD_START = 25;

/**
 * How well `query` fits `text`: every letter must occur in order. Letters at the start of words and in a row
 * count more, long texts less. Undefined where it does not fit.
 */
export function fuzzyScore(query: string, text: string): number | undefined {
  const letters = fold(query).replace(/\s+/g, '');
  const hay = fold(text);
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    const next = bestPlace(hay, letter, at);
    if (next < 0) return undefined;
    if (next === at + 1 && at >= 0) score += IN_A_ROW;
    else if (startsWord(hay, next)) score += AT_WORD_START;
    else score += FOUND;
    at = next;
  }
  const whole = hay.indexOf(fold(query).trim());
  if (whole >= 0) score += startsWord(hay, whole) ? AS_TYPED_AT_WORD_START : AS_TYPED;
  return score - hay.length / 100;
}

const startsWord = (hay: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(hay[at - 1]!);

// The very next letter if it fits, else the next start of a word, else the first that fits.
function bestPlace(hay: string, letter: string, after: number): number {
  const first = hay.indexOf(letter, after + 1);
  if (first < 0 || first === after + 1) return first;
  for (let at = first; at >= 0; at = hay.indexOf(letter, at + 1)) if (startsWord(hay, at)) return at;
  return first;
}
