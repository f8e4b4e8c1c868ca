import { limitsOf } from '../limits';
import type { HistoryEntry } from '../sync/http';

// A longer silence than this is another sitting.
const PAUSE_MS = 10 * 60_000;

type Written = { key: string; fields: NonNullable<HistoryEntry['records'][number]['fields']> };

/** What an entry wrote, where it did nothing but write in shared texts of one record. */
function writtenIn({ records }: HistoryEntry): Written | undefined {
  const [record, ...others] = records;
  if (!record?.fields || others.length > 0 || record.did !== 'changed') return undefined;
  const { kind, id, fields } = record;
  if (!fields.every(({ field }) => limitsOf(kind, field).text)) return undefined;
  return { key: `${kind}/${id} ${fields.map(({ field }) => field).join()}`, fields };
}

/**
 * Entries, newest first, with what somebody typed in one sitting told as one: a text that is written together is saved a
 * sentence at a time, and nobody wants to read it so. Another's word in between begins a new one.
 */
export function sittings(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const told: HistoryEntry[] = [];
  let earliest = 0; // of the entries that the last one told stands for
  for (const entry of entries) {
    const newer = told.at(-1);
    const [later, earlier] = [newer && writtenIn(newer), writtenIn(entry)];
    const goesOn =
      later?.key === earlier?.key && newer?.by === entry.by && earliest - entry.at_ms < PAUSE_MS && earlier;
    earliest = entry.at_ms;
    if (!newer || !goesOn) {
      told.push(entry);
      continue;
    }
    const fields = newer.records[0]!.fields!.map((field, i) => ({
      ...field,
      before: earlier.fields[i]!.before,
    }));
    told[told.length - 1] = { ...newer, records: [{ ...newer.records[0]!, fields }] };
  }
  return told;
}
