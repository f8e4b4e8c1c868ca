// Fractional indexing over base 62, compared by bytes (SYNC.md R6): there is always a rank between
// two others, so moving one record rewrites one record.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;

/** A rank strictly between `low` and `high`; undefined means the very start or the very end. */
export function rankBetween(low: string | undefined, high: string | undefined): string {
  const a = low ?? '';
  let rank = '';
  for (let i = 0; ; i++) {
    const from = i < a.length ? DIGITS.indexOf(a[i]!) : 0;
    const bounded = high !== undefined && high.startsWith(rank);
    const to = bounded && i < high.length ? DIGITS.indexOf(high[i]!) : BASE;
    if (to - from > 1) return rank + DIGITS[Math.floor((from + to) / 2)]!;
    rank += DIGITS[from]!;
  }
}

export interface Ranked {
  id: string;
  rank?: string;
}

export function byRank(a: Ranked, b: Ranked): number {
  const x = a.rank ?? '';
  const y = b.rank ?? '';
  if (x !== y) return x < y ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
