// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { language, tMaybe } from './language.svelte';

it('has the words of a part once it is asked for, in whichever language', async () => {
  await language.use('en');
  expect(tMaybe('library.propose')).toBeUndefined();
  await Promise.all([language.include('library'), language.include('library')]);
  expect(tMaybe('library.propose')).toBe('Propose a protocol');
  await language.use('es');
  expect(tMaybe('library.propose')).toBe('Proponer un protocolo');
  expect(tMaybe('title.protocols')).toBe('Protocolos');
});

it('keeps them when language and part change at once', async () => {
  await Promise.all([language.include('library'), language.use('en')]);
  expect(tMaybe('library.propose')).toBe('Propose a protocol');
  await Promise.all([language.use('es'), language.include('library')]);
  expect(tMaybe('library.propose')).toBe('Proponer un protocolo');
});
