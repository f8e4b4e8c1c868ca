import { call, inNetwork, Refused, type ChartLine, type SeriesChart } from '../../sync/http';
import { here, type OpenNetwork } from '../../state/session.svelte';
import { keepCharts, keptCharts } from './charts-kept';

// Points come in handfuls when somebody types: the first is asked for at once, one question later answers all that came since.
const SETTLE_MS = 120;

interface Kept<T> {
  keep(charts: readonly T[], at_ms: number): Promise<void>;
  kept(): Promise<{ at_ms: number; chart: T }[]>;
}

interface Answered<T> {
  chart: T;
  at_ms: number;
  /** Which question it answers; what the device kept answers none. */
  turn: number;
}

/** What the server last answered for a measure, or the lines of all series, and whether it still stands. */
export class Charts<T extends ChartLine> {
  private found: ReadonlyMap<string, Answered<T>> = $state.raw(new Map());
  // Those that were asked for once, with an answer or without; '' stands for all.
  private asked: ReadonlySet<string> = $state.raw(new Set());
  #stale = $state(false);
  private timer: number | undefined;
  private turn = 0;
  private wanted = new Set<string>();
  // On the clock of the page, ms.
  private lastAsked = -Infinity;

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
    // Where the server was quicker, its answer stands.
    this.found = new Map([
      ...kept.map(({ chart, at_ms }) => [chart.series, { chart, at_ms, turn: 0 }] as const),
      ...this.found,
    ]);
  }

  of(series: string): T | undefined {
    return this.found.get(series)?.chart;
  }

  /** Whether the server has answered once, or could not. */
  settled(series = ''): boolean {
    return this.asked.has('') || this.asked.has(series);
  }

  /** When what is shown was computed, where it could not be asked for anew since. */
  asOf(series?: string): number | undefined {
    const shown = [...this.found].filter(([id]) => series === undefined || id === series);
    return this.#stale && shown.length > 0 ? Math.min(...shown.map(([, { at_ms }]) => at_ms)) : undefined;
  }

  /** Could never be asked. */
  missing(series?: string): boolean {
    return this.#stale && this.asOf(series) === undefined;
  }

  /** @param series the one that is looked at; without it all are asked for. */
  askSoon(series = ''): void {
    this.wanted.add(series);
    window.clearTimeout(this.timer);
    const wait = Math.max(0, this.lastAsked + SETTLE_MS - performance.now());
    this.timer = window.setTimeout(() => void this.ask(), wait);
  }

  private async ask(): Promise<void> {
    const turn = ++this.turn;
    this.lastAsked = performance.now();
    const [first = '', ...more] = this.wanted;
    const asked = this.wanted;
    // Of several series one question, for all of their measure, is the quicker one.
    const one = more.length === 0 ? first : '';
    this.wanted = new Set();
    try {
      const query =
        one !== '' ? `?series=${encodeURIComponent(one)}` : this.measure ? `?measure=${this.measure}` : '';
      const { charts } = await call<{ charts: T[] }>('GET', `${inNetwork(this.network.id)}/charts${query}`);
      const at_ms = Date.now();
      // An answer to a later question is newer; what an answer about all leaves out is there no more.
      const stands = [...this.found].filter(([id, known]) => known.turn > turn || (one !== '' && id !== one));
      const newer = charts.filter(({ series }) => !((this.found.get(series)?.turn ?? 0) > turn));
      this.found = new Map([
        ...stands,
        ...newer.map((chart) => [chart.series, { chart, at_ms, turn }] as const),
      ]);
      if (turn === this.turn) this.#stale = false;
      void this.device?.keep(newer, at_ms);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (turn === this.turn) this.#stale = true;
    }
    this.asked = new Set([...this.asked, ...asked, one]);
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
