// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  AnyRecord,
  AgendaItem,
  ChangeProtocol,
  Meeting,
  MeetingDecision,
  Organization,
  Post,
  ProtocolVersion,
  Ramp,
  Reply,
} from '../protocol';
import { keyOf, Replica } from '../sync/replica';
import { cycle, node } from '../sync/testing';
import { fold } from './fold';
import { SearchIndex, pieces, type Chosen } from './search-index';

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
const school = (id: string, fields: Partial<Organization> = {}): Organization => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind: 'school',
  sharing_needs_lead: false,
  ...fields,
});
const ramp = (id: string, change_idea: string): Ramp => ({
  kind: 'ramp',
  ...envelope(id),
  title: id,
  change_idea,
  team: 'team-1',
});
const post = (id: string, fields: Partial<Post> = {}): Post => ({
  kind: 'post',
  ...envelope(id),
  post_kind: 'question',
  title: `Post ${id}`,
  closed: false,
  shared_with: 'network',
  ...fields,
});
const reply = (id: string, to: string, text: string): Reply => ({
  kind: 'reply',
  ...envelope(id),
  post: to,
  text,
});

/** Records and their index, kept in step as the engine keeps them. */
class Desk {
  readonly view = new Replica();
  readonly index: SearchIndex;

  constructor(...records: AnyRecord[]) {
    for (const record of records) this.view.put(record);
    this.index = new SearchIndex(this.view);
    this.index.work(() => false);
  }

  put(...records: AnyRecord[]): void {
    for (const record of records) this.view.put(record);
    this.index.changed(
      records.map(({ kind, id }) => keyOf(kind, id)),
      false,
    );
  }

  remove(record: AnyRecord): boolean {
    this.view.remove(record.kind, record.id);
    return this.index.changed([keyOf(record.kind, record.id)], false);
  }

  found(query: string, chosen: Chosen = {}) {
    return this.index.search(query, chosen, () => 100);
  }

  ids(query: string, chosen: Chosen = {}): string[] {
    return this.found(query, chosen).groups.flatMap(({ hits }) => hits.map(({ record }) => record.id));
  }
}

const calls = node('calls', {
  node_kind: 'change_idea',
  text: 'Positive calls home',
  definition: 'A call a week.',
});
const small = school('small', { level: 'elementary', setting: 'rural', leader_tenure: 'new' });
const large = school('large', { level: 'high', setting: 'urban' });
const cycles = [
  cycle('first', {
    title: 'Five calls',
    learned: 'Familias contestan por la tarde.',
    ramp: 'r',
    schools: ['small'],
    start_on: '2025-02-03',
    state: 'complete',
    decision: 'adapt',
  }),
  cycle('second', {
    title: 'Forty calls',
    what: 'The whole grade',
    ramp: 'r',
    schools: ['large'],
    start_on: '2026-01-12',
    state: 'doing',
    protocol_version: 'v1',
  }),
];
const question = post('ask', { title: 'Who answers?', organization: 'large' });
const answer = reply('said', 'ask', 'Nobody before six.');
const library = protocol('calling', {
  title: 'Llamada a casa',
  purpose: 'La familia sabe qué sale bien.',
  language: 'es',
  change_ideas: ['calls'],
});
const world = () =>
  new Desk(
    small,
    large,
    node('aim', { node_kind: 'aim', text: 'On track' }),
    node('family', { node_kind: 'primary', text: 'Family contact' }),
    calls,
    { kind: 'driver_link', ...envelope('l1'), diagram: 'hub', source: 'calls', target: 'family' },
    { kind: 'driver_link', ...envelope('l2'), diagram: 'hub', source: 'family', target: 'aim' },
    ramp('r', 'calls'),
    ...cycles,
    library,
    version('v1', 'calling', { steps: 'Elegir a quién\nLlamar', minutes: 8 }),
    version('v2', 'calling', { number: 2, state: 'draft', steps: 'A secret step' }),
    question,
    answer,
  );

