// Where in the product this page is, and the address of every screen. Anchors carry real addresses;
// the shell turns clicks on them into `navigate`.

class Address {
  #url: URL = $state.raw(new URL(location.href));

  constructor() {
    window.addEventListener('popstate', () => this.read());
    window.addEventListener('hashchange', () => this.read());
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

  go(href: string, replace: boolean): void {
    if (replace) history.replaceState(history.state, '', href);
    else history.pushState({}, '', href);
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
  people: at(network, 'people'),
  team: (id: string) => at(network, 'teams', id),
  charter: at(network, 'charter'),
  aim: at(network, 'aim'),
  archived: at(network, 'archived'),
});
