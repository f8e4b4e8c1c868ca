// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { KeyReader, shortcuts } from './shortcuts';

const press = (key: string, ctrl = false) => ({ key, ctrl, alt: false, shift: false });

it('reads one key, a chord, and two keys one after the other', () => {
  const keys = new KeyReader();
  expect(keys.read(press('?'), 0)?.says).toBe('keys.help');
  expect(keys.read(press('k', true), 0)?.says).toBe('keys.palette');
  expect(keys.read({ key: 'Z', ctrl: true, alt: false, shift: true }, 0)?.says).toBe('keys.redo');
  expect(keys.read(press('g'), 0)).toBeUndefined();
  expect(keys.read(press('d'), 1_000)?.says).toBe('keys.drivers');
});

it('forgets the first key after a while, and after any other', () => {
  const keys = new KeyReader();
  keys.read(press('g'), 0);
  expect(keys.read(press('d'), 5_000)).toBeUndefined();
  keys.read(press('g'), 6_000);
  expect(keys.read(press('x'), 6_100)).toBeUndefined();
  expect(keys.read(press('d'), 6_200)).toBeUndefined();
  expect(keys.read({ key: '?', ctrl: false, alt: true, shift: false }, 7_000)).toBeUndefined();
});

it('has no shortcut twice, and none that begins another', () => {
  const all = shortcuts.map((shortcut) => shortcut.keys);
  expect(new Set(all).size).toBe(all.length);
  for (const keys of all) expect(all.filter((other) => other.startsWith(`${keys} `))).toEqual([]);
});
