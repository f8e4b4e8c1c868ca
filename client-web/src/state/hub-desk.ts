import type { ChartSignal, PdsaCycle, Post, ProtocolVersion, SupportRequest, Team } from '../protocol';
import type { View } from '../sync/replica';
import { DAY_MS, daysAfter } from './days';
import { byUrgency, escalated } from './exchange';
import { openSignals } from './signals';

/** Three weeks without a word: a team that meets every other week has then missed a meeting. */
export const SILENT_DAYS = 21;
/** A test runs a week or two; one that is being done and says nothing for longer stands still. */
export const STALLED_DAYS = 14;
/** A draft that nobody opened for so long waits for somebody to say what becomes of it. */
export const DRAFT_DAYS = 14;
/** A promise is looked at while there is still time to keep it. */
export const PROMISE_DAYS = 3;

/** Why somebody needs a call. */
export type Why =
  | { kind: 'silent_team'; team: Team }
  | { kind: 'stalled_cycle'; cycle: PdsaCycle }
  | { kind: 'promise'; request: SupportRequest }
  | { kind: 'unanswered'; post: Post };

export interface Call {
  member: string;
  whys: Why[];
}

export interface SilentTeam {
  team: Team;
  /** When something of theirs last changed, as far as it can be seen here. */
  last: number | undefined;
}

export interface Desk {
  calls: Call[];
  silent: SilentTeam[];
  stalled: { cycle: PdsaCycle; late: boolean }[];
  drafts: ProtocolVersion[];
  testing: ProtocolVersion[];
  /** Open ones, and those whose promised day is near or past. */
  requests: { request: SupportRequest; promise: 'near' | 'past' | undefined }[];
  unanswered: Post[];
  /** What charts show and nobody has looked into. */
  signals: ChartSignal[];
}

function silentTeams(view: View, now: number): SilentTeam[] {
  const last = new Map<string, number>();
  const heard = (team: string | undefined, at: number) => {
    if (team !== undefined) last.set(team, Math.max(last.get(team) ?? 0, at));
  };
  for (const kind of ['pdsa_cycle', 'ramp', 'post', 'change_protocol', 'adoption'] as const) {
    for (const record of view.all(kind)) heard(record.team, record.updated_at_ms);
  }
  const peopled = new Set(
    view.all('team_membership').flatMap(({ team, state }) => (state === 'active' ? team : [])),
  );
  return view
    .all('team')
    .filter(({ id, tier }) => tier === 'design_and_testing' && peopled.has(id))
    .map((team) => ({ team, last: last.get(team.id) }))
    .filter((each) => now - (each.last ?? 0) > SILENT_DAYS * DAY_MS)
    .sort((a, b) => (a.last ?? 0) - (b.last ?? 0));
}

function stalledCycles(view: View, today: string, now: number): Desk['stalled'] {
  return view
    .all('pdsa_cycle')
    .flatMap((cycle) => {
      const { state, end_on } = cycle;
      const late = ['planned', 'doing'].includes(state) && end_on !== undefined && end_on < today;
      const still =
        ['doing', 'studying'].includes(state) && now - cycle.updated_at_ms > STALLED_DAYS * DAY_MS;
      return late || still ? [{ cycle, late }] : [];
    })
    .sort((a, b) => a.cycle.updated_at_ms - b.cycle.updated_at_ms);
}

function waitingRequests(view: View, today: string): Desk['requests'] {
  const near = daysAfter(today, PROMISE_DAYS);
  return view
    .all('support_request')
    .flatMap((request): Desk['requests'] => {
      if (request.state === 'open') return [{ request, promise: undefined }];
      const { answer_by } = request;
      if (request.state !== 'matched' || answer_by === undefined || answer_by > near) return [];
      return [{ request, promise: answer_by < today ? 'past' : 'near' }];
    })
    .sort((a, b) => byUrgency(a.request, b.request));
}

/** Whom to call about a team: the lead of its district. */
const leadOf = (view: View, team: Team): string | undefined =>
  view
    .all('membership')
    .find(
      ({ organization, role, state }) =>
        organization === team.district && role === 'district_lead' && state === 'active',
    )?.member;

function callsFor(view: View, desk: Omit<Desk, 'calls'>): Call[] {
  const calls = new Map<string, Why[]>();
  const call = (member: string | undefined, why: Why) => {
    if (member !== undefined) calls.set(member, [...(calls.get(member) ?? []), why]);
  };
  for (const { request, promise } of desk.requests) {
    if (promise) call(request.matched_with, { kind: 'promise', request });
  }
  for (const { team } of desk.silent) call(leadOf(view, team), { kind: 'silent_team', team });
  for (const { cycle } of desk.stalled) call(cycle.owner, { kind: 'stalled_cycle', cycle });
  for (const post of desk.unanswered) call(post.created_by, { kind: 'unanswered', post });
  const nameOf = (id: string): string => view.get('member', id)?.name ?? '';
  return [...calls]
    .map(([member, whys]) => ({ member, whys }))
    .sort((a, b) => b.whys.length - a.whys.length || nameOf(a.member).localeCompare(nameOf(b.member)));
}

/** What waits at the hub, from the records that its people may see. `today` is a day of the calendar, `now` a moment. */
export function deskOf(view: View, today: string, now: number): Desk {
  const versions = view.all('protocol_version').sort((a, b) => a.updated_at_ms - b.updated_at_ms);
  const without = {
    silent: silentTeams(view, now),
    stalled: stalledCycles(view, today, now),
    drafts: versions.filter((v) => v.state === 'draft' && now - v.updated_at_ms > DRAFT_DAYS * DAY_MS),
    testing: versions.filter((v) => v.state === 'testing'),
    requests: waitingRequests(view, today),
    unanswered: escalated(view, now),
    signals: openSignals(view),
  };
  return { ...without, calls: callsFor(view, without) };
}
