// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { AnyRecord } from '../../protocol';
import { Replica } from '../../sync/replica';
import { treeOf, type Branch } from './tree';

const version = (id: string, at: number, fields = {}) =>
  ({ kind: 'protocol_version', id, protocol: 'p', number: at, created_at_ms: at, ...fields }) as AnyRecord;
const adaptation = (id: string, at: number, fields = {}) =>
  ({ kind: 'adaptation', id, version: 'v1', created_at_ms: at, ...fields }) as AnyRecord;

const words = (branches: Branch[]): string =>
  branches.map(({ of, from }) => (from.length ? `${of.id}(${words(from)})` : of.id)).join(' ');

function tree(...records: AnyRecord[]): string {
  const view = new Replica();
  for (const record of records) view.put(record);
  return words(treeOf(view, 'p'));
}

it('puts what was made of a version below it, and what was taken up below the adaptation', () => {
  expect(
    tree(
      version('v1', 1),
      adaptation('a', 2),
      adaptation('b', 3, { parent: 'a' }),
      version('v2', 4, { derived_from: 'v1', adapted_from: 'b' }),
      version('v3', 5, { derived_from: 'v1' }),
    ),
  ).toBe('v1(a(b(v2)) v3)');
});

it('hangs what has a hidden origin on the nearest one that is here', () => {
  expect(
    tree(
      version('v1', 1),
      adaptation('b', 3, { parent: 'hidden' }),
      version('v2', 4, { derived_from: 'v1', adapted_from: 'hidden' }),
      version('v4', 6, { derived_from: 'deleted' }),
      version('other', 7, { protocol: 'q' }),
    ),
  ).toBe('v1(b v2) v4');
});
