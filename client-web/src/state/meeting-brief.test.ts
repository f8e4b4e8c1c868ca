import { describe, expect, it } from 'vitest';
import type { AgendaItem, AnyRecord, Meeting, MeetingAction, MeetingDecision, PdsaCycle } from '../protocol';
import { Replica } from '../sync/replica';
import { cycle } from '../sync/testing';
import { BRIEF_DAYS, briefOf, isOnAgenda, isOpenIn } from './meeting-brief';
import { daysAfter } from './days';
import {
  agendaOf,
  beforeOf,
  carriedTo,
  coming,
  held,
  isDue,
  nextMeeting,
  openActionsOf,
  reportsWanted,
} from './meetings';

const TODAY = '2026-03-10';
const at = (day: string): number => Date.parse(`${day}T09:00Z`);
const envelope = (id: string, day = TODAY) => ({
  id,
  revision: 1,
  created_at_ms: at(day),
  updated_at_ms: at(day),
});

const place = (id: string, organization_kind: string, parent?: string): AnyRecord => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind,
  parent,
  sharing_needs_lead: false,
});
const team = (id: string, district?: string): AnyRecord => ({
  kind: 'team',
  ...envelope(id),
  name: id,
  tier: 'design_and_testing',
  district,
});
const meeting = (id: string, on: string, fields: Partial<Meeting> = {}): Meeting => ({
  kind: 'meeting',
  ...envelope(id),
  title: id,
  meeting_kind: 'network',
  series: 'monthly',
  on,
  state: 'scheduled',
  ...fields,
});
const item = (id: string, of: string, fields: Partial<AgendaItem> = {}): AgendaItem => ({
  kind: 'agenda_item',
  ...envelope(id),
  meeting: of,
  rank: 'V',
  item_kind: 'decision',
  ...fields,
});
const action = (id: string, of: string, due: string, fields: Partial<MeetingAction> = {}): MeetingAction => ({
  kind: 'meeting_action',
  ...envelope(id),
  meeting: of,
  text: id,
  owner: 'ana',
  due,
  state: 'open',
  ...fields,
});
const decision = (id: string, fields: Partial<MeetingDecision> = {}): MeetingDecision => ({
  kind: 'meeting_decision',
  ...envelope(id),
  text: id,
  why: 'because',
  state: 'made',
  ...fields,
});
const ran = (id: string, fields: Partial<PdsaCycle>): PdsaCycle =>
  cycle(id, { team: 'riverside_team', schools: ['elm'], ...fields });

const places = [
  place('riverside', 'district', 'hub'),
  place('lakeside', 'district', 'hub'),
  place('elm', 'school', 'riverside'),
  place('pine', 'school', 'lakeside'),
  team('riverside_team', 'riverside'),
  team('lakeside_team', 'lakeside'),
];
const view = (...records: AnyRecord[]): Replica => {
  const made = new Replica();
  for (const record of [...places, ...records]) made.put(record);
  return made;
};
const ids = (records: { id: string }[]): string[] => records.map(({ id }) => id);

const measured: AnyRecord[] = [
  {
    kind: 'measure',
    ...envelope('talks'),
    title: 'Talks',
    measure_kind: 'process',
    data: 'value',
    direction: 'increase',
    chart_type: 'run',
    rule_set: 'anhoej',
    screened_moving_ranges: false,
    schedule: 'weekly',
    state: 'active',
    drivers: ['feedback'],
  },
  {
    kind: 'measure_series',
    ...envelope('pine_s'),
    measure: 'talks',
    scope: 'school',
    organization: 'pine',
    shared_with: 'network',
    released_to_pool: false,
    pooled: false,
  },
];
const signal = (id: string, on: string): AnyRecord => ({
  kind: 'chart_signal',
  ...envelope(id, on),
  series: 'pine_s',
  rule: 'long_run',
  first_on: '2026-01-05',
  last_on: on,
  direction: 'concern',
  passed: false,
  reach: 'all',
});

