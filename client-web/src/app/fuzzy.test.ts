import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy';

const best = (query: string, ...texts: string[]): string | undefined =>
  texts
    .map((text) => ({ text, score: fuzzyScore(query, text) }))
    .filter((each) => each.score !== undefined)
    .sort((a, b) => b.score! - a.score!)[0]?.text;

describe('fuzzyScore', () => {
  it('wants every letter, in order', () => {
    expect(fuzzyScore('gdr', 'Greeting at the door')).toBeDefined();
    expect(fuzzyScore('rdg', 'Greeting at the door')).toBeUndefined();
    expect(fuzzyScore('doorx', 'Greeting at the door')).toBeUndefined();
  });

  it('prefers starts of words, letters in a row, and short texts', () => {
    expect(best('gd', 'Budgeted', 'Greeting at the door')).toBe('Greeting at the door');
    expect(best('door', 'Do only one reading', 'At the door')).toBe('At the door');
    expect(best('re', 'A predictable rhythm, every week', 'Ready books')).toBe('Ready books');
    expect(best('team', 'Team of the whole district of Riverside', 'Team')).toBe('Team');
  });

  it('finds letters with marks by letters without, and the other way round', () => {
    expect(fuzzyScore('diagramas de raiz', 'Diagramas de raíz')).toBeDefined();
    expect(fuzzyScore('raíz', 'raiz')).toBeDefined();
  });

  it('takes an empty question as fitting everything', () => {
    expect(fuzzyScore('', 'Anything')).toBeDefined();
  });
});
