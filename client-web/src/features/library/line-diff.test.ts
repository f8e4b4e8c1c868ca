import { expect, it } from 'vitest';
import { compareLines } from './line-diff';

const compared = (before: string[], after: string[]) =>
  compareLines(before, after).map((line) => `${line.before} > ${line.after}`);

it('puts lines beside each other that say much the same', () => {
  expect(
    compared(['Stand at the door', 'Greet each by name'], ['Stand at the door', 'Greet each by first name']),
  ).toEqual(['Stand at the door > Stand at the door', 'Greet each by name > Greet each by first name']);
});

it('leaves alone what was added, taken out, or says something else', () => {
  expect(
    compared(['wording', 'who visits'], ['in person or video', 'who visits', 'language of the card']),
  ).toEqual(['wording > ', ' > in person or video', 'who visits > who visits', ' > language of the card']);
  expect(compared([], ['One'])).toEqual([' > One']);
  expect(compared(['One'], [])).toEqual(['One > ']);
});

it('takes the same line before one that is like it', () => {
  expect(compared(['Say each name'], ['Say each first name', 'Say each name'])).toEqual([
    ' > Say each first name',
    'Say each name > Say each name',
  ]);
});

it('compares texts of very many lines as they are', () => {
  const many = Array.from({ length: 300 }, (_, i) => `Line ${i}`);
  expect(compareLines(many, many)).toHaveLength(1);
});
