import { describe, expect, it } from 'vitest';
import type { AnyRecord, Kind } from '../protocol';
import { namingBefore, peopleNamed, withName } from './mention-people';

const people = ['Ana Ruiz', 'Andrés Núñez', 'Ben Ash', 'Gone Away', 'Leah Ruiz'];
const view = {
  all: (kind: Kind) =>
    people.map((name) =>
      kind === 'member'
        ? { kind, id: name, name }
        : { kind, id: `m ${name}`, member: name, state: name === 'Gone Away' ? 'ended' : 'active' },
    ) as unknown as AnyRecord[],
} as Parameters<typeof peopleNamed>[0];
const named = (typed: string) => peopleNamed(view, typed, 'Leah Ruiz').map(({ name }) => name);

describe('naming somebody in a comment', () => {
  it('begins at an @ that no word stands before', () => {
    expect(namingBefore('@', 1)).toEqual({ at: 0, typed: '' });
    expect(namingBefore('Ask @An about it', 7)).toEqual({ at: 4, typed: 'An' });
    expect(namingBefore('Ask @Ana Ru', 11)).toEqual({ at: 4, typed: 'Ana Ru' });
    expect(namingBefore('(@b', 3)).toEqual({ at: 1, typed: 'b' });
    expect(namingBefore('ana@school.example', 10)).toBeUndefined();
    expect(namingBefore('at @ noon', 6)).toBeUndefined();
    expect(namingBefore('@An\nmore', 8)).toBeUndefined();
    expect(namingBefore('nobody', 6)).toBeUndefined();
  });

  it('offers who is in the network, by any word of the name, without marks or case', () => {
    expect(named('')).toEqual(['Ana Ruiz', 'Andrés Núñez', 'Ben Ash']);
    expect(named('nun')).toEqual(['Andrés Núñez']);
    expect(named('RUI')).toEqual(['Ana Ruiz']);
    expect(named('ana r')).toEqual(['Ana Ruiz']);
    expect(named('uiz')).toEqual([]);
    expect(named('gone')).toEqual([]);
  });

  it('asks no more once the name is there', () => {
    expect(named('Ana Ruiz')).toEqual([]);
    expect(named('Ana Ruiz, please')).toEqual([]);
  });

  it('puts the name where it was typed', () => {
    expect(withName('Ask @an about', { at: 4, typed: 'an' }, 'Ana Ruiz')).toEqual({
      text: 'Ask @Ana Ruiz about',
      caret: 13,
    });
    expect(withName('@an', { at: 0, typed: 'an' }, 'Ana Ruiz')).toEqual({ text: '@Ana Ruiz ', caret: 10 });
  });
});
