import type {
  Decision,
  EvidenceCard,
  EvidenceResult,
  EvidenceRow,
  Organization,
  PdsaCycle,
  Verdict,
} from '../protocol';
import type { View } from '../sync/replica';
import { leadingOf, versionsOf } from './protocols';

// What is known of a practice, worked out from the records on this device alone: it can hold nothing that this
// person may not see, and two people may rightly see different evidence.

/** What distinguishes sites, in the order in which people name it. */
export const contextFields = ['level', 'leader_tenure', 'coach_on_site', 'size', 'setting'] as const;
export type ContextField = (typeof contextFields)[number];

export interface ContextValue {
  field: ContextField;
  value: string;
}

export type Subject =
  { protocol: string; change_idea?: undefined } | { protocol?: undefined; change_idea: string };

export interface SiteEvidence {
  site: Organization;
  context: ContextValue[];
  /** Completed cycles, the newest first; those under way are not evidence yet. */
  cycles: PdsaCycle[];
  decided: { decision: Decision; n: number }[];
  /** As far as the questions of these cycles are on this device. */
  verdicts: { verdict: Verdict; n: number }[];
  result: EvidenceResult;
  /** Nobody has said so: it is what the newest cycle decided. */
  derived: boolean;
  row: EvidenceRow | undefined;
}

/** Values that hold for just these sites: where they always go together nobody can tell them apart. */
export interface Condition {
  values: ContextValue[];
  sites: SiteEvidence[];
  improved: number;
}

export interface PracticeEvidence {
  /** The card that speaks for it, the newest where there are several. */
  card: EvidenceCard | undefined;
  cards: EvidenceCard[];
  sites: SiteEvidence[];
  improved: number;
  helps: Condition[];
  breaks: Condition[];
  /** Sites that use it without a completed cycle that this person can see. */
  untold: Organization[];
  belief: number | undefined;
}

// One site may be luck and two a coincidence; three that agree are worth saying.
const SITES_THAT_HELP = 3;
// A warning may come earlier: two sites at which it did not work, while it did elsewhere.
const SITES_THAT_BREAK = 2;

const decisions = ['adopt', 'expand', 'adapt', 'abandon'] as const;
const verdicts = ['confirmed', 'partly', 'not_confirmed', 'not_tested'] as const;

const resultOf: Record<Decision, EvidenceResult> = {
  adopt: 'improved',
  expand: 'improved',
  adapt: 'partly',
  abandon: 'no_change',
};

export const contextOf = (site: Organization): ContextValue[] =>
  contextFields.flatMap((field) => {
    const value = site[field];
    return value ? [{ field, value: String(value) }] : [];
  });

const keyOf = ({ field, value }: ContextValue): string => `${field}=${value}`;

const counts = <T extends string>(all: readonly T[], found: readonly (T | undefined)[]) =>
  all.map((each) => ({ each, n: found.filter((other) => other === each).length })).filter(({ n }) => n > 0);

function cyclesAbout(view: View, subject: Subject): PdsaCycle[] {
  const completed = view.all('pdsa_cycle').filter((cycle) => cycle.state === 'complete');
  if (subject.protocol !== undefined) {
    const versions = new Set(versionsOf(view, subject.protocol).map((version) => version.id));
    return completed.filter((cycle) => versions.has(cycle.protocol_version ?? ''));
  }
  return completed.filter((cycle) => view.get('ramp', cycle.ramp)?.change_idea === subject.change_idea);
}

/** The schools a cycle touched; one that names none was the district's. */
function sitesOf(view: View, cycle: PdsaCycle): string[] {
  if (cycle.schools?.length) return cycle.schools;
  const district = view.get('team', cycle.team)?.district;
  return district === undefined ? [] : [district];
}

const finishedAt = (cycle: PdsaCycle): number => cycle.completed_at_ms ?? cycle.updated_at_ms;

export const cardsAbout = (view: View, subject: Subject): EvidenceCard[] =>
  view
    .all('evidence_card')
    .filter((card) =>
      subject.protocol !== undefined
        ? card.protocol === subject.protocol
        : card.change_idea === subject.change_idea,
    )
    .sort((a, b) => b.created_at_ms - a.created_at_ms);

/** The verdicts of each cycle, of all cycles at once: a large network has thousands of questions. */
function verdictsByCycle(view: View): Map<string, Verdict[]> {
  const byCycle = new Map<string, Verdict[]>();
  for (const { cycle, verdict } of view.all('question')) {
    if (verdict) byCycle.set(cycle, [...(byCycle.get(cycle) ?? []), verdict]);
  }
  return byCycle;
}

function evidenceAt(
  view: View,
  site: Organization,
  row: EvidenceRow | undefined,
  found: readonly PdsaCycle[],
  said: ReadonlyMap<string, Verdict[]>,
): SiteEvidence {
  const cited = (row?.cycles ?? []).map((id) => view.get('pdsa_cycle', id));
  const completed = cited.filter((cycle) => cycle?.state === 'complete') as PdsaCycle[];
  const cycles = [...new Map([...found, ...completed].map((cycle) => [cycle.id, cycle])).values()].sort(
    (a, b) => finishedAt(b) - finishedAt(a),
  );
  const newest = cycles.find((cycle) => cycle.decision)?.decision;
  return {
    site,
    context: contextOf(site),
    cycles,
    decided: counts(
      decisions,
      cycles.map((cycle) => cycle.decision),
    ).map(({ each, n }) => ({ decision: each, n })),
    verdicts: counts(
      verdicts,
      cycles.flatMap((cycle) => said.get(cycle.id) ?? []),
    ).map(({ each, n }) => ({ verdict: each, n })),
    result: row?.result ?? (newest ? resultOf[newest] : 'not_yet'),
    derived: row === undefined,
    row,
  };
}

