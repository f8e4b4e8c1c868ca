import { SearchIndex } from '../../state/search-index';
import type { OpenNetwork } from '../../state/session.svelte';

// Short enough that a key pressed meanwhile is answered in time.
const SLICE_MS = 10;
// Where the browser has no idle time to give, or gives none.
const LATEST_MS = 200;
// How often what came is shown while more is coming; what went is gone at once.
const SHOWN_EVERY_MS = 300;

type Idle = (run: (until: number) => void) => void;

const whenIdle: Idle =
  'requestIdleCallback' in window
    ? (run) =>
        requestIdleCallback(
          (deadline) => run(performance.now() + Math.max(SLICE_MS, deadline.timeRemaining())),
          { timeout: LATEST_MS },
        )
    : (run) => setTimeout(() => run(performance.now() + SLICE_MS), SLICE_MS);

/** The index of one open network: begun when somebody first searches, read in idle moments, in step from then on. */
class LiveIndex {
  readonly index: SearchIndex;
  #progress = $state(0);
  // Counts what was taken up; whoever reads it searches again when it moves.
  #taken = $state(0);
  private showing: number | undefined;
  private reading = false;

  constructor(private readonly network: OpenNetwork) {
    this.index = new SearchIndex(network.engine);
    network.engine.listen(({ keys, everything }) => {
      if (this.index.changed(keys, everything)) this.show();
      else this.showSoon();
      this.read();
    });
    this.#progress = this.index.progress;
    this.read();
  }

  get taken(): number {
    return this.#taken;
  }

  /** From 0 to 1. */
  get progress(): number {
    return this.#progress;
  }

  private read(): void {
    if (this.reading || this.network.stopped) return;
    if (this.index.ready) return;
    this.reading = true;
    whenIdle((until) => {
      this.reading = false;
      const done = this.index.work(() => performance.now() > until);
      if (done) this.show();
      else this.showSoon();
      this.read();
    });
  }

  private show = (): void => {
    window.clearTimeout(this.showing);
    this.showing = undefined;
    // Not with every slice: what is drawn leaves the less time to read.
    this.#progress = this.index.progress;
    this.#taken++;
  };

  private showSoon(): void {
    this.showing ??= window.setTimeout(this.show, SHOWN_EVERY_MS);
  }
}

const indexes = new WeakMap<OpenNetwork, LiveIndex>();

export function liveIndex(network: OpenNetwork): LiveIndex {
  const known = indexes.get(network) ?? new LiveIndex(network);
  indexes.set(network, known);
  return known;
}