describe('the words', () => {
  const desk = world();
  it.each([
    ['a title, whatever its case', 'LLAMADA', ['calling']],
    ['words without their accents', 'que sale', ['calling']],
    ['words with accents that are not there', 'fámily contact', ['family']],
    ['the words of a published version', 'elegir', ['calling']],
    ['the words of a reply, at its post', 'before six', ['ask']],
    ['what was learned in a cycle', 'contestan', ['first']],
    ['the beginning of the last word', 'contes', ['first']],
    ['words from several fields, in any order', 'grade forty', ['second']],
  ])('find %s', (_, query, ids) => expect(desk.ids(query)).toEqual(ids));

  it('are all asked for', () => expect(desk.ids('forty familias')).toEqual([]));
  it('but the last are asked for whole', () => expect(desk.ids('fort grade')).toEqual([]));
  it('of a draft are not found', () => expect(desk.ids('secret')).toEqual([]));
  it('that are none find everything', () => expect(desk.ids(' - ')).toHaveLength(7));
});

describe('the order', () => {
  const at = (id: string, title: string, updated_at_ms: number, what = '') =>
    cycle(id, { title, what, updated_at_ms });

  it('is the title before the text, the whole word before its beginning, the newer before the older', () => {
    const desk = new Desk(
      at('text beginning', 'One', 9, 'Callings'),
      at('text', 'Two', 8, 'A call'),
      at('title beginning', 'Callings', 7),
      at('older', 'The call', 1),
      at('newer', 'One call', 2),
    );
    expect(desk.ids('call')).toEqual(['newer', 'older', 'title beginning', 'text', 'text beginning']);
  });

  it('holds for the best few of many', () => {
    const many = Array.from({ length: 300 }, (_, n) => at(`c${n}`, 'Call', (n * 7919) % 1000));
    const newest = [...many].sort((a, b) => b.updated_at_ms - a.updated_at_ms).map(({ id }) => id);
    const { groups } = new Desk(...many).index.search('call', {}, () => 12);
    expect(groups[0]!.n).toBe(300);
    expect(groups[0]!.hits.map(({ record }) => record.id)).toEqual(newest.slice(0, 12));
  });
});

describe('the facets', () => {
  const desk = world();
  const counts = (chosen: Chosen, query = '') => desk.found(query, chosen).counts;

  it('say what each result is, where it was, how long it takes and what came of it', () => {
    const all = Object.fromEntries(
      Object.entries(counts({})).map(([name, values]) => [name, Object.fromEntries(values)]),
    );
    expect(all).toEqual({
      kind: { change_protocol: 1, change_idea: 1, driver: 2, pdsa_cycle: 2, post: 1 },
      driver: { calls: 4, family: 5 },
      level: { elementary: 1, high: 2 },
      setting: { rural: 1, urban: 2 },
      tenure: { new: 1 },
      minutes: { 10: 2, 20: 2, 45: 2 },
      language: { es: 1 },
      evidence: { adapt: 2 },
      state: {
        'protocol_state.testing': 1,
        'node_state.in_play': 3,
        'cycle_state.complete': 1,
        'cycle_state.doing': 1,
        'post_state.open': 1,
      },
      year: { 1970: 5, 2025: 1, 2026: 1 },
    });
  });

  it('ask for any within one, and for all across them', () => {
    expect(desk.ids('', { level: ['elementary', 'high'] })).toEqual(['first', 'second', 'ask']);
    expect(desk.ids('', { level: ['elementary', 'high'], kind: ['pdsa_cycle'] })).toEqual([
      'first',
      'second',
    ]);
    expect(desk.ids('calls', { level: ['high'], evidence: ['adapt'] })).toEqual([]);
  });

  it('count what each value would leave with what the others ask', () => {
    const { level, kind } = counts({ kind: ['pdsa_cycle'] });
    expect(Object.fromEntries(level)).toEqual({ elementary: 1, high: 1 });
    expect(kind.get('post')).toBe(1);
    expect(counts({ kind: ['pdsa_cycle'], level: ['high'] }).year.has('2025')).toBe(false);
    expect(Object.fromEntries(counts({}, 'forty').level)).toEqual({ high: 1 });
  });

  it('follow what is around a result: its school, its idea, its cycles', () => {
    const moving = world();
    moving.put({ ...small, level: 'middle' });
    expect(moving.ids('', { level: ['middle'] })).toEqual(['first']);
    moving.put({ ...cycles[1]!, state: 'complete', decision: 'adopt' });
    expect(moving.ids('', { evidence: ['adopt'] })).toEqual(['calling', 'calls', 'second']);
    moving.remove(cycles[0]!);
    expect(moving.found('').counts.evidence.has('adapt')).toBe(false);
  });

  it('take the values of the district where the school has none', () => {
    const district = school('district', { level: 'k8', organization_kind: 'district' });
    const desk = new Desk(
      district,
      school('one', { parent: 'district' }),
      cycle('there', { schools: ['one'] }),
    );
    expect(desk.ids('', { level: ['k8'] })).toEqual(['there']);
  });
});

