import { recall, remember } from './preferences.svelte';

// Away for longer than this, somebody comes back to a new visit; a reload or another tab is the same one.
const AWAY_MS = 30 * 60_000;
// So many records one has looked at since the visit began are told apart; more than anybody opens in a sitting.
const LOOKED_AT_MAX = 300;

const momentFrom = (text: string | undefined): number | undefined => Number(text) || undefined;

/** A record, or what else may be new to somebody: who changed it, and when. */
export interface Readable {
  kind: string;
  id: string;
  updated_by?: string;
  updated_at_ms: number;
}

const keyOf = ({ kind, id }: Readable): string => `${kind}/${id}`;

/**
 * Since when what others change is new to this person on this device. A visit begins where the last one was
 * left; `markAll` begins one now. A record that was looked at is new again only when it changes again.
 */
export class Seen {
  #since: number = $state(0);
  // The change that was there when the record was last looked at, for changes of this visit.
  #lookedAt: Record<string, number> = $state.raw({});
  private readonly key: string;
  private readonly lookedAtKey: string;

  /** `whose` names the network and the person in it: a device may be shared. */
  constructor(whose: string, now: number) {
    this.key = `seen:${whose}`;
    this.lookedAtKey = `looked_at:${whose}`;
    const [since, left] = (recall(this.key) ?? '').split(' ').map(momentFrom);
    this.#since = (left !== undefined && now - left > AWAY_MS ? left : since) ?? now;
    this.lookAgain();
    this.left(now);
  }

  get since(): number {
    return this.#since;
  }

  /** The person is here still, or leaves just now. */
  left(now: number): void {
    remember(this.key, `${this.#since} ${now}`);
  }

  markAll(now: number): void {
    this.#since = now;
    this.#lookedAt = {};
    this.keepLookedAt();
    this.left(now);
  }

  /** The person has had this record before them as it is now. */
  saw(record: Readable): void {
    if (record.updated_at_ms <= (this.#lookedAt[keyOf(record)] ?? this.#since)) return;
    // Another tab may have looked at others meanwhile.
    this.lookAgain();
    const { [keyOf(record)]: _, ...others } = this.#lookedAt;
    const kept = Object.entries(others).slice(1 - LOOKED_AT_MAX);
    this.#lookedAt = Object.fromEntries([...kept, [keyOf(record), record.updated_at_ms]]);
    this.keepLookedAt();
  }

  isNew(record: Readable, me: string): boolean {
    return record.updated_by !== me && record.updated_at_ms > (this.#lookedAt[keyOf(record)] ?? this.#since);
  }

  private lookAgain(): void {
    try {
      const kept = JSON.parse(recall(this.lookedAtKey) ?? '{}') as Record<string, number>;
      const all = Object.entries({ ...kept, ...this.#lookedAt });
      this.#lookedAt = Object.fromEntries(all.filter(([, at]) => at > this.#since));
    } catch {
      // What this page knows itself is good enough.
    }
  }

  private keepLookedAt(): void {
    remember(this.lookedAtKey, JSON.stringify(this.#lookedAt));
  }
}
