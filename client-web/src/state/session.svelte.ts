import type { CommandName, GivenArgs, Kind } from '../protocol';
import { Connection, type Ended, type Socket } from '../sync/connection';
import { Dialler } from '../sync/polled';
import { Engine, type Link } from '../sync/engine';
import { api, Refused, type HistoryPage, type Mine, type MyNetwork, type Reader } from '../sync/http';
import type { Me, Place, Refusal, Snapshot, ToServer } from '../sync/messages';
import type { Attention } from '../sync/outbox';
import type { Present } from '../sync/presence';
import { Undo } from '../sync/undo';
import type { Store } from '../sync/store';
import type { Files } from './files.svelte';
import type { Inbox } from './inbox.svelte';
import { t } from './language.svelte';
import { notices } from './notices.svelte';
import { preferences } from './preferences.svelte';
import { onDevice } from './on-device';
import { Once } from './once.svelte';
import { addressesOf } from './place.svelte';
import { Cells } from './records.svelte';
import { Seen } from './seen.svelte';

const RETRY_MS = 3_000;
// A tab that was killed says nothing; whoever keeps the records looks for what it left.
const ADOPT_EVERY_MS = 4_000;
const BETWEEN_PORTIONS_MS = 150;
// Screens over a network that closes still save what is being typed in them.
const LAST_WORDS_MS = 1_000;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

interface Status {
  link: Link;
  ready: boolean;
  waiting: number;
  /** What waits would still be there if this page ended now. */
  safe: boolean;
  /** Cycles that changed long ago are still to come. */
  lacksOlder: boolean;
  attention: Attention[];
}

/** Other eyes than one's own: what they see comes from here, and goes no further. */
export interface Through {
  snapshot(): Promise<Snapshot>;
  answer(engine: Engine): (message: ToServer) => void;
}

/** One network, open in this page: its records in step, and the line that keeps them so. */
export class OpenNetwork {
  readonly engine: Engine;
  readonly undo: Undo;
  readonly cells: Cells;
  readonly to: ReturnType<typeof addressesOf>;
  readonly seen: Seen;
  readonly once: Once;
  private readonly connection: Connection;
  private retry: number | undefined;
  private adopting: number | undefined;
  private store: Store | undefined;
  private filling = false;
  stopped = false;
  /** Comes with the first line: the first visit does not wait for it. */
  inbox: Inbox | undefined = $state.raw();
  /** Those that have not reached the server yet. */
  files: Files | undefined = $state.raw();
  private heard = $state.raw<Present[]>([]);
  #status: Status = $state.raw({} as Status);
  // Apart from the status, which is another one with every message: hundreds of places ask who they are shown to.
  #me: Me = $state.raw({} as Me);
  #problem: string | undefined = $state();

  constructor(
    private readonly account: string,
    readonly mine: MyNetwork,
    private readonly onended: (why: Ended) => void,
    readonly through?: Through,
  ) {
    this.to = addressesOf(mine.id);
    this.seen = new Seen(`${mine.id}:${through ? '' : mine.member}`, Date.now());
    this.once = new Once(`${mine.id}:${mine.member}`);
    this.engine = new Engine({
      network: mine.id,
      member: mine.member,
      looking: through !== undefined,
      fetchSnapshot: () => through?.snapshot() ?? api.snapshot(mine.id),
      fetchOlder: (from) => api.older(mine.id, from),
      fetchRecord: (kind, id) => api.record(mine.id, kind, id),
      redial: () => this.connection.redial(),
      now: () => Date.now(),
    });
    this.undo = new Undo(this.engine, () => Date.now());
    this.cells = new Cells(this.engine);
    const timers = {
      setTimer: (run: () => void, ms: number) => window.setTimeout(run, ms),
      clearTimer: (timer: number) => window.clearTimeout(timer),
    };
    const dialler = new Dialler(() => new WebSocket(liveAddress()) as unknown as Socket, {
      ask: (line, messages) => api.sync(line, messages),
      hidden: () => document.visibilityState === 'hidden',
      ...timers,
    });
    this.connection = new Connection(
      {
        dial: () => dialler.dial(),
        random: Math.random,
        ...timers,
      },
      {
        connected: (send) => this.engine.connected(send),
        disconnected: () => this.engine.disconnected(),
        receive: (messages) => this.engine.receive(messages),
        ended: (why) => {
          this.engine.end();
          this.onended(why);
        },
      },
    );
    this.read();
    this.engine.listen(() => {
      this.read();
      void this.fill();
    });
    // Without it what was given there is shown once the server has answered.
    import('../sync/predict-later').then(
      () => this.engine.layAnew(),
      () => {},
    );
    // Once the frame it came in is taken in.
    this.engine.onnotices = () => queueMicrotask(() => this.ring());
    this.engine.presence.listen(() => (this.heard = this.engine.presence.everyone()));
  }

  get id(): string {
    return this.mine.id;
  }

  get status(): Status {
    return this.#status;
  }

  get me(): Me {
    return this.#me;
  }