describe('meetings', () => {
  it('are to come until their day is over or they are closed, soonest first', () => {
    const all = view(
      meeting('later', '2026-04-07'),
      meeting('today', TODAY),
      meeting('earlier', '2026-03-09'),
      meeting('goes_on', '2026-03-09', { state: 'live' }),
      meeting('closed', '2026-03-20', { state: 'closed' }),
      meeting('noon', TODAY, { begins: '12:00' }),
    );
    expect(ids(coming(all, TODAY))).toEqual(['goes_on', 'today', 'noon', 'later']);
    expect(ids(held(all, TODAY))).toEqual(['closed', 'earlier']);
    expect(nextMeeting(all, TODAY)?.id).toBe('goes_on');
  });

  it('are shown on home for two weeks, no longer', () => {
    expect(nextMeeting(view(meeting('m', '2026-03-24')), TODAY)?.id).toBe('m');
    expect(nextMeeting(view(meeting('m', '2026-03-25')), TODAY)).toBeUndefined();
  });

  it('have the districts report first, whatever the ranks say', () => {
    const all = view(
      item('b', 'm', { rank: 'b' }),
      item('a', 'm', { rank: 'a' }),
      item('reports', 'm', { rank: 'z', item_kind: 'district_report' }),
      item('elsewhere', 'other', { rank: '1' }),
    );
    expect(ids(agendaOf(all, 'm'))).toEqual(['reports', 'a', 'b']);
  });

  it('follow each other in a series of the same people', () => {
    const now = meeting('now', '2026-03-12');
    const all = view(
      now,
      meeting('before', '2026-02-10'),
      meeting('first', '2026-01-13'),
      meeting('of_a_team', '2026-03-01', { team: 'riverside_team' }),
      meeting('another', '2026-03-02', { series: 'quarterly' }),
    );
    expect(beforeOf(all, now)?.id).toBe('before');
    const alone = meeting('alone', '2026-03-12', { series: undefined });
    expect(beforeOf(view(alone, meeting('too', '2026-03-01', { series: undefined })), alone)).toBeUndefined();
  });

  it('[N7] have on the table what earlier ones of the series agreed and nobody finished', () => {
    const now = meeting('now', '2026-03-12');
    const all = view(
      now,
      meeting('before', '2026-02-10'),
      meeting('after', '2026-04-10'),
      action('late', 'before', '2026-02-20'),
      action('soon', 'before', '2026-03-20'),
      action('done', 'before', '2026-02-20', { state: 'done' }),
      action('own', 'now', '2026-03-20'),
      action('next', 'after', '2026-04-20'),
      action('elsewhere', 'other', '2026-02-20'),
    );
    expect(ids(carriedTo(all, now))).toEqual(['late', 'soon']);
    expect(ids(openActionsOf(all, 'ana'))).toEqual(['elsewhere', 'late', 'own', 'soon', 'next']);
    expect(openActionsOf(all, 'ben')).toEqual([]);
  });

  it('[N6] make a decision due on its day, unless it was changed', () => {
    expect(isDue(decision('d', { review_on: TODAY }), TODAY)).toBe(true);
    expect(isDue(decision('d', { review_on: '2026-03-11' }), TODAY)).toBe(false);
    expect(isDue(decision('d', { review_on: TODAY, state: 'kept' }), TODAY)).toBe(true);
    expect(isDue(decision('d', { review_on: TODAY, state: 'changed' }), TODAY)).toBe(false);
    expect(isDue(decision('d'), TODAY)).toBe(false);
  });

  it('ask a district for its report in the week before, until it is written', () => {
    const soon = meeting('soon', '2026-03-17');
    const opening = item('reports', 'soon', { item_kind: 'district_report' });
    const wanted = (...more: AnyRecord[]) =>
      reportsWanted(view(soon, opening, ...more), ['riverside'], TODAY).map((each) => each.meeting.id);
    const report = (text?: string): AnyRecord => ({
      kind: 'district_report',
      ...envelope('r'),
      meeting: 'soon',
      organization: 'riverside',
      text,
    });
    expect(wanted()).toEqual(['soon']);
    expect(wanted(report())).toEqual(['soon']);
    expect(wanted(report('Two began.'))).toEqual([]);
    expect(reportsWanted(view(soon), ['riverside'], TODAY)).toEqual([]);
    expect(reportsWanted(view(meeting('soon', '2026-03-18'), opening), ['riverside'], TODAY)).toEqual([]);
    const ofTeam = view(meeting('soon', '2026-03-17', { team: 'lakeside_team' }), opening);
    expect(reportsWanted(ofTeam, ['riverside'], TODAY)).toEqual([]);
    expect(reportsWanted(ofTeam, ['lakeside'], TODAY)).toHaveLength(1);
  });
});

