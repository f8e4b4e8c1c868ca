import type { AnyRecord, Kind, RecordOf } from '../protocol';
import type { Changes, Engine } from '../sync/engine';
import { placeOf, type View } from '../sync/replica';

const REMOTE_SHOWN_MS = 4_000;
const CELLS_AT_ONCE = 200;

export interface Touch {
  by: string;
  at_ms: number;
}

/**
 * The engine's view as reactive cells, one a record and one a kind: a title changed elsewhere
 * updates the text that shows it and nothing else.
 */
export class Cells implements View {
  // Counters, not copies: the records stay where they are, in the engine.
  private records: Record<string, number> = $state({});
  private kinds: Record<string, number> = $state({});
  private epoch = $state(0);
  private touched: Record<string, Touch> = $state({});
  // Until when each of those shows.
  private readonly until = new Map<string, number>();

  constructor(private readonly engine: Engine) {
    engine.listen((changes) => this.changed(changes));
  }

  get<K extends Kind>(kind: K, id: string | undefined): RecordOf[K] | undefined {
    void this.epoch;
    if (id !== undefined) void this.records[`${kind}/${id}`];
    return this.engine.get(kind, id);
  }

  all<K extends Kind>(kind: K): RecordOf[K][] {
    void this.epoch;
    void this.kinds[kind];
    return this.engine.all(kind);
  }

  /** Who changed this field of this record from elsewhere in the last seconds. */
  touchOf(record: AnyRecord, field: string): Touch | undefined {
    return this.touched[`${record.kind}/${record.id}/${field}`];
  }

  private changed({ keys, everything: anew, remote }: Changes): void {
    // A cell for each of thousands that come at once, most of them on no screen, costs more than reading anew.
    const everything = anew || keys.size > CELLS_AT_ONCE;
    if (everything) this.epoch++;
    const kinds = new Set<string>();
    for (const key of keys) {
      kinds.add(placeOf(key).kind);
      if (!everything) this.records[key] = (this.records[key] ?? 0) + 1;
    }
    if (!everything) for (const kind of kinds) this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    for (const change of remote) {
      for (const field of change.fields) this.show(`${change.key}/${field}`, change);
    }
  }

  private show(key: string, { by, at_ms }: Touch): void {
    this.touched[key] = { by, at_ms };
    const waits = this.until.has(key);
    this.until.set(key, performance.now() + REMOTE_SHOWN_MS);
    // One timer for each, however often it changes meanwhile.
    if (!waits) this.hideIn(key, REMOTE_SHOWN_MS);
  }

  private hideIn(key: string, ms: number): void {
    setTimeout(() => {
      const left = this.until.get(key)! - performance.now();
      if (left > 0) return this.hideIn(key, left);
      this.until.delete(key);
      delete this.touched[key];
    }, ms);
  }
}
