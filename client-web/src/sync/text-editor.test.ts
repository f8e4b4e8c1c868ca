import { expect, it } from 'vitest';
import { applyChange, difference, mapPlace, type TextChange } from './text-change';
import { TextEditor } from './text-editor';
import { randomChange, randomOf, randomText } from './text-testing';

it('hands over what was typed, once', () => {
  const editor = new TextEditor('We met.');
  editor.typed('We all met.', 0);
  expect(editor.take()).toEqual([3, [0, 'all '], 4]);
  expect(editor.take()).toBeUndefined();
  expect(editor.follow('We all met.')).toBeUndefined();
});

it('others’ words come in beside what waits here', () => {
  const editor = new TextEditor('We met.');
  editor.typed('We met. Mine.', 0);
  const change = editor.follow('Monday: We met.');
  expect(editor.shown).toBe('Monday: We met. Mine.');
  expect(mapPlace(13, change!)).toBe(21);
  expect(editor.take()).toEqual([15, [0, ' Mine.']]);
});

it('takes back my own words alone, a pause at a time, wherever others have moved them', () => {
  const editor = new TextEditor('');
  editor.typed('One', 0);
  editor.typed('One.', 200);
  editor.typed('One. Two.', 5_000);
  editor.take();
  editor.hear([[0, 'Hers. '], 9, [0, ' Hers too.']]);
  expect(editor.follow('Hers. One. Two. Hers too.')).toBeUndefined();
  editor.undo();
  expect(editor.shown).toBe('Hers. One. Hers too.');
  editor.undo();
  expect(editor.shown).toBe('Hers.  Hers too.');
  expect(editor.undo()).toBeUndefined();
  editor.redo();
  editor.redo();
  expect(editor.shown).toBe('Hers. One. Two. Hers too.');
  editor.undo();
  editor.typed('Hers. One. Hers too. New.', 9_000);
  expect(editor.redo()).toBeUndefined();
});

it('a change of another text is not heard', () => {
  const editor = new TextEditor('abc');
  expect(editor.hear([4, [0, 'd']])).toBeUndefined();
  expect(editor.shown).toBe('abc');
});

it('what others took away is not brought back, and is no step', () => {
  const editor = new TextEditor('a');
  editor.typed('ab', 0);
  editor.typed('abc', 5_000);
  editor.take();
  editor.follow('a');
  expect(editor.undo()).toBeUndefined();
  expect(editor.shown).toBe('a');
});

// Letters of mine and of others tell whose words went.
it('undo never removes a word of another, 2,000 runs', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = randomOf(seed);
    const editor = new TextEditor('');
    let theirs = 0;
    let now = 0;
    for (let step = 0; step < 20; step += 1) {
      const deed = random(4);
      if (deed === 0) {
        const at = random(editor.shown.length + 1);
        now += random(2) * 5_000;
        editor.typed(`${editor.shown.slice(0, at)}m${editor.shown.slice(at)}`, now);
      } else if (deed === 1) {
        editor.take();
        const given = editor.shown;
        const at = random(given.length + 1);
        editor.hear(
          random(2)
            ? ([at, [0, 't'] as const, given.length - at].filter((part) => part !== 0) as TextChange)
            : difference(given, `${given.slice(0, at)}t${given.slice(at)}`),
        );
        theirs += 1;
      } else if (deed === 2) editor.undo();
      else editor.redo();
      if ([...editor.shown].filter((letter) => letter === 't').length !== theirs)
        throw new Error(`seed ${seed}`);
    }
    // The whole sitting taken back at once, when its writer has left the text, comes to the same.
    const back = editor.leave();
    expect(back ? applyChange(editor.shown, back) : editor.shown).toBe('t'.repeat(theirs));
    expect(editor.leave()).toBeUndefined();
    while (editor.undo());
    expect(editor.shown).toBe('t'.repeat(theirs));
  }
});

it('what is shown is what was given with what waits, whatever comes between, 5,000 runs', () => {
  for (let seed = 1; seed <= 5_000; seed += 1) {
    const random = randomOf(seed);
    let server = randomText(random);
    const editor = new TextEditor(server);
    for (let step = 0; step < 10; step += 1) {
      const deed = random(4);
      if (deed === 0) editor.typed(applyChange(editor.shown, randomChange(random, editor.shown)), step * 700);
      else if (deed === 1) {
        const change = editor.take();
        if (change) server = applyChange(server, change);
      } else if (deed === 2) {
        server = applyChange(server, randomChange(random, server));
        const before = editor.shown;
        const change = editor.follow(server);
        expect(change ? applyChange(before, change) : before).toBe(editor.shown);
      } else editor.undo();
      if (!editor.waits) expect(editor.shown).toBe(server);
    }
    const last = editor.take();
    expect(last ? applyChange(server, last) : server).toBe(editor.shown);
    expect(difference(editor.shown, editor.shown)).toEqual(editor.shown ? [editor.shown.length] : []);
  }
});
