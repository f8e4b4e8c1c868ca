// @vitest-environment happy-dom
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import AutosaveText from './AutosaveText.svelte';
import { Holder } from './holder.svelte';

let saved: string[];
let holder: Holder;
let component: object | undefined;

const field = () => document.querySelector('textarea')!;

function paste(text: string): boolean {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => text } });
  field().dispatchEvent(event);
  flushSync();
  return event.defaultPrevented;
}

function type(text: string) {
  field().value = text;
  field().dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

async function leave() {
  if (component) await unmount(component);
  component = undefined;
}

beforeEach(() => {
  vi.useFakeTimers();
  saved = [];
  holder = new Holder('Old');
  component = mount(AutosaveText, {
    target: document.body,
    props: {
      id: 'it',
      multiline: true,
      required: true,
      length: 30,
      pasted: (text: string) => (text === 'link' ? '“Title” link' : undefined),
      get value() {
        return holder.value;
      },
      onsave: (text: string) => {
        saved.push(text);
        holder.value = text;
      },
    },
  });
  flushSync();
});

afterEach(async () => {
  await leave();
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe('a text that saves itself', () => {
  it('saves once, after a pause in typing', () => {
    type('New');
    vi.advanceTimersByTime(700);
    type('Newer');
    vi.advanceTimersByTime(700);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(saved).toEqual(['Newer']);
  });

  it('saves at once when the field is left', () => {
    type('New');
    field().dispatchEvent(new Event('blur'));
    vi.advanceTimersByTime(2_000);
    expect(saved).toEqual(['New']);
  });

  it('saves what is unsaved when its screen closes', async () => {
    type('New');
    await leave();
    expect(saved).toEqual(['New']);
  });

  it('shows what others write, but not over words that are being typed', () => {
    holder.value = 'Theirs';
    flushSync();
    expect(field().value).toBe('Theirs');
    type('Mine');
    holder.value = 'Theirs again';
    flushSync();
    expect(field().value).toBe('Mine');
  });

  it('takes a change back with Escape', () => {
    type('New');
    field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    flushSync();
    vi.advanceTimersByTime(2_000);
    expect(field().value).toBe('Old');
    expect(saved).toEqual([]);
  });

  it('writes something else in the place of what is pasted, where it is told to', () => {
    document.execCommand = () => false;
    field().setSelectionRange(0, 1);
    expect(paste('link')).toBe(true);
    expect(field().value).toBe('“Title” linkld');
    vi.advanceTimersByTime(2_000);
    expect(saved).toEqual(['“Title” linkld']);
  });

  it('leaves what is pasted to the browser, where it is not told so or there is no room', () => {
    expect(paste('words')).toBe(false);
    type('There is hardly room for more');
    expect(paste('link')).toBe(false);
  });

  it('does not empty what must not be empty', () => {
    type('  ');
    field().dispatchEvent(new Event('blur'));
    flushSync();
    expect(saved).toEqual([]);
    expect(field().value).toBe('Old');
  });
});
