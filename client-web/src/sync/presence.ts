import type { Place } from './messages';

export interface Present {
  session: string;
  who: string;
  at: Place;
}

/** Who is where, as last heard. Never stored, and gone with the connection. */
export class Presence {
  private readonly sessions = new Map<string, Present>();
  private readonly listeners = new Set<() => void>();
  mine: Place | null = null;

  heard(session: string, who: string, at: Place | null): void {
    if (at) this.sessions.set(session, { session, who, at });
    else this.sessions.delete(session);
    this.listeners.forEach((listener) => listener());
  }

  clear(): void {
    this.sessions.clear();
    this.listeners.forEach((listener) => listener());
  }

  announce(tell: (at: Place | null) => void): void {
    if (this.mine) tell(this.mine);
  }

  everyone(): Present[] {
    return [...this.sessions.values()];
  }

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
