// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { AnyRecord, ChangeProtocol, PdsaCycle, ProtocolVersion } from '../../protocol';
import { Replica } from '../../sync/replica';
import { cycle, node } from '../../sync/testing';
import { leadingOf, versionsOf } from '../../state/protocols';
import { countsOf, entriesOf, evidenceOf, found, linesOf, type Chosen } from './library';

const envelope = (id: string) => ({ id, revision: 1, created_at_ms: 1, updated_at_ms: 1 });

const protocol = (id: string, fields: Partial<ChangeProtocol> = {}): ChangeProtocol => ({
  kind: 'change_protocol',
  ...envelope(id),
  title: `Protocol ${id}`,
  licence: 'cc_by',
  shared_with: 'network',
  ...fields,
});

const version = (id: string, of: string, fields: Partial<ProtocolVersion> = {}): ProtocolVersion => ({
  kind: 'protocol_version',
  ...envelope(id),
  protocol: of,
  number: 1,
  state: 'testing',
  ...fields,
});

const tried = (id: string, tests: string, fields: Partial<PdsaCycle> = {}): PdsaCycle =>
  cycle(id, { protocol_version: tests, state: 'doing', ...fields });

const nothing: Chosen = { idea: '', state: '', language: '', minutes: '' };

const world = (...records: AnyRecord[]): Replica => {
  const view = new Replica();
  for (const record of records) view.put(record);
  return view;
};

const library = world(
  node('calls', { node_kind: 'change_idea', text: 'Positive calls home' }),
  node('family', { node_kind: 'secondary', text: 'Family contact' }),
  node('aim', { node_kind: 'aim', text: 'On track' }),
  { kind: 'driver_link', ...envelope('l1'), diagram: 'hub', source: 'calls', target: 'family' },
  { kind: 'driver_link', ...envelope('l2'), diagram: 'hub', source: 'family', target: 'aim' },
  protocol('calling', {
    title: 'Llamada a casa',
    purpose: 'La familia sabe qué sale bien.',
    language: 'es',
    change_ideas: ['calls'],
  }),
  version('calling-1', 'calling', { steps: 'Elegir a quién\nLlamar por la tarde', minutes: 8 }),
  protocol('ticket', { title: 'Exit ticket', language: 'en' }),
  version('ticket-1', 'ticket', { state: 'recommended', minutes: 15 }),
  version('ticket-2', 'ticket', { number: 2, state: 'draft', minutes: 90 }),
  protocol('bare'),
);
const entries = entriesOf(library);
const ids = (query: string, chosen: Partial<Chosen> = {}) =>
  found(entries, query, { ...nothing, ...chosen }).map((entry) => entry.protocol.id);

describe('the search', () => {
  it('shows all to whoever asks nothing', () => {
    expect(ids('')).toEqual(['calling', 'ticket', 'bare']);
    expect(ids('   ')).toHaveLength(3);
  });

  it.each([
    ['a title, whatever its case', 'LLAMADA'],
    ['a purpose, without its accents', 'que sale'],
    ['a step, with accents that are not there', 'élegir'],
    ['an idea that it serves', 'calls home'],
    ['words from several places, in any order', 'tarde positive llam'],
  ])('finds %s', (_, query) => expect(ids(query)).toEqual(['calling']));

  it('asks for every word', () => expect(ids('exit llamada')).toEqual([]));
});

describe('the facets', () => {
  it('narrow to what fits them all', () => {
    expect(ids('', { language: 'en' })).toEqual(['ticket']);
    expect(ids('', { state: 'testing' })).toEqual(['calling']);
    expect(ids('', { language: 'en', state: 'testing' })).toEqual([]);
  });

  it('find by an idea, and by the drivers that it serves, but not by the aim', () => {
    expect(ids('', { idea: 'calls' })).toEqual(['calling']);
    expect(ids('', { idea: 'family' })).toEqual(['calling']);
    expect(countsOf(entries, '', nothing, 'idea')).toEqual(
      new Map([
        ['calls', 1],
        ['family', 1],
      ]),
    );
  });

  it('ask what fits into the time there is, by the version that stands for the protocol', () => {
    expect(ids('', { minutes: '10' })).toEqual(['calling']);
    expect(ids('', { minutes: '20' })).toEqual(['calling', 'ticket']);
    expect(ids('', { minutes: 'longer' })).toEqual([]);
  });

  it('count what each choice would leave, with all else that is asked for', () => {
    expect(countsOf(entries, '', nothing, 'minutes')).toEqual(
      new Map([
        ['10', 1],
        ['20', 2],
        ['45', 2],
      ]),
    );
    const spanish = { ...nothing, language: 'es' };
    expect(countsOf(entries, '', spanish, 'state')).toEqual(new Map([['testing', 1]]));
    // Its own choice leaves the others of a facet to be chosen.
    expect(countsOf(entries, '', spanish, 'language')).toEqual(
      new Map([
        ['es', 1],
        ['en', 1],
      ]),
    );
    expect(countsOf(entries, 'exit', nothing, 'language')).toEqual(new Map([['en', 1]]));
  });
});

describe('the evidence', () => {
  const versions = [version('v1', 'p'), version('v2', 'p', { number: 2 })];

  it('counts cycles, teams and decisions over all versions', () => {
    const view = world(
      tried('a', 'v1', { team: 't1', state: 'complete', decision: 'adapt' }),
      tried('b', 'v2', { team: 't1', state: 'complete', decision: 'adopt' }),
      tried('c', 'v2', { team: 't2', state: 'complete', decision: 'adopt' }),
      tried('d', 'v2', { team: 't3' }),
      tried('other', 'elsewhere'),
      cycle('none'),
    );
    const { cycles, teams, decided } = evidenceOf(view, versions);
    expect(cycles.map((each) => each.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(teams).toBe(3);
    expect(decided).toEqual([
      { decision: 'adopt', n: 2 },
      { decision: 'adapt', n: 1 },
    ]);
  });

  it('counts nothing that was only planned, and no decision before the cycle is complete', () => {
    const view = world(
      tried('planned', 'v1', { state: 'planned' }),
      tried('put off', 'v1', { state: 'paused', paused_from: 'planned' }),
      tried('given up', 'v1', { state: 'stopped' }),
      tried('given up in Do', 'v1', { state: 'stopped', predictions_locked_at_ms: 1 }),
      tried('acting', 'v1', { state: 'acting', decision: 'abandon' }),
    );
    const { cycles, decided } = evidenceOf(view, versions);
    expect(cycles.map((each) => each.id)).toEqual(['given up in Do', 'acting']);
    expect(decided).toEqual([]);
  });

  it('is nothing where nobody tried it', () =>
    expect(evidenceOf(world(), versions)).toEqual({ cycles: [], teams: 0, decided: [] }));
});

describe('the version that stands for a protocol', () => {
  const of = (...states: ProtocolVersion['state'][]) =>
    leadingOf(
      versionsOf(
        world(...states.map((state, at) => version(`v${at + 1}`, 'p', { number: at + 1, state }))),
        'p',
      ),
    )?.id;

  it('is the one that is furthest, and of those the newest', () => {
    expect(of('testing', 'standard', 'draft')).toBe('v2');
    expect(of('testing', 'testing')).toBe('v2');
    expect(of('retired', 'draft')).toBe('v2');
    expect(of('retired')).toBe('v1');
    expect(of()).toBeUndefined();
  });
});

it('reads a text of one item a line', () => {
  expect(linesOf(' One \n\nTwo\n')).toEqual(['One', 'Two']);
  expect(linesOf(undefined)).toEqual([]);
});
