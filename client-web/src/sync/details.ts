import type { Kind } from '../protocol';
import type { ToServer } from './messages';
import { keyOf, placeOf, type Key } from './replica';

// Details of the things last closed stay at hand: going back shows them at once, and without a line at all.
const KEPT_CLOSED = 200;

/** Which parents are open on some screen, and which of them have their details here. */
export class Details {
  private opened = new Map<Key, { kind: Kind; id: string; screens: number }>();
  private closed: Key[] = [];
  private there = new Set<Key>();
  // Asked for one at a time: the server limits how many are open at once.
  private refreshing: Key[] = [];

  constructor(private readonly tell: (message: ToServer) => void) {}

  open(kind: Kind, id: string, drop: (parent: Key) => void): () => void {
    const key = keyOf(kind, id);
    const entry = this.opened.get(key) ?? { kind, id, screens: 0 };
    this.opened.set(key, entry);
    this.closed = this.closed.filter((other) => other !== key);
    if (entry.screens++ === 0) this.tell({ type: 'open', kind, id });
    return () => {
      if (--entry.screens > 0) return;
      this.opened.delete(key);
      this.tell({ type: 'close', kind, id });
      this.closed.push(key);
      const oldest = this.closed.length > KEPT_CLOSED ? this.closed.shift() : undefined;
      if (oldest !== undefined) {
        this.there.delete(oldest);
        drop(oldest);
      }
    };
  }

  reopen(): void {
    for (const { kind, id } of this.opened.values()) this.tell({ type: 'open', kind, id });
    this.askNext();
  }

  /** Fetches the details of what no screen shows: what was given to it is to be read here again. */
  refresh(parent: Key): void {
    if (this.opened.has(parent) || this.refreshing.includes(parent)) return;
    this.refreshing.push(parent);
    if (this.refreshing.length === 1) this.askNext();
  }

  private askNext(): void {
    const [parent] = this.refreshing;
    if (parent !== undefined) this.tell({ type: 'open', ...placeOf(parent) });
  }

  /** Those whose details are here, the one closed longest ago first. */
  parents(): Key[] {
    const closed = new Set(this.closed);
    return [...this.closed, ...[...this.there].filter((parent) => !closed.has(parent))];
  }

  /** As the device had them: all closed. */
  restore(parents: readonly Key[]): void {
    const known = parents.filter((parent) => !this.there.has(parent) && !this.opened.has(parent));
    this.closed.unshift(...known);
    known.forEach((parent) => this.there.add(parent));
  }

  arrived(parent: Key): void {
    this.there.add(parent);
    if (this.refreshing[0] !== parent) return;
    this.refreshing.shift();
    if (!this.opened.has(parent)) {
      this.tell({ type: 'close', ...placeOf(parent) });
      this.closed = [...this.closed.filter((other) => other !== parent), parent];
    }
    this.askNext();
  }

  isThere(parent: Key): boolean {
    return this.there.has(parent);
  }
}
