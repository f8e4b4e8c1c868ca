import type { DataPoint } from '../../protocol';
import { call, inNetwork, Refused } from '../../sync/http';
import { here, records } from '../../state/session.svelte';

// More than these at once would be more than the server keeps open for one line.
export const OPEN_MAX = 20;

/** The points of the series that a sheet names: the first ones in step, those of a very wide sheet as they stand once. */
export class PointsThere {
  private fetched: ReadonlyMap<string, DataPoint[]> = $state.raw(new Map());

  /** To be called while a component begins. */
  constructor(private readonly wanted: () => readonly string[]) {
    const opened = $derived(this.wanted().slice(0, OPEN_MAX).join(' '));
    const others = $derived(this.wanted().slice(OPEN_MAX).join(' '));
    $effect(() => {
      const { engine } = here();
      const closes = opened === '' ? [] : opened.split(' ').map((id) => engine.open('measure_series', id));
      return () => closes.forEach((close) => close());
    });
    $effect(() => {
      if (others !== '') void this.fetch(others.split(' '));
    });
  }

  private async fetch(series: readonly string[]): Promise<void> {
    for (const id of series) {
      if (this.fetched.has(id)) continue;
      try {
        const path = `${inNetwork(here().id)}/details/measure_series/${encodeURIComponent(id)}`;
        const { puts } = await call<{ puts: DataPoint[] }>('GET', path);
        this.fetched = new Map([...this.fetched, [id, puts.filter(({ kind }) => kind === 'data_point')]]);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
  }

  get points(): DataPoint[] {
    return [...records().all('data_point'), ...[...this.fetched.values()].flat()];
  }

  /** Whether what is there of some series is still to come. */
  get waiting(): boolean {
    const { engine, status } = here();
    // What the engine knows moves with its status.
    void status;
    return this.wanted().some((id, i) =>
      i < OPEN_MAX ? engine.detailsOf('measure_series', id) === 'waiting' : !this.fetched.has(id),
    );
  }
}
