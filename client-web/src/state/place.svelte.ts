// Where in the product this page is, and the address of every screen. Anchors carry real addresses;
// the shell turns clicks on them into `navigate`.

// Writing to the history is not free, and browsers refuse it when it comes too often.
const SETTLED_MS = 150;

/** One coming to a page: a step on starts at its top, a step back or a reload where it was left. */
interface Arrival {
  readonly top: number | undefined;
}

interface Kept {
  top?: number;
}

const kept = (): Kept => (history.state ?? {}) as Kept;

class Address {
  #url: URL = $state.raw(new URL(location.href));
  #arrival: Arrival = $state.raw({ top: kept().top });
  private top = 0;
  private settling: number | undefined;

  constructor() {
    history.scrollRestoration = 'manual';
    window.addEventListener('popstate', () => {
      this.stopSettling();
      this.#arrival = { top: kept().top };
      this.read();
    });
    window.addEventListener('hashchange', () => this.read());
  }

  get arrival(): Arrival {
    return this.#arrival;
  }

  get path(): string {
    return this.#url.pathname;
  }

  get query(): URLSearchParams {
    return this.#url.searchParams;
  }

  get fragment(): string {
    return this.#url.hash.slice(1);
  }

  private read(): void {
    this.#url = new URL(location.href);
  }

  /** How far down the page is now: kept with its step in the history, for a return to it. */
  scrolledTo(top: number): void {
    this.stopSettling();
    this.top = top;
    this.settling = window.setTimeout(() => this.keepTop(), SETTLED_MS);
  }

  private keepTop(): void {
    this.stopSettling();
    history.replaceState({ ...kept(), top: this.top }, '');
  }

  private stopSettling(): void {
    window.clearTimeout(this.settling);
    this.settling = undefined;
  }

  go(href: string, replace: boolean): void {
    if (replace) {
      history.replaceState(history.state, '', href);
    } else {
      if (this.settling !== undefined) this.keepTop();
      history.pushState({}, '', href);
      this.#arrival = { top: undefined };
    }
    this.read();
  }
}

export const address = new Address();

export const navigate = (href: string): void => address.go(href, false);

/** Changes the address without a step in the history: filters, selection, view. */
export function setQuery(values: Record<string, string | undefined>): void {
  const query = new URLSearchParams(address.query);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  address.go(address.path + (text ? `?${text}` : ''), true);
}

const at = (network: string, ...parts: string[]): string =>
  ['/n', network, ...parts].map((part, i) => (i === 0 ? part : encodeURIComponent(part))).join('/');

export const signInPath = '/in';
export const settingsPath = '/settings';

/** The addresses within one network. */
export const addressesOf = (network: string) => ({
  home: at(network),
  drivers: at(network, 'drivers'),
  diagram: (id: string, node?: string) =>
    at(network, 'drivers', id) + (node ? `?node=${encodeURIComponent(node)}` : ''),
  idea: (id: string) => at(network, 'ideas', id),
  log: at(network, 'log'),
  cycles: at(network, 'cycles'),
  cycle: (id: string) => at(network, 'cycles', id),
  protocols: at(network, 'protocols'),
  protocol: (id: string, version?: string) =>
    at(network, 'protocols', id) + (version ? `?version=${encodeURIComponent(version)}` : ''),
  adaptation: (id: string) => at(network, 'adaptations', id),
  exchange: at(network, 'exchange'),
  post: (id: string) => at(network, 'exchange', id),
  support: at(network, 'support'),
  request: (id: string) => `${at(network, 'support')}?request=${encodeURIComponent(id)}`,
  meetings: at(network, 'meetings'),
  meeting: (id: string) => at(network, 'meetings', id),
  report: (meeting: string, district: string) =>
    `${at(network, 'meetings', meeting, 'report')}?district=${encodeURIComponent(district)}`,
  measures: at(network, 'measures'),
  measure: (id: string, series?: string) =>
    at(network, 'measures', id) + (series ? `?series=${encodeURIComponent(series)}` : ''),
  decisions: at(network, 'decisions'),
  hub: at(network, 'hub'),
  people: at(network, 'people'),
  team: (id: string) => at(network, 'teams', id),
  charter: at(network, 'charter'),
  aim: at(network, 'aim'),
  archived: at(network, 'archived'),
  moderation: at(network, 'moderation'),
  history: at(network, 'history'),
  inbox: at(network, 'inbox'),
  search: at(network, 'search'),
});
