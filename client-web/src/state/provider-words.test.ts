// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { language } from './language.svelte';
import { refusedBy } from './provider-words';

beforeAll(() => language.include('settings'));

test('[S32] whatever the server says of a way to the provider and back has a sentence, and what somebody writes into an address has none', () => {
  const server = readFileSync('../server/web/api_provider.cpp', 'utf8');
  const calls = server.matchAll(/(?:back_to|leave|refuse_for)\(([^;]*?)\)[;)} ]/g);
  const words = new Set(
    [...calls].flatMap(([, args]) => [...args!.matchAll(/"([a-z_]+)"/g)].map(([, word]) => word!)),
  );
  // What went well, and the reasons that are for the log alone.
  for (const word of ['done', 'code', 'added', 'state', 'iss_parameter', 'error', 'no_code', 'too_many_wait'])
    words.delete(word);
  expect(words.size).toBeGreaterThanOrEqual(12);
  for (const word of words) expect(refusedBy('Northfield', word), word).toContain(' ');
  expect(refusedBy('Northfield', 'constructor')).toBeUndefined();
  expect(refusedBy('Northfield', '<b>no</b>')).toBeUndefined();
  expect(refusedBy('Northfield', null)).toBeUndefined();
});
