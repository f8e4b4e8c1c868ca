import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byRank, rankBetween } from './rank';

describe('[R6] ranks', () => {
  it('always leave room between two, never end in 0, and stay short', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 300 }), (places) => {
        const ranks: string[] = [];
        for (const place of places) {
          const at = place % (ranks.length + 1);
          const rank = rankBetween(ranks[at - 1], ranks[at]);
          if (at > 0 && !(ranks[at - 1]! < rank)) return false;
          if (at < ranks.length && !(rank < ranks[at]!)) return false;
          if (rank.endsWith('0') || !/^[0-9A-Za-z]+$/.test(rank)) return false;
          ranks.splice(at, 0, rank);
        }
        return true;
      }),
      { numRuns: 200 },
    );
  });

  it('stay within 64 characters over 300 moves to the same place', () => {
    const [low] = [rankBetween(undefined, undefined)];
    let high = rankBetween(low, undefined);
    for (let i = 0; i < 300; i++) high = rankBetween(low, high);
    expect(high.length).toBeLessThanOrEqual(64);
  });

  it('go by id where they are equal', () => {
    const rows = [
      { id: 'b', rank: 'V' },
      { id: 'a', rank: 'V' },
      { id: 'c', rank: 'A' },
    ];
    expect(rows.sort(byRank).map((row) => row.id)).toEqual(['c', 'a', 'b']);
  });
});
