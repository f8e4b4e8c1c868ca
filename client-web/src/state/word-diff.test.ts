import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff, type Piece } from './word-diff';

const without = (pieces: Piece[], what: Piece['what']): string =>
  pieces
    .filter((piece) => piece.what !== what)
    .map((piece) => piece.text)
    .join('');

describe('what became of a text', () => {
  it('names the words that went and came, and keeps the rest', () => {
    expect(wordDiff('Greet every student at the door', 'Greet each student at the gate')).toEqual([
      { what: 'same', text: 'Greet ' },
      { what: 'gone', text: 'every ' },
      { what: 'new', text: 'each ' },
      { what: 'same', text: 'student at the ' },
      { what: 'gone', text: 'door' },
      { what: 'new', text: 'gate' },
    ]);
  });

  it('shows a text that was added whole, and one that is gone', () => {
    expect(wordDiff('', 'All new')).toEqual([{ what: 'new', text: 'All new' }]);
    expect(wordDiff('All gone', '')).toEqual([{ what: 'gone', text: 'All gone' }]);
    expect(wordDiff('', '')).toEqual([]);
    expect(wordDiff('The same', 'The same')).toEqual([{ what: 'same', text: 'The same' }]);
  });

  it('gives back both texts, whatever they hold', () => {
    const word = fc.constantFrom('a', 'b', 'ñandú', 'c.', ' ', '\n', '  \n', '');
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = wordDiff(before, after);
        expect(without(pieces, 'new')).toBe(before);
        expect(without(pieces, 'gone')).toBe(after);
      }),
      { numRuns: 500 },
    );
  });

  it('takes texts as long as a field holds', () => {
    const before = Array.from({ length: 2_500 }, (_, i) => `before${i}`).join(' ');
    const after = Array.from({ length: 2_500 }, (_, i) => `after${i}`).join(' ');
    expect(wordDiff(before, after)).toEqual([
      { what: 'gone', text: before },
      { what: 'new', text: after },
    ]);
  });
});
