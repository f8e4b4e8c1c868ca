import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describe as described, narrowed, type Document } from './description';

const document = JSON.parse(
  readFileSync(new URL('../../../../protocol/openapi.json', import.meta.url), 'utf8'),
) as Document;
const all = described(document);

it('describes every operation of the document, and each with a sentence', () => {
  const count = Object.values(document.paths).reduce((sum, each) => sum + Object.keys(each).length, 0);
  expect(all.length).toBe(count);
  expect(all.filter(({ says }) => says === '')).toEqual([]);
  expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(count);
});

it('tells what is sent, its limits, and what comes back', () => {
  const [create] = narrowed(all, 'create_team post');
  const name = create?.sends.find((row) => row.name === 'args.name');
  expect(name).toEqual({
    name: 'args.name',
    type: 'string <= 120',
    required: true,
    says: 'What the team is called.',
  });
  const [upload] = narrowed(all, 'uploads');
  expect(upload?.byToken).toBe(true);
  expect(upload?.answers?.map((row) => row.name)).toEqual(['received', 'media_type']);
  const [password] = narrowed(all, 'POST /password');
  expect([password?.byToken, password?.answers]).toEqual([false, undefined]);
});
