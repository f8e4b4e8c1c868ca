import type { AnyRecord } from '../protocol';
import type { Portion, RecordRef, Writes } from './messages';
import { keyOf, type Key } from './replica';

/** What was told of cycles that are not here since some of them were asked for. */
export interface Asked {
  /** Where to go on from; none: one cycle alone was asked for. */
  readonly from: string | undefined;
  readonly removed: Set<Key>;
  readonly writes: Map<Key, Writes[]>;
}

/**
 * The cycles that changed longest ago come behind the snapshot, a portion at a time (docs/SYNC.md O). A portion is as new as
 * the server was when it answered, and the line is not there yet or is further: so what is here stays, since the line keeps it,
 * and what the line removed meanwhile does not come back.
 */
export class Older {
  /** Where the cycles go on; undefined when all are here. */
  next: string | undefined;
  private readonly underWay = new Set<Asked>();

  /** All is known anew: what was asked for before is of another time. */
  begin(next: string | undefined): void {
    this.next = next;
    this.underWay.clear();
  }

  ask(from?: string): Asked {
    const asked = { from, removed: new Set<Key>(), writes: new Map<Key, Writes[]>() };
    this.underWay.add(asked);
    return asked;
  }

  /** Nothing came of it. */
  drop(asked: Asked): void {
    this.underWay.delete(asked);
  }

  /** Those that are to be taken in, with what was written in them meanwhile; undefined when nobody waits for them any more. */
  take(
    asked: Asked,
    { records, older }: Portion,
    isHere: (key: Key) => boolean,
  ): { record: AnyRecord; writes: Writes[] }[] | undefined {
    if (!this.underWay.delete(asked)) return undefined;
    if (asked.from !== undefined) this.next = older;
    return records.flatMap((record) => {
      const key = keyOf(record.kind, record.id);
      if (isHere(key) || asked.removed.has(key)) return [];
      const writes = asked.writes.get(key) ?? [];
      return { record, writes: writes.filter(({ revision }) => revision > record.revision) };
    });
  }

  went({ kind, id }: RecordRef): void {
    for (const { removed } of this.underWay) removed.add(keyOf(kind, id));
  }

  /** Words in a cycle that is not here. */
  wrote(told: Writes): void {
    const key = keyOf(told.kind, told.id);
    for (const { writes } of this.underWay) writes.set(key, [...(writes.get(key) ?? []), told]);
  }
}
