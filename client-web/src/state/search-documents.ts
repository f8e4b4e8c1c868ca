import type { AnyRecord, Kind, Organization, ProtocolVersion } from '../protocol';
import { keyOf, type Key, type View } from '../sync/replica';
import { drivenBy, minutesFit } from './facets';
import { leadingOf } from './protocols';

// What of the records is searched and narrowed by: which words each result holds, and which values.

/** Results come in these groups. */
export const groups = [
  'change_protocol',
  'change_idea',
  'driver',
  'pdsa_cycle',
  'post',
  'meeting',
  'meeting_decision',
] as const;
export type Group = (typeof groups)[number];

export const facetNames = [
  'kind',
  'driver',
  'level',
  'setting',
  'tenure',
  'minutes',
  'language',
  'evidence',
  'state',
  'year',
] as const;
export type FacetName = (typeof facetNames)[number];
export type Values = Record<FacetName, readonly string[]>;

// Each is a result of its own.
export const resultKinds = [
  'change_protocol',
  'driver_node',
  'pdsa_cycle',
  'post',
  'meeting',
  'meeting_decision',
] as const;
// Their words are found with the result that they belong to. In this order, since the later ones lead to theirs over the former.
export const partKinds = [
  'protocol_version',
  'adaptation',
  'upstream_proposal',
  'evidence_card',
  'reply',
  'agenda_item',
  'district_report',
  'meeting_action',
] as const;
// They say nothing that is searched, but where results belong and to whom they matter.
export const contextKinds = ['organization', 'team', 'ramp', 'driver_link', 'adoption'] as const;

export type ResultKind = (typeof resultKinds)[number];

const textFields = {
  change_protocol: ['purpose', 'credits'],
  protocol_version: ['steps', 'materials', 'core', 'adaptable', 'state_reason', 'belief_reason'],
  adaptation: ['what', 'reason', 'steps', 'materials', 'core', 'adaptable', 'effect', 'state_reason'],
  upstream_proposal: ['message', 'reason'],
  evidence_card: ['statement', 'for_whom', 'conditions_needed', 'conditions_that_break', 'open_questions'],
  driver_node: ['definition', 'examples', 'boundary', 'state_reason'],
  pdsa_cycle: [
    'objective',
    'what',
    'learned',
    'study',
    'decision_why',
    'next_changes',
    'taught',
    'sustain_plan',
    'measure_of_success',
    'conditions',
    'data_plan',
    'logistics',
    'unexpected',
    'deviations',
    'early_analysis',
    'comparison',
    'surprises',
    'earlier_study',
    'belief_reason',
    'state_reason',
  ],
  post: ['text'],
  reply: ['text'],
  meeting: ['series', 'norms', 'notes'],
  agenda_item: ['title', 'outcome_wanted', 'result'],
  district_report: ['text', 'asks'],
  meeting_action: ['text', 'state_reason'],
  meeting_decision: ['why', 'decided_by', 'review_why'],
} satisfies Partial<Record<Kind, readonly string[]>>;

const titleFields: Record<ResultKind, string> = {
  change_protocol: 'title',
  driver_node: 'text',
  pdsa_cycle: 'title',
  post: 'title',
  meeting: 'title',
  meeting_decision: 'text',
};

export interface Text {
  kind: Kind;
  field: string;
  text: string;
}

const hasTexts = (kind: Kind): kind is keyof typeof textFields => kind in textFields;
export const isResult = (kind: Kind): kind is ResultKind => kind in titleFields;
export const isPart = (kind: Kind): boolean => (partKinds as readonly Kind[]).includes(kind);
export const isContext = (kind: Kind): boolean => (contextKinds as readonly Kind[]).includes(kind);

const fieldOf = (record: AnyRecord, field: string): string =>
  ((record as unknown as Record<string, unknown>)[field] as string | undefined) ?? '';

export const titleOf = (record: AnyRecord & { kind: ResultKind }): string =>
  fieldOf(record, titleFields[record.kind]);

