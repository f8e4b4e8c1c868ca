import type { CommandName, GivenArgs, Kind } from '../protocol';
import { Connection, type Ended, type Socket } from '../sync/connection';
import { Engine, type Attention, type Link } from '../sync/engine';
import { api, Refused, type Mine, type MyNetwork } from '../sync/http';
import type { Me, Place, Refusal } from '../sync/messages';
import type { Present } from '../sync/presence';
import { notices } from './notices.svelte';
import { addressesOf } from './place.svelte';
import { Cells } from './records.svelte';
import { Seen } from './seen.svelte';

const RETRY_MS = 3_000;

interface Status {
  link: Link;
  ready: boolean;
  waiting: number;
  attention: Attention[];
  me: Me;
}

/** One network, open in this page: its records in step, and the line that keeps them so. */
export class OpenNetwork {
  readonly engine: Engine;
  readonly cells: Cells;
  readonly to: ReturnType<typeof addressesOf>;
  readonly seen: Seen;
  private readonly connection: Connection;
  private retry: number | undefined;
  stopped = false;
  private heard = $state.raw<Present[]>([]);
  #status: Status = $state.raw({} as Status);
  #problem: string | undefined = $state();

  constructor(
    readonly mine: MyNetwork,
    private readonly onended: (why: Ended) => void,
  ) {
    this.to = addressesOf(mine.id);
    this.seen = new Seen(`${mine.id}:${mine.member}`, Date.now());
    this.engine = new Engine({
      network: mine.id,
      member: mine.member,
      fetchSnapshot: () => api.snapshot(mine.id),
      redial: () => this.connection.redial(),
      now: () => Date.now(),
    });
    this.cells = new Cells(this.engine);
    this.connection = new Connection(
      {
        dial: () => new WebSocket(liveAddress()) as unknown as Socket,
        random: Math.random,
        setTimer: (run, ms) => window.setTimeout(run, ms),
        clearTimer: (timer) => window.clearTimeout(timer),
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
    this.engine.listen(() => this.read());
    this.engine.presence.listen(() => (this.heard = this.engine.presence.everyone()));
  }

  get id(): string {
    return this.mine.id;
  }

  get status(): Status {
    return this.#status;
  }

  get me(): Me {
    return this.#status.me;
  }

  /** Why the first records could not be fetched, while that lasts. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get present(): Present[] {
    return this.heard;
  }

  start(): void {
    this.connection.start();
    window.addEventListener('online', this.wake);
    window.addEventListener('offline', this.cut);
    document.addEventListener('visibilitychange', this.wake);
    window.addEventListener('pagehide', this.leave);
    void this.fetch();
  }

  stop(): void {
    this.stopped = true;
    this.connection.stop();
    window.clearTimeout(this.retry);
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
      if (error.status === 404) return this.onended('no_such_network');
      this.#problem = error.refusal.code;
      this.retry = window.setTimeout(() => void this.fetch(), RETRY_MS);
    }
  }

  private read(): void {
    const { link, ready, waiting, attention, me } = this.engine;
    this.#status = { link, ready, waiting, attention, me };
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

  /** Asks the server who this is. Throws `Refused` when it cannot be reached. */
  async look(): Promise<void> {
    const mine = await api.me();
    if (mine.account === null) {
      this.#standing = 'signed_out';
      return;
    }
    this.#mine = mine;
    // Nothing of whoever sat here before may show, not even for a moment.
    if (this.#standing === 'signed_out') this.#network = undefined;
    this.#standing = 'signed_in';
  }

  openNetwork(id: string): void {
    if (this.#network?.id === id && !this.#network.stopped) return;
    this.#network?.stop();
    const mine = this.#mine?.networks.find((network) => network.id === id);
    this.#lost = mine ? undefined : id;
    this.#network = mine && new OpenNetwork(mine, (why) => this.ended(id, why));
    this.#network?.start();
  }

  private ended(id: string, why: Ended): void {
    this.#network?.stop();
    if (why === 'signed_out') this.forget();
    else if (why === 'no_such_network') this.#lost = id;
    // The page is older than the server: what is on disk there is newer.
    else location.reload();
  }

  async signOut(): Promise<void> {
    await api.signOut();
    this.#network?.stop();
    this.forget();
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
  const refusal: Refusal | undefined = here().engine.issue(name, Object.fromEntries(given), seen);
  if (refusal) notices.refused(refusal);
  return !refusal;
}

export const goTo = (at: Place | null): void => here().engine.goTo(at);

export const isAt = (present: Present, kind: Kind, id: string): boolean =>
  present.at.kind === kind && present.at.id === id;

export const nameOf = (member: string | undefined): string =>
  member === undefined ? '' : (records().get('member', member)?.name ?? '');