describe('meetings', () => {
  const meeting: Meeting = {
    kind: 'meeting',
    ...envelope('monthly'),
    title: 'Monthly meeting',
    meeting_kind: 'network',
    on: '2026-02-10',
    state: 'closed',
    notes: 'Nobody found the gymnasium.',
  };
  const item: AgendaItem = {
    kind: 'agenda_item',
    ...envelope('item'),
    meeting: 'monthly',
    rank: 'a',
    title: 'Attendance on Fridays',
    item_kind: 'problem',
    change_ideas: ['calls'],
  };
  const decision: MeetingDecision = {
    kind: 'meeting_decision',
    ...envelope('decision'),
    meeting: 'monthly',
    text: 'Call before nine',
    why: 'Evenings are for supper.',
    change_ideas: ['calls'],
    state: 'kept',
  };
  const desk = () => {
    const held = world();
    held.put(meeting);
    held.put(item);
    held.put(decision);
    return held;
  };

  it('are found by their notes and their items, decisions by what and why', () => {
    expect(desk().ids('gymnasium')).toEqual(['monthly']);
    expect(desk().ids('fridays')).toEqual(['monthly']);
    expect(desk().ids('before nine')).toEqual(['decision']);
    expect(desk().ids('supper')).toEqual(['decision']);
  });

  it('are narrowed by the boxes of their items, their state and the year of their day', () => {
    expect(desk().ids('', { driver: ['family'], kind: ['meeting', 'meeting_decision'] })).toEqual([
      'monthly',
      'decision',
    ]);
    expect(desk().ids('', { state: ['meeting_state.closed'], year: ['2026'] })).toEqual(['monthly']);
    expect(desk().ids('', { state: ['decision_state.kept'] })).toEqual(['decision']);
  });

  it('keep no word of an item that is gone', () => {
    const held = desk();
    held.remove(item);
    expect(held.ids('fridays')).toEqual([]);
    expect(held.ids('', { driver: ['family'], kind: ['meeting'] })).toEqual([]);
  });
});

describe('what leaves the device', () => {
  const nothing = { total: 0, groups: [], suggestions: [] };

  it('leaves results, counts and suggestions at once', () => {
    const desk = world();
    expect(desk.found('llam').suggestions).toEqual(['Llamada a casa']);
    expect(desk.remove(library)).toBe(true);
    expect(desk.found('llam')).toMatchObject(nothing);
    expect(desk.found('').counts.kind.has('change_protocol')).toBe(false);
    expect(desk.found('').counts.language.size).toBe(0);
  });

  it('takes its words from the result that they were part of', () => {
    const desk = world();
    desk.remove(answer);
    expect(desk.ids('six')).toEqual([]);
    expect(desk.ids('answers')).toEqual(['ask']);
  });

  it('is out as well when moderation holds it, and comes back when it is released', () => {
    const desk = world();
    desk.put({ ...question, held: true });
    expect(desk.found('answers')).toMatchObject(nothing);
    desk.put(question);
    expect(desk.ids('answers')).toEqual(['ask']);
  });

  it('is out when everything changed at once, before the rest is read', () => {
    const desk = world();
    desk.view.remove('pdsa_cycle', 'first');
    desk.index.changed([], true);
    expect(desk.ids('calls')).toEqual(['calls', 'second']);
  });

  it('leaves no former words behind', () => {
    const desk = world();
    desk.put({ ...question, title: 'Settled' });
    expect(desk.ids('answers')).toEqual([]);
    expect(desk.ids('settled')).toEqual(['ask']);
  });
});

