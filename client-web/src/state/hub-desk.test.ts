import { expect, it } from 'vitest';
import type { AnyRecord, PdsaCycle, Post, SupportRequest } from '../protocol';
import { Replica } from '../sync/replica';
import { cycle } from '../sync/testing';
import { DAY_MS } from './days';
import { deskOf } from './hub-desk';

const TODAY = '2026-05-20';
const NOW = Date.parse(`${TODAY}T12:00Z`);
const daysAgo = (days: number): number => NOW - days * DAY_MS;

const envelope = (id: string, at = NOW) => ({ id, revision: 1, created_at_ms: at, updated_at_ms: at });

const team = (id: string, district?: string, tier: 'design_and_testing' | 'ideas' = 'design_and_testing') =>
  [
    { kind: 'team', ...envelope(id), name: id, tier, district },
    { kind: 'team_membership', ...envelope(`in-${id}`), member: 'ana', team: id, state: 'active' },
  ] as AnyRecord[];
const ran = (id: string, fields: Partial<PdsaCycle> = {}): PdsaCycle =>
  cycle(id, { owner: 'ana', team: 'busy', updated_at_ms: NOW, ...fields });
const member = (id: string): AnyRecord => ({ kind: 'member', ...envelope(id), name: id, erased: false });
const version = (id: string, state: 'draft' | 'testing' | 'standard', days: number): AnyRecord => ({
  kind: 'protocol_version',
  ...envelope(id, daysAgo(days)),
  protocol: 'p',
  state,
});
const request = (id: string, fields: Partial<SupportRequest> = {}): SupportRequest => ({
  kind: 'support_request',
  ...envelope(id),
  created_by: 'ana',
  request_kind: 'peer',
  topic: id,
  urgency: 'whenever',
  state: 'open',
  ...fields,
});
const question = (id: string, days: number, by: string): Post => ({
  kind: 'post',
  ...envelope(id, daysAgo(days)),
  created_by: by,
  post_kind: 'question',
  title: id,
  closed: false,
  shared_with: 'network',
});
const desk = (...records: AnyRecord[]) => {
  const view = new Replica();
  for (const record of records) view.put(record);
  return deskOf(view, TODAY, NOW);
};

it('has nothing to say of a network where all goes well', () => {
  const calm = desk(...team('busy'), ran('c', { state: 'doing', end_on: '2026-05-21' }), member('ana'));
  expect(calm).toEqual({
    calls: [],
    silent: [],
    stalled: [],
    drafts: [],
    testing: [],
    requests: [],
    unanswered: [],
    signals: [],
  });
});

it('names the testing teams of which nothing was heard for three weeks, the longest silent first', () => {
  const { silent } = desk(
    ...team('busy'),
    ...team('quiet'),
    ...team('never'),
    ...team('ideas team', undefined, 'ideas'),
    { kind: 'team', ...envelope('empty'), name: 'empty', tier: 'design_and_testing' },
    ran('c1', { team: 'busy', updated_at_ms: daysAgo(21) }),
    ran('c2', { team: 'quiet', updated_at_ms: daysAgo(22) }),
  );
  expect(silent.map(({ team: { id }, last }) => [id, last])).toEqual([
    ['never', undefined],
    ['quiet', daysAgo(22)],
  ]);
});

it('names cycles past their last day, and those that stand still in Do or Study', () => {
  const { stalled } = desk(
    ran('late', { state: 'doing', end_on: '2026-05-19' }),
    ran('planned and late', { state: 'planned', end_on: '2026-05-19' }),
    ran('still', { state: 'studying', updated_at_ms: daysAgo(15) }),
    ran('at work', { state: 'doing', end_on: TODAY, updated_at_ms: daysAgo(14) }),
    ran('paused', { state: 'paused', end_on: '2026-01-01', updated_at_ms: daysAgo(90) }),
    ran('complete', { state: 'complete', end_on: '2026-01-01', updated_at_ms: daysAgo(90) }),
  );
  expect(stalled.map((each) => [each.cycle.id, each.late]).sort()).toEqual([
    ['late', true],
    ['planned and late', true],
    ['still', false],
  ]);
});

it('names drafts left lying, versions in testing, and questions that nobody met within a week', () => {
  const { drafts, testing, unanswered } = desk(
    version('left', 'draft', 15),
    version('written', 'draft', 14),
    version('tested', 'testing', 1),
    version('set', 'standard', 90),
    question('waits', 8, 'ana'),
    question('new', 7, 'ana'),
  );
  expect(drafts.map(({ id }) => id)).toEqual(['left']);
  expect(testing.map(({ id }) => id)).toEqual(['tested']);
  expect(unanswered.map(({ id }) => id)).toEqual(['waits']);
});

it('names requests that wait and promises that are near or past, the most urgent first', () => {
  const matched = { state: 'matched', matched_with: 'dele' } as const;
  const { requests } = desk(
    request('open'),
    request('at once', { urgency: 'this_week' }),
    request('far', { ...matched, answer_by: '2026-05-24' }),
    request('near', { ...matched, answer_by: '2026-05-23', urgency: 'this_month' }),
    request('past', { ...matched, answer_by: '2026-05-19', urgency: 'this_week', created_at_ms: 1 }),
    request('begun', { state: 'active', matched_with: 'dele', answer_by: '2026-05-01' }),
  );
  expect(requests.map((each) => [each.request.id, each.promise])).toEqual([
    ['past', 'past'],
    ['at once', undefined],
    ['near', 'near'],
    ['open', undefined],
  ]);
});

it('gathers by person why they need a call, who has most reasons first', () => {
  const { calls } = desk(
    member('ana'),
    member('bea'),
    member('dele'),
    ...team('quiet', 'district'),
    {
      kind: 'membership',
      ...envelope('as-bea'),
      member: 'bea',
      organization: 'district',
      role: 'district_lead',
      state: 'active',
    },
    ran('late', { state: 'doing', end_on: '2026-05-01' }),
    question('waits', 8, 'ana'),
    request('past', { state: 'matched', matched_with: 'dele', answer_by: '2026-05-19' }),
  );
  expect(calls.map((call) => [call.member, call.whys.map(({ kind }) => kind)])).toEqual([
    ['ana', ['stalled_cycle', 'unanswered']],
    ['bea', ['silent_team']],
    ['dele', ['promise']],
  ]);
});
