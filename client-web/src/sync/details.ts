import type { Kind } from '../protocol';
import type { ToServer } from './messages';
import { keyOf, type Key } from './replica';

// Details of the things last closed stay at hand, so that going back shows them at once.
const KEPT_CLOSED = 20;

/** Which parents are open on some screen, and which of them have their details here. */
export class Details {
  private opened = new Map<Key, { kind: Kind; id: string; screens: number }>();
  private closed: Key[] = [];
  private there = new Set<Key>();

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
  }

  arrived(parent: Key): void {
    this.there.add(parent);
  }

  isThere(parent: Key): boolean {
    return this.there.has(parent);
  }
}
