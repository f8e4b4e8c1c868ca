import { here } from './session.svelte';

/** Values of a form that outlive the tab: read back when it opens, kept at every change. */
export class Draft<T extends Record<string, string | boolean>> {
  values: T = $state({} as T);
  #read = false;

  constructor(
    private readonly name: string,
    private readonly empty: T,
    /** Whether there is anything in it that a person wrote. */
    private readonly holds: (values: T) => boolean,
  ) {
    this.values = { ...empty };
    void this.restore();
    $effect(() => {
      const text = this.holds(this.values) ? JSON.stringify(this.values) : '';
      if (this.#read) here().keepDraft(this.name, text);
    });
  }

  private async restore(): Promise<void> {
    const kept = await here().draft(this.name);
    // Whoever is quicker than the device is right, also when they have given it already.
    if (this.#read) return;
    if (kept !== undefined && !this.holds(this.values)) this.values = { ...this.empty, ...JSON.parse(kept) };
    this.#read = true;
  }

  /** Given or given up. Said to the device at once: a form often closes in the same moment. */
  clear(): void {
    this.values = { ...this.empty };
    this.#read = true;
    here().keepDraft(this.name, '');
  }
}
