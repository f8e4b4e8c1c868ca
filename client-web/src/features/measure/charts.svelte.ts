import { call, inNetwork, Refused, type ChartLine, type SeriesChart } from '../../sync/http';
import { here, type OpenNetwork } from '../../state/session.svelte';
import { keepCharts, keptCharts } from './charts-kept';

// Points come in handfuls when somebody types; one question answers them all.
const SETTLE_MS = 120;

interface Kept<T> {
  keep(charts: readonly T[], at_ms: number): Promise<void>;
  kept(): Promise<{ at_ms: number; chart: T }[]>;
}

/** What the server last answered for a measure, or the lines of all series, and whether it still stands. */
export class Charts<T extends ChartLine> {
  private found: ReadonlyMap<string, T> = $state.raw(new Map());
  #asked = $state(false);
  #atMs: number | undefined = $state();
  #stale = $state(false);
  private timer: number | undefined;
  private turn = 0;

  constructor(
    private readonly network: OpenNetwork,
    private readonly measure?: string,
    /** What is to be done with an answer, and what an earlier one was, where the device keeps it. */
    private readonly device?: Kept<T>,
  ) {
    void this.recall();
  }

  private async recall(): Promise<void> {
    const kept = (await this.device?.kept()) ?? [];
    // The server was quicker.
    if (kept.length === 0 || this.#atMs !== undefined) return;
    this.found = new Map(kept.map(({ chart }) => [chart.series, chart]));
    this.#atMs = Math.min(...kept.map(({ at_ms }) => at_ms));
  }

  of(series: string): T | undefined {
    return this.found.get(series);
  }

  /** Whether the server has answered once, or could not. */
  get settled(): boolean {
    return this.#asked;
  }

  /** When what is shown was computed, where it could not be asked for anew since. */
  get asOf(): number | undefined {
    return this.#stale ? this.#atMs : undefined;
  }

  /** Could never be asked. */
  get missing(): boolean {
    return this.#stale && this.#atMs === undefined;
  }

  askSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), this.#asked ? SETTLE_MS : 0);
  }

  private async ask(): Promise<void> {
    const turn = ++this.turn;
    try {
      const of = this.measure === undefined ? '' : `?measure=${encodeURIComponent(this.measure)}`;
      const { charts } = await call<{ charts: T[] }>('GET', `${inNetwork(this.network.id)}/charts${of}`);
      // A later question is on its way: its answer is newer.
      if (turn !== this.turn) return;
      this.found = new Map(charts.map((chart) => [chart.series, chart]));
      this.#atMs = Date.now();
      this.#stale = false;
      void this.device?.keep(charts, this.#atMs);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (turn === this.turn) this.#stale = true;
    }
    this.#asked = true;
  }
}

// For as long as the page lives: going back to a chart shows it at once, and without a line at all.
const kept = new Map<string, Charts<SeriesChart>>();
const lines = new Map<string, Charts<ChartLine>>();
const KEPT_MAX = 50;

function keptIn<T extends ChartLine>(
  all: Map<string, Charts<T>>,
  key: string,
  make: () => Charts<T>,
): Charts<T> {
  const one = all.get(key) ?? make();
  all.delete(key);
  all.set(key, one);
  const [oldest] = all.keys();
  if (all.size > KEPT_MAX && oldest !== undefined) all.delete(oldest);
  return one;
}

// Whose they are is part of the name: the next person at this device has charts of their own.
const whose = (network: OpenNetwork): string => `${network.id}/${network.mine.member}`;

export function chartsOf(measure: string): Charts<SeriesChart> {
  const network = here();
  // Only of series that this person sees just now.
  const series = (): string[] =>
    network.engine.all('measure_series').flatMap((each) => (each.measure === measure ? [each.id] : []));
  const device: Kept<SeriesChart> = {
    keep: (charts, at_ms) => keepCharts(network, charts, at_ms),
    kept: () => keptCharts(network, series()),
  };
  return keptIn(
    kept,
    `${whose(network)}/${measure}`,
    () => new Charts<SeriesChart>(network, measure, device),
  );
}

export function allLines(): Charts<ChartLine> {
  const network = here();
  return keptIn(lines, whose(network), () => new Charts<ChartLine>(network));
}
