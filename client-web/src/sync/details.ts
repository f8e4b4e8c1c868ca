import type { Kind } from '../protocol';
import type { ToServer } from './messages';

// Details of the things last closed stay at hand: going back shows them at once, and without a line at all.
const KEPT_CLOSED = 200;

/** Which parents are open on some screen, and which of them have their details here. */
export class Details {
  private opened = new Map<string, { kind: Kind; screens: number }>();
  private closed: string[] = [];
  private there = new Set<string>();
  // Asked for one at a time: the server limits how many are open at once.
  private refreshing: string[] = [];

  constructor(private readonly tell: (message: ToServer) => void) {}

  open(kind: Kind, id: string, drop: (id: string) => void): () => void {
    const entry = this.opened.get(id) ?? { kind, screens: 0 };
    this.opened.set(id, entry);
    this.closed = this.closed.filter((other) => other !== id);
    if (entry.screens++ === 0) this.tell({ type: 'open', kind, id });
    return () => {
      if (--entry.screens > 0) return;
      this.opened.delete(id);
      this.tell({ type: 'close', kind, id });
      this.closed.push(id);
      const oldest = this.closed.length > KEPT_CLOSED ? this.closed.shift() : undefined;
      if (oldest !== undefined) {
        this.there.delete(oldest);
        drop(oldest);
      }
    };
  }

  reopen(): void {
    for (const [id, { kind }] of this.opened) this.tell({ type: 'open', kind, id });
    this.askNext();
  }

  /** Fetches the details of a cycle that no screen shows: what was given to it is to be read here again. */
  refresh(id: string): void {
    if (this.opened.has(id) || this.refreshing.includes(id)) return;
    this.refreshing.push(id);
    if (this.refreshing.length === 1) this.askNext();
  }

  private askNext(): void {
    const [id] = this.refreshing;
    if (id !== undefined) this.tell({ type: 'open', kind: 'pdsa_cycle', id });
  }

  /** Those whose details are here, the one closed longest ago first. */
  parents(): string[] {
    const closed = new Set(this.closed);
    return [...this.closed, ...[...this.there].filter((id) => !closed.has(id))];
  }

  /** As the device had them: all closed. */
  restore(parents: string[]): void {
    const known = parents.filter((id) => !this.there.has(id) && !this.opened.has(id));
    this.closed.unshift(...known);
    known.forEach((id) => this.there.add(id));
  }

  arrived(id: string): void {
    this.there.add(id);
    if (this.refreshing[0] !== id) return;
    this.refreshing.shift();
    if (!this.opened.has(id)) {
      this.tell({ type: 'close', kind: 'pdsa_cycle', id });
      this.closed = [...this.closed.filter((other) => other !== id), id];
    }
    this.askNext();
  }

  isThere(id: string): boolean {
    return this.there.has(id);
  }
}
