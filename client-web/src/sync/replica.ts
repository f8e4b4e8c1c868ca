import type { AnyRecord, Kind, RecordOf } from '../protocol';
import { isDetail } from '../protocol';

/** What predictors and screens read: the records, wherever they come from. */
export interface View {
  get<K extends Kind>(kind: K, id: string | undefined): RecordOf[K] | undefined;
  all<K extends Kind>(kind: K): RecordOf[K][];
}

export type Key = `${Kind}/${string}`;
export const keyOf = (kind: Kind, id: string): Key => `${kind}/${id}`;

export function placeOf(key: Key): { kind: Kind; id: string } {
  const at = key.indexOf('/');
  return { kind: key.slice(0, at) as Kind, id: key.slice(at + 1) };
}

/** What must be open for a detail record to be in step; undefined for what always is. */
export function parentOf(record: AnyRecord): Key | undefined {
  if (!isDetail(record.kind)) return undefined;
  const { cycle, series, protocol } = record as { cycle?: string; series?: string; protocol?: string };
  if (series !== undefined) return keyOf('measure_series', series);
  if (record.kind === 'comment' && cycle === undefined)
    return `${record.about_kind as Kind}/${record.about_id}`;
  return cycle === undefined ? keyOf('change_protocol', String(protocol)) : keyOf('pdsa_cycle', cycle);
}

/** The records the server gave, as it gave them. */
export class Replica implements View {
  private shelves = new Map<Kind, Map<string, AnyRecord>>();

  private shelf(kind: Kind): Map<string, AnyRecord> {
    let shelf = this.shelves.get(kind);
    if (!shelf) this.shelves.set(kind, (shelf = new Map()));
    return shelf;
  }

  get<K extends Kind>(kind: K, id: string | undefined): RecordOf[K] | undefined {
    return id === undefined ? undefined : (this.shelves.get(kind)?.get(id) as RecordOf[K] | undefined);
  }

  all<K extends Kind>(kind: K): RecordOf[K][] {
    return [...(this.shelves.get(kind)?.values() ?? [])] as RecordOf[K][];
  }

  has(key: Key): boolean {
    const { kind, id } = placeOf(key);
    return this.shelves.get(kind)?.has(id) ?? false;
  }

  put(record: AnyRecord): void {
    this.shelf(record.kind).set(record.id, record);
  }

  remove(kind: Kind, id: string): void {
    this.shelves.get(kind)?.delete(id);
  }

  clear(): void {
    this.shelves.clear();
  }

  *everything(): Generator<AnyRecord> {
    for (const shelf of this.shelves.values()) yield* shelf.values();
  }

  *detailsOf(parent: Key): Generator<AnyRecord> {
    for (const [kind, shelf] of this.shelves) {
      if (!isDetail(kind)) continue;
      for (const record of shelf.values()) if (parentOf(record) === parent) yield record;
    }
  }
}