/** The words of one record beside its title. What is only drafted is no part of the library yet. */
export function textsOf(record: AnyRecord): Text[] {
  const { kind } = record;
  if (!hasTexts(kind) || (kind === 'protocol_version' && record.state === 'draft')) return [];
  return textFields[kind]
    .map((field) => ({ kind, field, text: fieldOf(record, field) }))
    .filter(({ text }) => text !== '');
}

/** The result that a record's words belong to; undefined where this person does not see it. */
export function ownerOf(view: View, record: AnyRecord): Key | undefined {
  switch (record.kind) {
    case 'protocol_version':
      return keyOf('change_protocol', record.protocol);
    case 'adaptation': {
      const version = view.get('protocol_version', record.version);
      return version && keyOf('change_protocol', version.protocol);
    }
    case 'upstream_proposal': {
      const adaptation = view.get('adaptation', record.adaptation);
      return adaptation && ownerOf(view, adaptation);
    }
    case 'evidence_card':
      return record.protocol
        ? keyOf('change_protocol', record.protocol)
        : keyOf('driver_node', record.change_idea ?? '');
    case 'reply':
      return keyOf('post', record.post);
    case 'agenda_item':
    case 'district_report':
      return keyOf('meeting', record.meeting);
    case 'meeting_action':
      return record.meeting ? keyOf('meeting', record.meeting) : undefined;
    default:
      return undefined;
  }
}

export const groupOf = (record: AnyRecord & { kind: ResultKind }): Group =>
  record.kind !== 'driver_node' ? record.kind : record.node_kind === 'change_idea' ? 'change_idea' : 'driver';

/** The decisions of the cycles that were complete, by what they tested: a ramp, a version of a protocol. */
export type Tested = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What is known around a result before its values can be told; read once for many results. */
export interface Context {
  /** These boxes and what they drive. */
  served: (boxes: readonly string[]) => readonly string[];
  rampsOf: ReadonlyMap<string, readonly string[]>;
  versionsOf: ReadonlyMap<string, readonly ProtocolVersion[]>;
  /** The sites that took a protocol up. */
  sitesOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** The protocols and ideas of which there is an evidence card. */
  withCard: ReadonlySet<string>;
  /** The ideas and boxes that a meeting's items are about. */
  ideasOf: ReadonlyMap<string, readonly string[]>;
}

function grouped<T, V>(
  items: readonly T[],
  by: (item: T) => string | undefined,
  value: (item: T) => V,
): Map<string, V[]> {
  const map = new Map<string, V[]>();
  for (const item of items) {
    const key = by(item);
    if (key === undefined) continue;
    const known = map.get(key);
    if (known) known.push(value(item));
    else map.set(key, [value(item)]);
  }
  return map;
}

export function contextOf(view: View): Context {
  const driven = drivenBy(view);
  const served = new Map<string, readonly string[]>();
  const protocolOf = (version: string) => view.get('protocol_version', version)?.protocol;
  const sites = [...view.all('adoption'), ...view.all('adaptation')];
  const bySite = grouped(
    sites,
    ({ version }) => protocolOf(version),
    ({ organization }) => organization,
  );
  return {
    // Thousands of cycles test one idea; they share the answer.
    served: (boxes) => {
      const key = boxes.join();
      const known = served.get(key) ?? driven(boxes).map((node) => node.id);
      served.set(key, known);
      return known;
    },
    rampsOf: grouped(
      view.all('ramp'),
      (ramp) => ramp.change_idea,
      (ramp) => ramp.id,
    ),
    versionsOf: grouped(
      view.all('protocol_version'),
      (version) => version.protocol,
      (version) => version,
    ),
    sitesOf: new Map([...bySite].map(([protocol, ids]) => [protocol, new Set(ids)])),
    withCard: new Set(view.all('evidence_card').flatMap((card) => card.protocol ?? card.change_idea ?? [])),
    ideasOf: new Map(
      [
        ...grouped(
          view.all('agenda_item'),
          (item) => item.meeting,
          (item) => item.change_ideas ?? [],
        ),
      ].map(([meeting, ideas]) => [meeting, ideas.flat()]),
    ),
  };
}

