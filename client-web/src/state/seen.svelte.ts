import { recall, remember } from './preferences.svelte';

// Away for longer than this, somebody comes back to a new visit; a reload or another tab is the same one.
const AWAY_MS = 30 * 60_000;

const momentFrom = (text: string | undefined): number | undefined => Number(text) || undefined;

/**
 * Since when what others change is new to this person on this device. A visit begins where the last one was
 * left; `markAll` begins one now.
 */
export class Seen {
  #since: number = $state(0);
  private readonly key: string;

  /** `whose` names the network and the person in it: a device may be shared. */
  constructor(whose: string, now: number) {
    this.key = `seen:${whose}`;
    const [since, left] = (recall(this.key) ?? '').split(' ').map(momentFrom);
    this.#since = (left !== undefined && now - left > AWAY_MS ? left : since) ?? now;
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
    this.left(now);
  }

  isNew(record: { updated_by?: string; updated_at_ms: number }, me: string): boolean {
    return record.updated_by !== me && record.updated_at_ms > this.#since;
  }
}
