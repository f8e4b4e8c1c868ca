import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../protocol';
import { Replica } from '../../sync/replica';
import type { HistoryEntry } from '../../sync/http';
import type { Addresses } from '../../state/page-of';
import { deedsOf, nameOfChanged, placeOfDeed } from './network-history';

const to: Addresses = {
  cycle: (id) => `cycles/${id}`,
  meeting: (id) => `meetings/${id}`,
  measure: (id) => `measures/${id}`,
  decisions: 'decisions',
  idea: (id) => `ideas/${id}`,
  diagram: (id, node) => `drivers/${id}${node ? `?node=${node}` : ''}`,
  protocol: (id, version) => `protocols/${id}${version ? `?version=${version}` : ''}`,
  adaptation: (id: string) => `adaptations/${id}`,
  post: (id) => `exchange/${id}`,
  request: (id) => `support?request=${id}`,
  home: '',
  team: (id) => `teams/${id}`,
  aim: 'aim',
  charter: 'charter',
  people: 'people',
  moderation: 'moderation',
};

const entries: HistoryEntry[] = [
  {
    at_ms: 3,
    by: 'ana',
    command: 'create_comment',
    records: [
      {
        kind: 'comment',
        id: 'said',
        did: 'created',
        fields: [
          { field: 'about_kind', after: 'question' },
          { field: 'about_id', after: 'q' },
          { field: 'cycle', after: 'c' },
          { field: 'text', after: 'Why half?' },
        ],
      },
    ],
  },
  {
    at_ms: 2,
    by: 'ben',
    command: 'plan_pdsa_cycle',
    records: [
      { kind: 'pdsa_cycle', id: 'c', did: 'created', fields: [{ field: 'title', after: 'Greet' }] },
      { kind: 'ramp', id: 'gone', did: 'created', fields: [{ field: 'title', after: 'Greeting' }] },
    ],
  },
  { at_ms: 1, command: 'import', records: [{ kind: 'pdsa_cycle', id: 'hidden', did: 'archived' }] },
];

const view = new Replica();
view.put({ kind: 'pdsa_cycle', id: 'c', title: 'Greet at the door' } as AnyRecord);
view.put({ kind: 'driver_node', id: 'n', node_kind: 'secondary', diagram: 'd', text: 'Time' } as AnyRecord);
view.put({ kind: 'protocol_version', id: 'v', protocol: 'p' } as AnyRecord);
view.put({ kind: 'protocol_change', id: 'l', version: 'v', text: 'Names first' } as AnyRecord);

describe('the history of the network', () => {
  it('tells each thing that was done, of anybody or of one person, of any kind or of one', () => {
    const ids = (by: string, kind: string) => deedsOf(entries, { by, kind }).map((deed) => deed.change.id);
    expect(ids('', '')).toEqual(['said', 'c', 'gone', 'hidden']);
    expect(ids('ben', '')).toEqual(['c', 'gone']);
    expect(ids('', 'pdsa_cycle')).toEqual(['c', 'hidden']);
    expect(ids('ben', 'comment')).toEqual([]);
    const keys = deedsOf(entries, { by: '', kind: '' }).map((deed) => deed.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('names a record as it is now, or as the entry tells, or not at all', () => {
    const names = deedsOf(entries, { by: '', kind: '' }).map((deed) => nameOfChanged(view, deed.change));
    expect(names).toEqual(['Why half?', 'Greet at the door', 'Greeting', undefined]);
  });

  it('leads to the page on which a record stands, and nowhere for one that is not there', () => {
    const places = deedsOf(entries, { by: '', kind: '' }).map((deed) => placeOfDeed(view, to, deed));
    expect(places).toEqual(['cycles/c', 'cycles/c', undefined, undefined]);
    const node: HistoryEntry['records'][number] = { kind: 'driver_node', id: 'n', did: 'changed' };
    expect(placeOfDeed(view, to, { key: '', at_ms: 1, by: 'ana', change: node })).toBe('drivers/d?node=n');
    const line: HistoryEntry['records'][number] = { kind: 'protocol_change', id: 'l', did: 'created' };
    expect(placeOfDeed(view, to, { key: '', at_ms: 1, by: 'ana', change: line })).toBe(
      'protocols/p?version=v',
    );
  });
});