const yearOf = (ms: number): string => String(new Date(ms).getFullYear());
const some = (value: string | undefined): string[] => (value ? [value] : []);

/** What an organisation says of itself that results are narrowed by; a school's district speaks where the school does not. */
function ofSites(view: View, ids: Iterable<string>): Pick<Values, 'level' | 'setting' | 'tenure'> {
  const level = new Set<string>();
  const setting = new Set<string>();
  const tenure = new Set<string>();
  for (const id of ids) {
    const site: Organization | undefined = view.get('organization', id);
    const above = view.get('organization', site?.parent);
    for (const value of some(site?.level ?? above?.level)) level.add(value);
    for (const value of some(site?.setting ?? above?.setting)) setting.add(value);
    for (const value of some(site?.leader_tenure ?? above?.leader_tenure)) tenure.add(value);
  }
  return { level: [...level], setting: [...setting], tenure: [...tenure] };
}

function decisionsOf(tested: Tested, ids: readonly string[], card: boolean): string[] {
  const found = new Set(ids.flatMap((id) => [...(tested.get(id)?.keys() ?? [])]));
  return [...found, ...(card ? ['card'] : [])];
}

const nothing: Omit<Values, 'kind' | 'year'> = {
  driver: [],
  level: [],
  setting: [],
  tenure: [],
  minutes: [],
  language: [],
  evidence: [],
  state: [],
};

/** The values of one result. All of it is read from the records on this device, and from nothing else. */
export function valuesOf(
  view: View,
  context: Context,
  tested: Tested,
  record: AnyRecord & { kind: ResultKind },
): Values {
  const general = { ...nothing, kind: [groupOf(record)], year: [yearOf(record.created_at_ms)] };
  switch (record.kind) {
    case 'change_protocol': {
      const versions = context.versionsOf.get(record.id) ?? [];
      const version = leadingOf([...versions].sort((a, b) => (b.number ?? 0) - (a.number ?? 0)));
      const ids = versions.map((each) => each.id);
      return {
        ...general,
        ...ofSites(view, context.sitesOf.get(record.id) ?? []),
        driver: context.served(record.change_ideas ?? []),
        minutes: minutesFit(version?.minutes),
        language: some(record.language),
        evidence: decisionsOf(tested, ids, context.withCard.has(record.id)),
        state: version ? [`protocol_state.${version.state}`] : [],
      };
    }
    case 'driver_node':
      return {
        ...general,
        driver: context.served([record.id]),
        evidence: decisionsOf(tested, context.rampsOf.get(record.id) ?? [], context.withCard.has(record.id)),
        state: [`node_state.${record.state}`],
      };
    case 'pdsa_cycle': {
      const idea = view.get('ramp', record.ramp)?.change_idea;
      const version = view.get('protocol_version', record.protocol_version);
      const district = view.get('team', record.team)?.district;
      return {
        ...general,
        ...ofSites(view, record.schools?.length ? record.schools : some(district)),
        driver: idea ? context.served([idea]) : [],
        minutes: minutesFit(version?.minutes),
        evidence: record.state === 'complete' ? some(record.decision) : [],
        state: [`cycle_state.${record.state}`],
        year: record.start_on ? [record.start_on.slice(0, 4)] : general.year,
      };
    }
    case 'post':
      return {
        ...general,
        ...ofSites(view, some(record.organization)),
        driver: context.served(record.change_ideas ?? []),
        state: [record.closed ? 'post_state.closed' : 'post_state.open'],
      };
    case 'meeting':
      return {
        ...general,
        driver: context.served(context.ideasOf.get(record.id) ?? []),
        state: [`meeting_state.${record.state}`],
        year: [record.on.slice(0, 4)],
      };
    case 'meeting_decision':
      return {
        ...general,
        driver: context.served(record.change_ideas ?? []),
        state: [`decision_state.${record.state}`],
      };
  }
}
