// Others' edits, for those who hear the page instead of seeing it: at most one sentence every five seconds.
const EVERY_MS = 5_000;

export interface Heard {
  by: string;
  /** The record, by kind and id. */
  key: string;
}

export interface Sentence {
  /** Everybody who changed something, in the order in which they began. */
  who: string[];
  /** The one record, if it was only one. */
  key: string | undefined;
  changes: number;
}

/** Gathers what others change, and says when there is something to say. */
export class Announcer {
  private readonly heard: Heard[] = [];
  private last = Number.NEGATIVE_INFINITY;

  hear(changes: readonly Heard[]): void {
    this.heard.push(...changes);
  }

  /** Milliseconds until something is due; undefined while nothing waits. */
  dueIn(now: number): number | undefined {
    return this.heard.length === 0 ? undefined : Math.max(0, this.last + EVERY_MS - now);
  }

  /** What to say now, if anything is due. */
  take(now: number): Sentence | undefined {
    if (this.dueIn(now) !== 0) return undefined;
    const changes = this.heard.splice(0);
    this.last = now;
    const keys = new Set(changes.map((change) => change.key));
    return {
      who: [...new Set(changes.map((change) => change.by))],
      key: keys.size === 1 ? changes[0]!.key : undefined,
      changes: keys.size,
    };
  }

  /** Switched off: what waited is not said later either. */
  forget(): void {
    this.heard.length = 0;
  }
}