const worked = ({ result }: SiteEvidence): boolean => result === 'improved';
const isJudged = ({ result }: SiteEvidence): boolean => result !== 'not_yet';

interface Group {
  values: ContextValue[];
  sites: SiteEvidence[];
}

/** The sites of each value, and of each pair of values of different fields. */
function groupsOf(sites: readonly SiteEvidence[]): { singles: Group[]; pairs: Group[] } {
  const groups = new Map<string, Group>();
  const put = (values: ContextValue[], site: SiteEvidence) => {
    const key = values.map(keyOf).join('&');
    const group = groups.get(key) ?? { values, sites: [] };
    groups.set(key, { ...group, sites: [...group.sites, site] });
  };
  for (const site of sites) {
    site.context.forEach((value, i) => {
      put([value], site);
      for (const other of site.context.slice(i + 1)) put([value, other], site);
    });
  }
  const all = [...groups.values()];
  return {
    singles: all.filter(({ values }) => values.length === 1),
    pairs: all.filter(({ values }) => values.length === 2),
  };
}

/** What holds for the same sites is one condition: its values cannot be told apart by what was tested. */
function merged(groups: readonly Group[]): Condition[] {
  const bySites = new Map<string, Group>();
  for (const { values, sites } of groups) {
    const key = sites.map(({ site }) => site.id).join();
    const known = bySites.get(key)?.values ?? [];
    const fresh = values.filter((value) => !known.some((other) => keyOf(other) === keyOf(value)));
    bySites.set(key, { values: [...known, ...fresh], sites });
  }
  const order = ({ field }: ContextValue) => contextFields.indexOf(field);
  return [...bySites.values()]
    .map(({ values, sites }) => ({
      values: values.sort((a, b) => order(a) - order(b)),
      sites,
      improved: sites.filter(worked).length,
    }))
    .sort((a, b) => b.sites.length - a.sites.length || a.values.length - b.values.length);
}

/** The groups of which `says` is true; a pair only where it says more than its parts. */
function conditions(sites: readonly SiteEvidence[], says: (group: Group) => boolean): Condition[] {
  const { singles, pairs } = groupsOf(sites);
  const alone = singles.filter(says);
  const told = new Set(alone.map(({ values }) => keyOf(values[0]!)));
  const together = pairs.filter((pair) => says(pair) && !pair.values.some((value) => told.has(keyOf(value))));
  return merged([...alone, ...together]);
}

/** Where it has always worked, and where it never has while it did elsewhere. */
export function conditionsOf(sites: readonly SiteEvidence[]): { helps: Condition[]; breaks: Condition[] } {
  const judged = sites.filter(isJudged);
  const improved = judged.filter(worked).length;
  const helps = ({ sites: here }: Group) => here.length >= SITES_THAT_HELP && here.every(worked);
  const breaks = ({ sites: here }: Group) =>
    improved > 0 && here.length >= SITES_THAT_BREAK && !here.some(worked);
  return {
    // Where it has worked everywhere no condition tells anything.
    helps: improved === judged.length ? [] : conditions(judged, helps),
    breaks: conditions(judged, breaks),
  };
}

export function practiceEvidence(view: View, subject: Subject): PracticeEvidence {
  const cards = cardsAbout(view, subject);
  const card = cards[0];
  const rows = card ? view.all('evidence_row').filter((row) => row.card === card.id) : [];
  const bySite = new Map<string, PdsaCycle[]>(rows.map((row) => [row.organization, []]));
  for (const cycle of cyclesAbout(view, subject)) {
    for (const site of sitesOf(view, cycle)) bySite.set(site, [...(bySite.get(site) ?? []), cycle]);
  }
  const said = verdictsByCycle(view);
  const sites = [...bySite].flatMap(([id, cycles]) => {
    const site = view.get('organization', id);
    const row = rows.find((each) => each.organization === id);
    return site ? [evidenceAt(view, site, row, cycles, said)] : [];
  });
  const versions = subject.protocol === undefined ? [] : versionsOf(view, subject.protocol);
  const ids = new Set(versions.map((version) => version.id));
  const using = view
    .all('adoption')
    .filter((each) => ids.has(each.version) && ['testing', 'adopted', 'adapted'].includes(each.state))
    .map((each) => each.organization);
  const untold = [...new Set(using)]
    .filter((id) => !sites.some(({ site, cycles }) => site.id === id && cycles.length > 0))
    .map((id) => view.get('organization', id))
    .filter((site) => site !== undefined);
  return {
    card,
    cards,
    sites,
    improved: sites.filter(worked).length,
    ...conditionsOf(sites),
    untold,
    belief: card?.belief ?? leadingOf(versions)?.belief,
  };
}

export interface Likeness {
  evidence: SiteEvidence;
  /** It is one of this person's sites itself. */
  own: boolean;
  /** What it shares with the one of this person's sites that is most like it. */
  same: ContextValue[];
}

/** The sites: ours first, then those most like one of ours. */
export function likeOurs(sites: readonly SiteEvidence[], ours: readonly Organization[]): Likeness[] {
  const ids = new Set(ours.map(({ id }) => id));
  const contexts = ours.map((site) => new Set(contextOf(site).map(keyOf)));
  const sameAs = (evidence: SiteEvidence): ContextValue[] =>
    contexts
      .map((context) => evidence.context.filter((value) => context.has(keyOf(value))))
      .reduce((most, each) => (each.length > most.length ? each : most), []);
  return sites
    .map((evidence) => {
      const own = ids.has(evidence.site.id);
      return { evidence, own, same: own ? [] : sameAs(evidence) };
    })
    .sort((a, b) => Number(b.own) - Number(a.own) || b.same.length - a.same.length);
}
