import type { CommandName, Kind } from '../protocol';
import { issue } from '../state/session.svelte';

/** Gives one field of a record a new value; nothing, or an empty text, unsets it. */
export function editField(
  record: { kind: Kind; id: string },
  field: string,
  value: string | number | boolean | undefined,
): boolean {
  const empty = value === undefined || value === '';
  const args = empty ? { id: record.id, clear: [field] } : { id: record.id, set: { [field]: value } };
  return issue(`edit_${record.kind}` as CommandName, args as never);
}
