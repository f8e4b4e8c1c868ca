import { describe, expect, it } from 'vitest';
import { wrap } from './wrap';

const letters = (text: string): number => [...text].length;

describe('wrap', () => {
  it('breaks at spaces and keeps every word', () => {
    expect(wrap('Time to read every day', 10, 9, letters)).toEqual(['Time to', 'read every', 'day']);
  });

  it('cuts a word that is wider than a line, never within a letter', () => {
    expect(wrap('Überprüfungsgespräche 👩‍🏫', 10, 9, letters).join('')).toContain('Überprüfun');
    for (const line of wrap('Überprüfungsgespräche', 10, 9, letters)) expect(letters(line)).toBeLessThan(11);
  });

  it('ends in an ellipsis where it does not fit, within the width', () => {
    const lines = wrap('one two three four five six', 8, 2, letters);
    expect(lines).toEqual(['one two', 'three…']);
    expect(wrap('one two three', 7, 1, letters)).toEqual(['one tw…']);
  });

  it('has no lines for nothing', () => {
    expect(wrap('   ', 10, 3, letters)).toEqual([]);
  });
});