describe('the brief', () => {
  const now = meeting('now', '2026-03-12', { facilitator: 'fay' });
  const before = meeting('before', '2026-02-10', { state: 'closed' });
  const whys = (...records: AnyRecord[]) =>
    briefOf(view(now, ...records), now, TODAY).suggestions.map(({ why }) => why);

  it('begins where the last meeting of the series ended, or a month ago', () => {
    expect(briefOf(view(now, before), now, TODAY).since).toBe('2026-02-10');
    expect(briefOf(view(now), now, TODAY).since).toBe(daysAfter(TODAY, -BRIEF_DAYS));
  });

  it('suggests nothing but a voice check where nothing happened', () => {
    const brief = briefOf(view(now), now, TODAY);
    expect(brief.suggestions.map(({ why, lead }) => [why, lead])).toEqual([['voice_check', 'fay']]);
    expect(brief.districts.map(({ district }) => district).sort()).toEqual(['lakeside', 'riverside']);
    expect(brief.districts.every(({ report }) => report === undefined)).toBe(true);
  });

  it('tells of each district what began, ended and is late since then', () => {
    const brief = briefOf(
      view(
        now,
        before,
        ran('began', { state: 'doing', predictions_locked_at_ms: at('2026-02-20'), end_on: '2026-03-20' }),
        ran('long', { state: 'doing', predictions_locked_at_ms: at('2026-02-01'), end_on: '2026-03-20' }),
        ran('late', { state: 'doing', predictions_locked_at_ms: at('2026-02-20'), end_on: '2026-03-09' }),
        ran('done', { state: 'complete', completed_at_ms: at('2026-02-11') }),
        ran('old', { state: 'complete', completed_at_ms: at('2026-02-09') }),
        ran('theirs', {
          team: 'lakeside_team',
          schools: ['pine'],
          state: 'complete',
          completed_at_ms: at(TODAY),
        }),
      ),
      now,
      TODAY,
    );
    const of = (id: string) => brief.districts.find(({ district }) => district === id);
    const [lakeside, riverside] = [of('lakeside'), of('riverside')];
    expect(ids(riverside!.began)).toEqual(['began']);
    expect(ids(riverside!.overdue)).toEqual(['late']);
    expect(ids(riverside!.finished)).toEqual(['done']);
    expect(ids(lakeside!.finished)).toEqual(['theirs']);
    const learned = brief.suggestions.find(({ why }) => why === 'learned');
    expect(learned?.cycles?.sort()).toEqual(['done', 'theirs']);
    expect(brief.suggestions.find(({ why }) => why === 'overdue_cycles')?.cycles).toEqual(['late']);
  });

  it('makes two overdue actions an item of their own, and one not', () => {
    const late = (id: string) => action(id, 'before', '2026-03-01');
    expect(whys(before, late('a'))).toEqual(['voice_check']);
    expect(whys(before, late('a'), late('b'))).toEqual(['overdue_actions', 'voice_check']);
    expect(whys(before, late('a'), action('b', 'before', TODAY))).toEqual(['voice_check']);
    expect(briefOf(view(now, before, late('a'), action('b', 'before', TODAY)), now, TODAY).open).toHaveLength(
      2,
    );
  });

  it('brings decisions whose day has come, requests, proposals, evidence and parked ideas', () => {
    const request = { kind: 'support_request', ...envelope('r'), request_kind: 'peer', topic: 'Visits' };
    const found = whys(
      decision('due', { review_on: TODAY }),
      decision('later', { review_on: '2026-03-11' }),
      { ...request, urgency: 'whenever', state: 'open' } as AnyRecord,
      { ...request, ...envelope('done'), urgency: 'whenever', state: 'done' } as AnyRecord,
      { kind: 'upstream_proposal', ...envelope('p'), adaptation: 'x', message: 'Look', state: 'held' },
      { kind: 'evidence_card', ...envelope('e'), change_idea: 'x', state: 'open' },
      {
        kind: 'driver_diagram',
        ...envelope('d'),
        title: 'D',
        owner: 'riverside',
        shared_with: 'network',
        in_review: false,
      },
      {
        kind: 'driver_node',
        ...envelope('n'),
        diagram: 'd',
        node_kind: 'change_idea',
        text: 'Text message',
        state: 'parked',
        rank: 'V',
      },
    );
    expect(found).toEqual(['review', 'parked', 'support', 'proposals', 'evidence', 'voice_check']);
  });

  it('of a team’s meeting tells of its own district and its own decisions alone', () => {
    const own = meeting('own', '2026-03-12', { team: 'riverside_team', meeting_kind: 'team' });
    const brief = briefOf(
      view(
        own,
        meeting('theirs', '2026-02-01', { team: 'lakeside_team' }),
        decision('ours', { meeting: 'own', review_on: TODAY }),
        decision('not_ours', { meeting: 'theirs', review_on: TODAY }),
      ),
      own,
      TODAY,
    );
    expect(brief.districts.map(({ district }) => district)).toEqual(['riverside']);
    expect(ids(brief.due)).toEqual(['ours']);
  });

  it('puts no team’s decision on the agenda of others', () => {
    const all = view(
      now,
      meeting('theirs', '2026-02-01', { team: 'lakeside_team' }),
      decision('not_ours', { meeting: 'theirs', review_on: TODAY }),
      decision('ours', { meeting: 'now', review_on: TODAY }),
    );
    expect(ids(briefOf(all, now, TODAY).due)).toEqual(['ours']);
  });

  it('puts into a report by a tap only what its readers see', () => {
    const all = view(now);
    const of = (fields: Partial<PdsaCycle>) => ran('c', fields);
    expect(isOpenIn(all, now, of({ shared_with: 'network' }))).toBe(true);
    expect(isOpenIn(all, now, of({ shared_with: 'district' }))).toBe(false);
    const own = meeting('own', '2026-03-12', { team: 'riverside_team' });
    expect(isOpenIn(all, own, of({ shared_with: 'team' }))).toBe(true);
    expect(isOpenIn(all, own, of({ shared_with: 'author' }))).toBe(false);
    expect(isOpenIn(all, own, of({ shared_with: 'team', team: 'lakeside_team' }))).toBe(false);
  });

  it('does not offer twice what is on the agenda', () => {
    const { suggestions } = briefOf(
      view(now, ran('done', { state: 'complete', completed_at_ms: at(TODAY) })),
      now,
      TODAY,
    );
    const [learned, voices] = suggestions;
    expect(isOnAgenda(learned!, [item('i', 'now', { item_kind: 'learning', cycles: ['done'] })])).toBe(true);
    expect(isOnAgenda(learned!, [item('i', 'now', { item_kind: 'learning', cycles: ['other'] })])).toBe(
      false,
    );
    expect(isOnAgenda(learned!, [item('i', 'now', { item_kind: 'problem', cycles: ['done'] })])).toBe(false);
    expect(isOnAgenda(voices!, [item('i', 'now', { item_kind: 'voice_check' })])).toBe(true);
  });
});

it('a brief tells what charts began to show since the last meeting, by district, and puts it on the agenda once', () => {
  const now = meeting('now', '2026-03-12');
  const all = view(
    ...measured,
    meeting('before', '2026-02-10'),
    now,
    signal('earlier', '2026-02-02'),
    signal('since', '2026-02-23'),
  );
  const brief = briefOf(all, now, TODAY);
  expect(ids(brief.signals)).toEqual(['since']);
  const told = new Map(brief.districts.map(({ district, signals }) => [district, ids(signals)]));
  expect(told.get('lakeside')).toEqual(['since']);
  expect(told.get('riverside') ?? []).toEqual([]);
  const suggested = brief.suggestions.find(({ why }) => why === 'signals')!;
  expect([suggested.n, suggested.names, suggested.change_ideas]).toEqual([1, ['Talks – pine'], ['feedback']]);
  const taken = item('i', 'now', { item_kind: 'learning', change_ideas: ['feedback'] });
  expect(isOnAgenda(suggested, [taken])).toBe(true);
  expect(isOnAgenda(suggested, [])).toBe(false);
});
