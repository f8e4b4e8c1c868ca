import type { AnyRecord, Kind } from '../../protocol';
import { isKind } from '../../protocol';
import type { HistoryEntry } from '../../sync/http';
import type { View } from '../../sync/replica';
import { recordName } from '../../state/record-name';

/** One thing that somebody did to one record. */
export interface Deed {
  key: string;
  at_ms: number;
  by: string | undefined;
  change: HistoryEntry['records'][number];
}

export interface Wanted {
  by: string;
  kind: string;
}

/** The entries one by one, as far as they are wanted; an empty wish is for all. */
export const deedsOf = (entries: HistoryEntry[], { by, kind }: Wanted): Deed[] =>
  entries.flatMap((entry, at) =>
    entry.records
      .filter((change) => (by === '' || entry.by === by) && (kind === '' || change.kind === kind))
      .map((change) => ({
        key: `${at} ${change.kind} ${change.id}`,
        at_ms: entry.at_ms,
        by: entry.by,
        change,
      })),
  );

// What an entry says of a record that is not at hand: of a new one all, of another what became of it.
function saidOf({ fields }: HistoryEntry['records'][number]): Record<string, unknown> {
  return Object.fromEntries((fields ?? []).map(({ field, after, before }) => [field, after ?? before]));
}

/** What people call the record that was changed: as it is now, or as the entry tells. */
export function nameOfChanged(view: View, change: HistoryEntry['records'][number]): string | undefined {
  const record = view.get(change.kind, change.id) ?? (saidOf(change) as unknown as AnyRecord);
  return recordName(record);
}

export interface Addresses {
  cycle(id: string): string;
  idea(id: string): string;
  diagram(id: string, node?: string): string;
  protocol(id: string, version?: string): string;
  adaptation(id: string): string;
  post(id: string): string;
  request(id: string): string;
  meeting(id: string): string;
  decisions: string;
  home: string;
  team(id: string): string;
  aim: string;
  charter: string;
  people: string;
}

/** Where the record is to be found; undefined where it has no page, or is not there any more. */
export function placeOfChanged(
  view: View,
  to: Addresses,
  kind: Kind,
  id: string,
  said: Record<string, unknown> = {},
): string | undefined {
  const record = view.get(kind, id);
  const fields = (record ?? said) as Record<string, unknown>;
  const cycle = typeof fields.cycle === 'string' ? fields.cycle : undefined;
  if (cycle !== undefined) return view.get('pdsa_cycle', cycle) && to.cycle(cycle);
  if (kind === 'comment') {
    const about = fields.about_kind;
    if (typeof about !== 'string' || !isKind(about) || about === 'comment') return undefined;
    return placeOfChanged(view, to, about, String(fields.about_id));
  }
  if (!record) return undefined;
  switch (record.kind) {
    case 'pdsa_cycle':
      return to.cycle(id);
    case 'ramp':
      return to.idea(record.change_idea);
    case 'driver_node':
      return record.node_kind === 'change_idea' ? to.idea(id) : to.diagram(record.diagram, id);
    case 'driver_diagram':
      return to.diagram(id);
    case 'driver_link':
      return to.diagram(record.diagram, record.source);
    case 'change_protocol':
      return to.protocol(id);
    case 'protocol_version':
      return to.protocol(record.protocol, id);
    case 'protocol_change':
    case 'adoption': {
      const version = view.get('protocol_version', record.version);
      return version && to.protocol(version.protocol, version.id);
    }
    case 'adaptation':
      return to.adaptation(id);
    case 'upstream_proposal':
      return to.adaptation(record.adaptation);
    case 'evidence_card':
      return record.protocol ? to.protocol(record.protocol) : to.idea(record.change_idea ?? '');
    case 'evidence_row':
    case 'objection':
      return placeOfChanged(view, to, 'evidence_card', record.card);
    case 'post':
      return to.post(id);
    case 'reply':
      return to.post(record.post);
    case 'support_request':
      return to.request(id);
    case 'announcement':
    case 'activity':
      return to.home;
    case 'meeting':
      return to.meeting(id);
    case 'agenda_item':
    case 'district_report':
      return to.meeting(record.meeting);
    case 'meeting_decision':
      return record.meeting ? to.meeting(record.meeting) : to.decisions;
    case 'meeting_action':
      return record.meeting ? to.meeting(record.meeting) : to.home;
    case 'team':
      return to.team(id);
    case 'team_membership':
      return to.team(record.team);
    case 'aim':
      return to.aim;
    case 'charter':
    case 'root_cause':
    case 'sponsor_commitment':
      return to.charter;
    case 'organization':
      return `${to.people}#${id}`;
    case 'member':
    case 'membership':
      return to.people;
    default:
      return undefined;
  }
}

export const placeOfDeed = (view: View, to: Addresses, { change }: Deed): string | undefined =>
  placeOfChanged(view, to, change.kind, change.id, saidOf(change));
