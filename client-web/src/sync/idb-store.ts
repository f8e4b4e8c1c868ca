import type { Kind } from '../protocol';
import { chartIn, saidIn, within, type PersonDatabase } from './device';
import type { Locks } from './locks';
import type { Key } from './replica';
import type { Kept, RowsChange, Store, StoreChange, Unsent, UnsentChange, WaitingFile } from './store';

type Work = ReturnType<typeof begin>;
const stores = ['rows', 'networks', 'outbox', 'attention'] as const;

// What a person gave must outlive a power cut once it is said to be saved; what the server gave can be had again.
const begin = (db: PersonDatabase, durability: 'strict' | 'relaxed') =>
  db.transaction(stores, 'readwrite', { durability });

export interface Tab {
  account: string;
  network: string;
  /** Names the part of the outbox that this tab alone writes. */
  client: string;
}

/** A network's records and this tab's unsent commands in the person's database. */
export class IdbStore implements Store {
  private readonly held = new AbortController();
  private readonly releases: (() => void)[] = [];

  private constructor(
    private readonly db: PersonDatabase,
    private readonly locks: Locks,
    private readonly tab: Tab,
  ) {}

  /** Answers undefined when another tab is that client. */
  static async open(db: PersonDatabase, locks: Locks, tab: Tab): Promise<IdbStore | undefined> {
    const store = new IdbStore(db, locks, tab);
    const release = await locks.tryHold(store.clientLock(tab.client));
    if (!release) return undefined;
    store.releases.push(release);
    return store;
  }

  private clientLock(client: string): string {
    return `client:${this.tab.account}:${this.tab.network}:${client}`;
  }

  async load(): Promise<{ kept: Kept | undefined; unsent: Unsent }> {
    const { network, client } = this.tab;
    const work = this.db.transaction(stores);
    const [row, records, pendings, attention] = await Promise.all([
      work.objectStore('networks').get(network),
      work.objectStore('rows').getAll(within(network)),
      work.objectStore('outbox').getAll(within(network, client)),
      work.objectStore('attention').getAll(within(network, client)),
    ]);
    const kept = typeof row === 'object' ? { ...row, records } : undefined;
    return { kept, unsent: { pendings, attention } };
  }

  async write({ rows, unsent }: StoreChange): Promise<void> {
    const work = begin(this.db, unsent ? 'strict' : 'relaxed');
    const made = [rows && this.writeRows(work, rows), unsent && this.writeUnsent(work, unsent)];
    await Promise.all([...made, work.done]);
  }

  private async writeRows(work: Work, change: RowsChange): Promise<void> {
    const { network } = this.tab;
    const rows = work.objectStore('rows');
    const networks = work.objectStore('networks');
    if (change.replace) {
      await rows.delete(within(network));
      // A chart stays with its series, and goes with it.
      const own = new Set(change.puts.map(({ id }) => chartIn(network, id)));
      const charts = await networks.getAllKeys(
        IDBKeyRange.bound(chartIn(network, ''), chartIn(network, '~')),
      );
      await Promise.all(charts.filter((key) => !own.has(key)).map((key) => networks.delete(key)));
    }
    // Wiped meanwhile: a few changes without the rest would pass for all there is.
    else if (!(await networks.getKey(network))) return;
    const { at, me, details, older } = change;
    await Promise.all([
      ...change.puts.map((record) => rows.put(record, [network, record.kind, record.id])),
      ...change.removes.flatMap((key) => {
        const [kind, id] = splitKey(key);
        return [rows.delete([network, kind, id]), networks.delete(chartIn(network, id))];
      }),
      networks.put({ at, me, details, older }, network),
    ]);
  }

  private async writeUnsent(work: Work, change: UnsentChange): Promise<void> {
    const own = [this.tab.network, this.tab.client] as const;
    const outbox = work.objectStore('outbox');
    const attention = work.objectStore('attention');
    await Promise.all([
      ...change.puts.map((pending) => outbox.put({ ...pending, sent: false }, [...own, pending.n])),
      ...change.removes.map((pending) => outbox.delete([...own, pending.n])),
      ...change.attention.map((item) => attention.put(item, [...own, item.command.id])),
      ...change.settled.map((item) => attention.delete([...own, item.command.id])),
    ]);
  }

  async keeper(): Promise<void> {
    const { account, network } = this.tab;
    const release = await this.locks.hold(`store:${account}:${network}`, this.held.signal);
    // Granted in the very moment in which this tab closed: the next one must not wait for it.
    if (this.held.signal.aborted) return release();
    this.releases.push(release);
  }

  async adopt(number: (count: number) => number): Promise<Unsent> {
    const adopted: Unsent = { pendings: [], attention: [] };
    for (const client of await this.clients()) {
      const release = await this.locks.tryHold(this.clientLock(client));
      if (!release) continue;
      try {
        const taken = await this.take(client, number);
        adopted.pendings.push(...taken.pendings);
        adopted.attention.push(...taken.attention);
      } finally {
        release();
      }
    }
    return adopted;
  }

  private async clients(): Promise<Set<string>> {
    const { network, client } = this.tab;
    const [outbox, attention] = await Promise.all([
      this.db.getAllKeys('outbox', within(network)),
      this.db.getAllKeys('attention', within(network)),
    ]);
    const clients = new Set([...outbox, ...attention].map((key) => key[1]));
    clients.delete(client);
    return clients;
  }

  private async take(client: string, number: (count: number) => number): Promise<Unsent> {
    const { network } = this.tab;
    const work = begin(this.db, 'strict');
    const theirs = within(network, client);
    const outbox = work.objectStore('outbox');
    const attention = work.objectStore('attention');
    const [left, items] = await Promise.all([outbox.getAll(theirs), attention.getAll(theirs)]);
    const first = number(left.length);
    const pendings = left.map((pending, i) => ({ ...pending, n: first + i }));
    await Promise.all([
      outbox.delete(theirs),
      attention.delete(theirs),
      this.writeUnsent(work, { puts: pendings, removes: [], attention: items, settled: [] }),
      work.done,
    ]);
    return { pendings, attention: items };
  }

  async keepDraft(name: string, text: string): Promise<void> {
    const key: [string, string] = [this.tab.network, name];
    if (text === '') await this.db.delete('drafts', key);
    else await this.db.put('drafts', text, key);
  }

  draft(name: string): Promise<string | undefined> {
    return this.db.get('drafts', [this.tab.network, name]);
  }

  async files(): Promise<WaitingFile[]> {
    const files = await this.db.getAll('files', within(this.tab.network));
    return files.sort((a, b) => a.at_ms - b.at_ms);
  }

  async keepFile(file: WaitingFile): Promise<void> {
    const work = this.db.transaction('files', 'readwrite', { durability: 'strict' });
    await Promise.all([work.store.put(file, [this.tab.network, file.id]), work.done]);
  }

  forgetFile(id: string): Promise<void> {
    return this.db.delete('files', [this.tab.network, id]);
  }

  async keepSaid(text: string): Promise<void> {
    await this.db.put('networks', text, saidIn(this.tab.network));
  }

  async said(): Promise<string | undefined> {
    const text = await this.db.get('networks', saidIn(this.tab.network));
    return typeof text === 'string' ? text : undefined;
  }

  close(): void {
    this.held.abort();
    this.releases.forEach((release) => release());
    this.db.close();
  }
}

function splitKey(key: Key): [Kind, string] {
  const at = key.indexOf('/');
  return [key.slice(0, at) as Kind, key.slice(at + 1)];
}
