import type {
  AgendaItem,
  ChartSignal,
  DistrictReport,
  DriverNode,
  EvidenceCard,
  ItemKind,
  Meeting,
  MeetingAction,
  MeetingDecision,
  PdsaCycle,
  SupportRequest,
  UpstreamProposal,
} from '../protocol';
import type { View } from '../sync/replica';
import { dayOf } from '../sync/predict';
import { daysAfter } from './days';
import {
  actionsOf,
  beforeOf,
  carriedTo,
  districtsOf,
  isDue,
  isOverdue,
  isWritten,
  reportsOf,
} from './meetings';
import { districtOfSeries, openSignals, titleOfSeries } from './signals';

/** Without a meeting before it, a month is what people remember. */
export const BRIEF_DAYS = 30;
/** One late action is a word with its owner; two are something between the people in the room. */
const OVERDUE_ITEM_FROM = 2;
/** More of one sort would be the whole meeting. */
const NAMED_MAX = 6;

/** What happened in one district since the last meeting, as far as it can be seen here. */
export interface FromDistrict {
  district: string;
  report: DistrictReport | undefined;
  began: PdsaCycle[];
  finished: PdsaCycle[];
  overdue: PdsaCycle[];
  parked: DriverNode[];
  /** What charts of its numbers began to show. */
  signals: ChartSignal[];
}

export type Why =
  | 'overdue_actions'
  | 'learned'
  | 'overdue_cycles'
  | 'parked'
  | 'signals'
  | 'review'
  | 'support'
  | 'proposals'
  | 'evidence'
  | 'voice_check';

/** An item that what happened asks for. The words for it are the screen's. */
export interface Suggestion {
  key: string;
  why: Why;
  item_kind: ItemKind;
  minutes: number;
  /** How many things it is about, and the names of the first. */
  n: number;
  names: string[];
  cycles?: string[];
  support_requests?: string[];
  change_ideas?: string[];
  lead?: string;
}

export interface Brief {
  since: string;
  districts: FromDistrict[];
  open: MeetingAction[];
  overdue: MeetingAction[];
  due: MeetingDecision[];
  requests: SupportRequest[];
  proposals: UpstreamProposal[];
  evidence: EvidenceCard[];
  /** Those of the network's own charts too. */
  signals: ChartSignal[];
  suggestions: Suggestion[];
}

/** The districts in which a cycle runs: its team's, and its schools'. */
function districtsOfCycle(view: View, cycle: PdsaCycle): Set<string> {
  const found = new Set<string>();
  const of = view.get('team', cycle.team)?.district;
  if (of !== undefined) found.add(of);
  for (const school of cycle.schools ?? []) {
    const site = view.get('organization', school);
    if (site?.organization_kind === 'district') found.add(site.id);
    else if (site?.parent !== undefined) found.add(site.parent);
  }
  return found;
}

/** What happened in a district since that day. */
export function fromDistrict(
  view: View,
  district: string,
  since: string,
  today: string,
): Omit<FromDistrict, 'report'> {
  const cycles = view.all('pdsa_cycle').filter((cycle) => districtsOfCycle(view, cycle).has(district));
  const newest = (a: PdsaCycle, b: PdsaCycle) => b.updated_at_ms - a.updated_at_ms || (a.id < b.id ? -1 : 1);
  const diagrams = new Set(
    view
      .all('driver_diagram')
      .filter(({ owner }) => owner === district || view.get('organization', owner)?.parent === district)
      .map(({ id }) => id),
  );
  const isLate = ({ state, end_on }: PdsaCycle) =>
    (state === 'planned' || state === 'doing') && (end_on ?? '9') < today;
  return {
    district,
    // What has begun and is late already is said once.
    began: cycles
      .filter(
        (cycle) =>
          cycle.state !== 'complete' &&
          !isLate(cycle) &&
          cycle.predictions_locked_at_ms !== undefined &&
          dayOf(cycle.predictions_locked_at_ms) >= since,
      )
      .sort(newest),
    finished: cycles
      .filter(
        ({ state, completed_at_ms, updated_at_ms }) =>
          state === 'complete' && dayOf(completed_at_ms ?? updated_at_ms) >= since,
      )
      .sort(newest),
    overdue: cycles.filter(isLate).sort((a, b) => (a.end_on! < b.end_on! ? -1 : 1)),
    parked: view
      .all('driver_node')
      .filter(
        (node) => node.state === 'parked' && diagrams.has(node.diagram) && dayOf(node.updated_at_ms) >= since,
      ),
    signals: signalsSince(view, since).filter(
      ({ series }) => districtOfSeries(view, view.get('measure_series', series)) === district,
    ),
  };
}

const signalsSince = (view: View, since: string): ChartSignal[] =>
  openSignals(view).filter(({ created_at_ms }) => dayOf(created_at_ms) >= since);

/** Whether whoever sees the meeting sees this too, so that its name may be put into a report by a tap. */
export function isOpenIn(view: View, meeting: Meeting, record: PdsaCycle | DriverNode): boolean {
  if (record.kind === 'pdsa_cycle' && meeting.team !== undefined && record.team === meeting.team) {
    return record.shared_with !== 'author';
  }
  const level =
    record.kind === 'pdsa_cycle'
      ? record.shared_with
      : view.get('driver_diagram', record.diagram)?.shared_with;
  return level === 'network' || level === 'public';
}

const ids = (records: readonly { id: string }[]): string[] => records.slice(0, NAMED_MAX).map(({ id }) => id);
const unique = <R extends { id: string }>(records: R[]): R[] => [
  ...new Map(records.map((record) => [record.id, record])).values(),
];