  /** Why the first records could not be fetched, while that lasts. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get present(): Present[] {
    return this.heard;
  }

  start(): void {
    if (this.through) {
      const answer = this.through.answer(this.engine);
      void this.fetch().then(() => this.engine.connected(answer));
      return;
    }
    window.addEventListener('online', this.wake);
    window.addEventListener('offline', this.cut);
    document.addEventListener('visibilitychange', this.wake);
    window.addEventListener('pagehide', this.leave);
    void this.begin();
  }

  private async begin(): Promise<void> {
    this.store = await onDevice.store(this.account, this.id);
    if (this.stopped) return this.store?.close();
    if (this.store) await this.engine.load(this.store).catch(() => {});
    if (this.stopped) return;
    // What is kept of it shows without a line.
    this.ring();
    this.adopting = window.setInterval(() => void this.engine.adopt().catch(() => {}), ADOPT_EVERY_MS);
    this.connection.start();
    if (!this.engine.ready) await this.fetch();
  }

  stop(): void {
    this.stopped = true;
    this.connection.stop();
    window.clearTimeout(this.retry);
    window.clearInterval(this.adopting);
    window.setTimeout(() => this.store?.close(), LAST_WORDS_MS);
    window.removeEventListener('online', this.wake);
    window.removeEventListener('offline', this.cut);
    document.removeEventListener('visibilitychange', this.wake);
    window.removeEventListener('pagehide', this.leave);
    this.leave();
  }

  private leave = (): void => this.seen.left(Date.now());

  private wake = (): void => {
    if (document.visibilityState === 'visible') this.connection.wake();
    else this.leave();
  };

  // The device knows before the socket does; saying so at once keeps the status word honest.
  private cut = (): void => this.connection.redial();

  private async fetch(): Promise<void> {
    try {
      await this.engine.start();
      this.#problem = undefined;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 401) return this.onended('signed_out');
      // Forbidden: a second factor is owed, and asking who one is says so.
      if ([403, 404].includes(error.status)) return this.onended('no_such_network');
      this.#problem = error.refusal.code;
      this.retry = window.setTimeout(() => void this.fetch(), RETRY_MS);
    }
  }

  // Between two portions the page has time for whoever uses it.
  private async fill(): Promise<void> {
    if (this.filling) return;
    this.filling = true;
    while (!this.stopped && this.engine.lacksOlder && this.engine.link === 'live') {
      await pause(BETWEEN_PORTIONS_MS);
      await this.engine.takeOlder().catch(() => pause(RETRY_MS));
    }
    this.filling = false;
  }

  private ring(): void {
    if (this.inbox) return this.inbox.ring();
    import('./later').then(
      (part) => {
        if (this.stopped) return;
        this.inbox ??= new part.Inbox(this);
        this.files ??= new part.Files(this, this.account, this.store);
      },
      () => {},
    );
  }

  keepDraft(name: string, text: string): void {
    void this.store?.keepDraft(name, text).catch(() => {});
  }

  async draft(name: string): Promise<string | undefined> {
    return this.store?.draft(name).catch(() => undefined);
  }

  keepSaid(text: string): void {
    void this.store?.keepSaid(text).catch(() => {});
  }

  async said(): Promise<string | undefined> {
    return this.store?.said().catch(() => undefined);
  }

  /** Who opened a record that is kept from the network as a whole; nothing for who is not told, and through other eyes. */
  async readers({ kind, id }: { kind: Kind; id: string }): Promise<Reader[] | undefined> {
    if (this.through) return undefined;
    const { told, readers } = await api.readers(this.id, kind, id);
    return told ? readers : undefined;
  }

  /** What was, newest first; through other eyes nobody looks back. */
  async history(of?: { kind: Kind; id: string }, before?: string): Promise<HistoryPage> {
    return this.through ? { entries: [] } : api.history(this.id, of, before);
  }

  private read(): void {
    const { link, ready, waiting, safe, lacksOlder, attention, me } = this.engine;
    this.#status = { link, ready, waiting, safe, lacksOlder, attention };
    this.#me = me;
  }
}

