import type { ChangeProtocol, CycleState, PdsaCycle, ProtocolVersion } from '../../protocol';
import { drivenBy, minutesFit } from '../../state/facets';
import { fold } from '../../state/fold';
import { leadingOf, versionsOf } from '../../state/protocols';
import type { View } from '../../sync/replica';

export const facetNames = ['idea', 'state', 'language', 'minutes'] as const;
export type FacetName = (typeof facetNames)[number];
export type Chosen = Record<FacetName, string>;

/** A protocol as the library finds and shows it. */
export interface Entry {
  protocol: ChangeProtocol;
  /** The version that stands for it; none where this person may see none. */
  version: ProtocolVersion | undefined;
  /** All that is searched, folded. */
  words: string;
  values: Record<FacetName, readonly string[]>;
}

/** The lines of a text that holds one item a line. */
export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export function entriesOf(view: View): Entry[] {
  const served = drivenBy(view);
  return view.all('change_protocol').map((protocol) => {
    const versions = versionsOf(view, protocol.id);
    const version = leadingOf(versions);
    const ideas = (protocol.change_ideas ?? []).map((id) => view.get('driver_node', id)?.text ?? '');
    const words = [protocol.title, protocol.purpose, version?.steps, ...ideas].filter(Boolean).join('\n');
    return {
      protocol,
      version,
      words: fold(words),
      values: {
        idea: served(protocol.change_ideas ?? []).map((node) => node.id),
        state: version ? [version.state] : [],
        language: protocol.language ? [protocol.language] : [],
        minutes: minutesFit(version?.minutes),
      },
    };
  });
}

// Every word somebody types must be there, in any order.
const holdsAll = (entry: Entry, query: string): boolean =>
  fold(query)
    .split(/\s+/)
    .every((word) => entry.words.includes(word));

const fits = (entry: Entry, chosen: Chosen, but?: FacetName): boolean =>
  facetNames.every(
    (name) => name === but || chosen[name] === '' || entry.values[name].includes(chosen[name]),
  );

export const found = (entries: readonly Entry[], query: string, chosen: Chosen): Entry[] =>
  entries.filter((entry) => holdsAll(entry, query) && fits(entry, chosen));

/** How many protocols each value of a facet would leave, with what else is asked for. */
export function countsOf(
  entries: readonly Entry[],
  query: string,
  chosen: Chosen,
  name: FacetName,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (!holdsAll(entry, query) || !fits(entry, chosen, name)) continue;
    for (const value of entry.values[name]) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

export const decisions = ['adopt', 'adapt', 'expand', 'abandon'] as const;

/** What testing says of a protocol, as far as this person may see the cycles. */
export interface Evidence {
  cycles: PdsaCycle[];
  teams: number;
  /** What was decided, and how often; what never was is not there. */
  decided: { decision: (typeof decisions)[number]; n: number }[];
}

const begunStates: readonly CycleState[] = ['doing', 'studying', 'acting', 'complete'];

/** Whether Do has begun: what is only planned has shown nothing yet. */
export const hasBegun = (cycle: PdsaCycle): boolean =>
  begunStates.includes(cycle.paused_from ?? cycle.state) || cycle.predictions_locked_at_ms !== undefined;

/** The cycles that tried one of these versions. */
export function evidenceOf(view: View, versions: readonly ProtocolVersion[]): Evidence {
  const ids = new Set(versions.map((version) => version.id));
  const cycles = view.all('pdsa_cycle').filter((c) => ids.has(c.protocol_version ?? '') && hasBegun(c));
  const decided = decisions
    .map((decision) => ({
      decision,
      n: cycles.filter((c) => c.state === 'complete' && c.decision === decision).length,
    }))
    .filter(({ n }) => n > 0);
  return { cycles, teams: new Set(cycles.map((cycle) => cycle.team)).size, decided };
}