function suggestionsFrom(view: View, meeting: Meeting, brief: Omit<Brief, 'suggestions'>): Suggestion[] {
  const { overdue, due, requests, proposals, evidence, districts, signals } = brief;
  const finished = unique(districts.flatMap((each) => each.finished));
  const late = unique(districts.flatMap((each) => each.overdue));
  const parked = unique(districts.flatMap((each) => each.parked));
  const suggest = (
    why: Why,
    item_kind: ItemKind,
    minutes: number,
    names: string[],
    more: Partial<Suggestion> = {},
  ): Suggestion => ({
    key: why,
    why,
    item_kind,
    minutes,
    n: names.length,
    names: names.slice(0, NAMED_MAX),
    ...more,
  });
  const some = (from: readonly unknown[], suggestion: () => Suggestion) =>
    from.length > 0 ? [suggestion()] : [];
  const titles = (cycles: PdsaCycle[]) => cycles.map(({ title }) => title);
  const suggested = [
    ...(overdue.length >= OVERDUE_ITEM_FROM
      ? [
          suggest(
            'overdue_actions',
            'problem',
            10,
            overdue.map(({ text }) => text),
          ),
        ]
      : []),
    ...due.slice(0, NAMED_MAX).map((decision) =>
      suggest('review', 'review', 10, [decision.text], {
        key: `review/${decision.id}`,
        cycles: decision.cycles,
        change_ideas: decision.change_ideas,
      }),
    ),
    ...some(finished, () => suggest('learned', 'learning', 15, titles(finished), { cycles: ids(finished) })),
    ...some(late, () => suggest('overdue_cycles', 'problem', 10, titles(late), { cycles: ids(late) })),
    ...some(parked, () =>
      suggest(
        'parked',
        'decision',
        10,
        parked.map(({ text }) => text),
        { change_ideas: ids(parked) },
      ),
    ),
    ...some(signals, () => {
      const shown = signals.map(({ series }) => view.get('measure_series', series));
      const drivers = shown.flatMap((series) => view.get('measure', series?.measure)?.drivers ?? []);
      return suggest(
        'signals',
        'learning',
        10,
        shown.map((series) => titleOfSeries(view, series)),
        { change_ideas: [...new Set(drivers)].slice(0, NAMED_MAX) },
      );
    }),
    ...some(requests, () =>
      suggest(
        'support',
        'support',
        10,
        requests.map(({ topic }) => topic),
        { support_requests: ids(requests) },
      ),
    ),
    ...some(proposals, () =>
      suggest(
        'proposals',
        'decision',
        15,
        proposals.map(({ adaptation, message }) => view.get('adaptation', adaptation)?.what ?? message),
      ),
    ),
    ...some(evidence, () =>
      suggest(
        'evidence',
        'consolidation',
        15,
        evidence.map(
          ({ statement, protocol, change_idea }) =>
            statement ??
            view.get('change_protocol', protocol)?.title ??
            view.get('driver_node', change_idea)?.text ??
            '',
        ),
      ),
    ),
    suggest('voice_check', 'voice_check', 5, [], { n: 1, lead: meeting.facilitator }),
  ];
  return suggested;
}

/** What the facilitator needs for the agenda, from what happened since the last meeting of the series. */
export function briefOf(view: View, meeting: Meeting, today: string): Brief {
  const before = beforeOf(view, meeting);
  const since = before && before.on < today ? before.on : daysAfter(today, -BRIEF_DAYS);
  const written = reportsOf(view, meeting.id);
  const open = [
    ...carriedTo(view, meeting),
    ...actionsOf(view, meeting.id).filter(({ state }) => state === 'open'),
  ];
  const without: Omit<Brief, 'suggestions'> = {
    since,
    districts: districtsOf(view, meeting).map((district) => ({
      ...fromDistrict(view, district, since, today),
      report: written.find((report) => report.organization === district && isWritten(report)),
    })),
    open,
    overdue: open.filter((action) => isOverdue(action, today)),
    due: view
      .all('meeting_decision')
      .filter(
        (decision) =>
          isDue(decision, today) &&
          // Its words go on the agenda: those of a team stay in the team.
          view.get('meeting', decision.meeting)?.team === meeting.team,
      )
      .sort((a, b) => (a.review_on! < b.review_on! ? -1 : 1)),
    requests: view
      .all('support_request')
      .filter(({ state }) => state === 'open')
      .sort((a, b) => a.created_at_ms - b.created_at_ms),
    proposals: view.all('upstream_proposal').filter(({ state }) => state === 'open' || state === 'held'),
    evidence: view.all('evidence_card').filter(({ state }) => state === 'open' || state === 'challenged'),
    signals: signalsSince(view, since),
  };
  return { ...without, suggestions: suggestionsFrom(view, meeting, without) };
}

/** Whether the agenda holds it already: the same kind about the same things, or a second voice check. */
export function isOnAgenda(suggestion: Suggestion, agenda: readonly AgendaItem[]): boolean {
  const overlaps = (mine: string[] | undefined, theirs: string[] | undefined) =>
    mine?.some((id) => theirs?.includes(id)) ?? false;
  return agenda.some((item) => {
    if (item.item_kind !== suggestion.item_kind) return false;
    return (
      suggestion.why === 'voice_check' ||
      overlaps(suggestion.cycles, item.cycles) ||
      overlaps(suggestion.support_requests, item.support_requests) ||
      overlaps(suggestion.change_ideas, item.change_ideas)
    );
  });
}