function liveAddress(): string {
  const url = new URL('/api/v1/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

type Standing = 'unknown' | 'signed_out' | 'signed_in';

class Session {
  #standing: Standing = $state('unknown');
  #mine: Mine | undefined = $state.raw();
  #network: OpenNetwork | undefined = $state.raw();
  #lost: string | undefined = $state();
  // While signing out the server ends the sockets too; that is no news.
  #leaving = false;

  get standing(): Standing {
    return this.#standing;
  }

  get mine(): Mine | undefined {
    return this.#mine;
  }

  get network(): OpenNetwork | undefined {
    return this.#network;
  }

  /** The network that was asked for and is not there, or not for this person. */
  get lost(): string | undefined {
    return this.#lost;
  }

  /** Who this is: at first whom the device remembers, then whom the server knows. Throws `Refused` when neither does. */
  async look(): Promise<void> {
    const last = this.#standing === 'unknown' ? await onDevice.last() : undefined;
    if (last) this.settle(last);
    try {
      await this.ask();
    } catch (error) {
      if (this.#standing !== 'signed_in') throw error;
      window.addEventListener('online', () => void this.ask().catch(() => {}), { once: true });
    }
  }

  /** Somebody has just signed in. */
  async arrive(shared: boolean): Promise<void> {
    const mine = await api.me();
    if (mine.account !== null) await onDevice.setShared(mine.account.id, shared);
    await this.take(mine);
  }

  private ask = async (): Promise<void> => this.take(await api.me());

  private async take(mine: Mine | { account: null }): Promise<void> {
    const before = this.#mine?.account.id;
    const known = this.#standing === 'signed_in' && before !== undefined;
    if (known && before !== mine.account?.id) {
      this.#network?.stop();
      this.forget();
      await onDevice.lock(before);
    }
    if (mine.account === null) {
      this.#standing = 'signed_out';
      return;
    }
    await onDevice.remember(mine);
    this.settle(mine);
  }

  private settle(mine: Mine): void {
    const before = this.#mine;
    if (JSON.stringify(mine) !== JSON.stringify(before)) this.#mine = mine;
    // Nothing of whoever sat here before may show, not even for a moment.
    if (this.#standing === 'signed_out') this.#network = undefined;
    this.#standing = 'signed_in';
    // The device did not know of it yet: it opens where it was asked for.
    const isIn = (own?: Mine) => own?.networks.some(({ id }) => id === this.#lost);
    if (this.#lost !== undefined && isIn(mine) && !isIn(before)) this.openNetwork(this.#lost);
  }

  openNetwork(id: string): void {
    if (this.#network?.id === id && !this.#network.stopped) return;
    this.#network?.stop();
    const { account, networks } = this.#mine ?? {};
    const mine = networks?.find((network) => network.id === id);
    this.#lost = mine ? undefined : id;
    this.#network = account && mine && new OpenNetwork(account.id, mine, (why) => this.ended(id, why));
    this.#network?.start();
  }

  /** Looks at the open network through other eyes, or through one's own again. */
  lookThrough(eyes: Through | undefined): void {
    const network = this.#network;
    const account = this.#mine?.account.id;
    if (!network || account === undefined) return;
    network.stop();
    this.#network = new OpenNetwork(account, network.mine, (why) => this.ended(network.id, why), eyes);
    this.#network.start();
  }

  private ended(id: string, why: Ended): void {
    this.#network?.stop();
    if (why === 'signed_out') void this.locked();
    else if (why === 'no_such_network') {
      this.#lost = id;
      // Asked for their networks, the server leaves this one out; then what is kept of it goes.
      void this.ask().catch(() => {});
    }
    // The page is older than the server: what is on disk there is newer.
    else location.reload();
  }

  private async locked(): Promise<void> {
    const account = this.#mine?.account.id;
    this.forget();
    if (account !== undefined && !this.#leaving) await onDevice.lock(account);
  }

  /** How much this person gave here that the server has not taken, in all their tabs and networks. */
  async unsent(): Promise<number> {
    const { waiting = 0, attention = [] } = this.#network?.status ?? {};
    const account = this.#mine?.account.id;
    const kept = account === undefined ? 0 : await onDevice.unsent(account);
    return Math.max(kept, waiting + attention.length);
  }

  /** Takes all that is this person's off the device, what was never sent included. Throws `Refused`. */
  async signOut(): Promise<void> {
    const account = this.#mine?.account.id;
    this.#leaving = true;
    try {
      await api.signOut();
      this.#network?.stop();
      this.forget();
      if (account !== undefined) await onDevice.wipe(account);
    } finally {
      this.#leaving = false;
    }
  }

  // The network itself stays until the screens over it are gone: they still read it while they leave.
  private forget(): void {
    this.#mine = undefined;
    this.#standing = 'signed_out';
  }
}

export const session = new Session();

/** The open network. Screens inside a network are shown only while there is one. */
export function here(): OpenNetwork {
  if (!session.network) throw new Error('no network is open');
  return session.network;
}

/** The records of the open network, reactive. */
export const records = (): Cells => here().cells;

/** Gives a command. Says at once why not, where that can be known here; answers whether it was taken. */
export function issue<N extends CommandName>(name: N, args: GivenArgs<N>, seen?: number): boolean {
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== '');
  // The device keeps plain values, not the reactive ones of a form.
  const plain = $state.snapshot(Object.fromEntries(given)) as Record<string, unknown>;
  const refusal: Refusal | undefined = here().undo.issue(name, plain, seen);
  if (refusal) notices.refused(refusal);
  return !refusal;
}

/** Where this person is, for the others; nowhere, where they would rather not be seen. */
export const goTo = (at: Place | null): void => here().engine.goTo(preferences.presence ? at : null);

export const isAt = (present: Present, kind: Kind, id: string): boolean =>
  present.at.kind === kind && present.at.id === id;

export function nameOf(member: string | undefined): string {
  const found = records().get('member', member);
  return found?.erased ? t('name.erased') : (found?.name ?? '');
}