it('reads in slices, and is up to date with what changes meanwhile', () => {
  const view = new Replica();
  for (let n = 0; n < 500; n++) view.put(cycle(`c${n}`, { title: `Call ${n}` }));
  const index = new SearchIndex(view);
  let left = 100;
  expect(index.work(() => left-- === 0)).toBe(false);
  expect(index.progress).toBeCloseTo(0.2);
  for (const id of ['c3', 'c400']) {
    view.remove('pdsa_cycle', id);
    index.changed([keyOf('pdsa_cycle', id)], false);
  }
  expect(index.search('call', {}, () => 1).total).toBe(99);
  expect(index.work(() => false)).toBe(true);
  expect(index.search('call', {}, () => 1).total).toBe(498);
  expect(index.ready).toBe(true);
});

// Whatever came, changed and went: the same as an index made of what is there now, and as looking at each record.
it('is after any changes what a new one would be', () => {
  const words = ['ála', 'ala', 'alas', 'bell', 'cáll', 'call'];
  const text = fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((each) => each.join(' '));
  const step = fc.record({ id: fc.nat(8), title: text, what: text, gone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), text, (steps, query) => {
      const desk = new Desk();
      for (const { id, title, what, gone } of steps) {
        const record = cycle(`c${id}`, { title, what });
        if (gone) desk.remove(record);
        else desk.put(record);
      }
      const asked = fold(query).split(' ').filter(Boolean);
      const meets = (all: string[], word: string, last: boolean) =>
        all.some((each) => (last ? each.startsWith(word) : each === word));
      const wanted = desk.view.all('pdsa_cycle').filter(({ title, what }) => {
        const all = fold(`${title} ${what}`).split(' ');
        return asked.every((word, at) => meets(all, word, at === asked.length - 1));
      });
      const ids = desk.ids(query);
      expect([...ids].sort()).toEqual(wanted.map(({ id }) => id).sort());
      const anew = new Desk(...desk.view.all('pdsa_cycle'));
      expect(anew.found(query).counts).toEqual(desk.found(query).counts);
      expect(
        desk.found(query).suggestions.every((title) => wanted.some((each) => each.title === title)),
      ).toBe(true);
    }),
  );
});

it('sweeps out what is gone, and finds the rest as before', () => {
  const desk = new Desk(cycle('stays', { title: 'Call' }));
  for (let n = 0; n < 2_500; n++) desk.put(cycle('moves', { title: `Bell ${n}` }));
  expect(desk.ids('call')).toEqual(['stays']);
  expect(desk.ids('bell 2499')).toEqual(['moves']);
  expect(desk.ids('bell 12')).toEqual([]);
});

describe('the excerpt', () => {
  const desk = world();
  const excerpt = (query: string) => {
    const hit = desk.found(query).groups[0]!.hits[0]!;
    return desk.index.excerpt(hit, query);
  };

  it('is the text that has most of the words, with the field that it stands in', () => {
    expect(excerpt('elegir')).toEqual({
      kind: 'protocol_version',
      field: 'steps',
      text: 'Elegir a quién\nLlamar',
    });
    expect(excerpt('nobody')).toMatchObject({ kind: 'reply', field: 'text' });
    expect(excerpt('forty')).toBeUndefined();
  });

  const shown = (text: string, query: string, whole = false) =>
    pieces(text, query, whole)
      .map(({ text, hit }) => (hit ? `[${text}]` : text))
      .join('');

  it('marks what is met as it stands, accents and all', () => {
    expect(shown('Élegir a QUIÉN llamar', 'quien elegi')).toBe('[Élegir] a [QUIÉN] llamar');
    expect(shown('Nothing of it', 'call')).toBe('Nothing of it');
  });

  it('of a long text is what stands around the first that is met', () => {
    const long = `${'before '.repeat(60)}needle ${'after '.repeat(60)}`;
    const cut = shown(long, 'needle');
    expect(cut).toMatch(/^… before .*\[needle\] after .* …$/);
    expect(cut.length).toBeLessThan(250);
    expect(shown(long, 'needle', true)).toContain(`${'before '.repeat(60)}[needle]`);
  });
});
