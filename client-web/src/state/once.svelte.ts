import { recall, remember } from './preferences.svelte';

/** What this person did once in this network on this device, where no record can tell. */
export class Once {
  private readonly key: string;
  #done: readonly string[] = $state.raw([]);

  /** `whose` names the network and the person in it: a device may be shared. */
  constructor(whose: string) {
    this.key = `once:${whose}`;
    this.#done = (recall(this.key) ?? '').split(' ').filter(Boolean);
  }

  has(what: string): boolean {
    return this.#done.includes(what);
  }

  add(what: string): void {
    if (this.has(what)) return;
    this.#done = [...this.#done, what];
    remember(this.key, this.#done.join(' '));
  }
}
