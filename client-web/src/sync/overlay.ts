import type { AnyRecord, Kind, RecordOf } from '../protocol';
import type { Command } from './messages';
import { predict, type Effect } from './predict';
import { keyOf, type Key, type View } from './replica';

/** The base with unsent and unanswered commands laid over it. Only touched records are copied. */
export class Overlay implements View {
  private over = new Map<Key, AnyRecord | null>();

  constructor(
    private readonly base: View,
    private readonly me: () => string,
    private readonly now: () => number,
  ) {}

  get<K extends Kind>(kind: K, id: string | undefined): RecordOf[K] | undefined {
    if (id === undefined) return undefined;
    const over = this.over.get(keyOf(kind, id));
    return over === undefined ? this.base.get(kind, id) : ((over ?? undefined) as RecordOf[K] | undefined);
  }

  all<K extends Kind>(kind: K): RecordOf[K][] {
    const prefix = `${kind}/`;
    const over = [...this.over].filter(([key]) => key.startsWith(prefix));
    if (over.length === 0) return this.base.all(kind);
    const records = new Map<string, AnyRecord>(this.base.all(kind).map((r) => [r.id, r]));
    for (const [key, record] of over) {
      if (record) records.set(record.id, record);
      else records.delete(key.slice(prefix.length));
    }
    return [...records.values()] as RecordOf[K][];
  }

  keys(): Key[] {
    return [...this.over.keys()];
  }

  lay(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.put) this.over.set(keyOf(effect.put.kind, effect.put.id), effect.put);
      else this.over.set(keyOf(effect.remove.kind, effect.remove.id), null);
    }
  }

  /** Starts over from the base. A command that no longer fits is left out; the server will say so. */
  rebuild(commands: Iterable<Command>): void {
    this.over.clear();
    for (const command of commands) {
      const outcome = predict(command, this, { me: this.me(), now: this.now() });
      if (Array.isArray(outcome)) this.lay(outcome);
    }
  }
}
