import type { AnyRecord, Kind } from '../../protocol';
import { isKind } from '../../protocol';
import type { HistoryEntry } from '../../sync/http';
import type { View } from '../../sync/replica';
import { type Addresses, pageOf } from '../../state/page-of';
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
  return pageOf(view, to, record);
}

export const placeOfDeed = (view: View, to: Addresses, { change }: Deed): string | undefined =>
  placeOfChanged(view, to, change.kind, change.id, saidOf(change));
