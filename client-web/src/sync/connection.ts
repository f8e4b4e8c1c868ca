import type { FromServer, ToServer } from './messages';

const WAIT_FIRST_MS = 500;
const WAIT_MAX_MS = 30_000;
// School proxies drop lines that are silent for a minute.
const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;

// Close codes after which dialling again would meet the same answer (SYNC.md M10).
const SIGNED_OUT = 1008;
// Of this kind is a second factor that is owed: none is open, and asking who one is says why.
const NEEDS_SECOND_FACTOR = 4403;
const NO_SUCH_NETWORK = 4404;
const UNKNOWN_WIRE_VERSION = 4426;

export type Ended = 'signed_out' | 'no_such_network' | 'unknown_wire_version';

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
}

export interface Dialling {
  dial(): Socket;
  random(): number;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

export interface LineEvents {
  connected(send: (message: ToServer) => void): void;
  disconnected(): void;
  receive(messages: FromServer[]): void;
  ended(why: Ended): void;
}

/** One socket, kept alive: full jitter from 0.5 to 30 s between attempts, at once when woken. */
export class Connection {
  private socket: Socket | undefined;
  private attempt = 0;
  private redialling: number | undefined;
  private heartbeat: number | undefined;
  private stopped = true;

  constructor(
    private readonly dialling: Dialling,
    private readonly events: LineEvents,
  ) {}

  start(): void {
    this.stopped = false;
    this.dial();
  }

  stop(): void {
    this.stopped = true;
    this.drop();
    this.cancelRedial();
    this.events.disconnected();
  }

  /** The device says it is online, or the page became visible: do not sit out the wait. */
  wake(): void {
    if (this.stopped) return;
    // An attempt that is under way may still fail of what was; the next comes soon.
    this.attempt = 0;
    if (this.socket) return;
    this.cancelRedial();
    this.dial();
  }

  redial(): void {
    if (this.stopped) return;
    this.drop();
    this.events.disconnected();
    this.dialLater();
  }

  private dial(): void {
    const socket = this.dialling.dial();
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.beat(PING_EVERY_MS);
      this.events.connected((message) => socket.send(JSON.stringify(message)));
    };
    socket.onmessage = ({ data }) => {
      this.beat(PING_EVERY_MS);
      const messages = JSON.parse(data) as FromServer | FromServer[];
      this.events.receive(Array.isArray(messages) ? messages : [messages]);
    };
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return;
      this.drop();
      this.events.disconnected();
      const why = endedBy(code);
      if (why) {
        this.stopped = true;
        this.events.ended(why);
      } else if (!this.stopped) {
        this.dialLater();
      }
    };
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    if (this.heartbeat !== undefined) this.dialling.clearTimer(this.heartbeat);
    this.heartbeat = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  // Any message counts as a sign of life; a ping goes out only on a silent line.
  private beat(afterMs: number): void {
    if (this.heartbeat !== undefined) this.dialling.clearTimer(this.heartbeat);
    this.heartbeat = this.dialling.setTimer(() => {
      this.socket?.send(JSON.stringify({ type: 'ping' } satisfies ToServer));
      this.heartbeat = this.dialling.setTimer(() => this.redial(), ANSWER_WITHIN_MS);
    }, afterMs);
  }

  // One attempt is to come, never two: each would be a line of its own.
  private dialLater(): void {
    this.cancelRedial();
    const ceiling = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** this.attempt++);
    this.redialling = this.dialling.setTimer(() => this.dial(), this.dialling.random() * ceiling);
  }

  private cancelRedial(): void {
    if (this.redialling !== undefined) this.dialling.clearTimer(this.redialling);
    this.redialling = undefined;
  }
}

function endedBy(code: number): Ended | undefined {
  if (code === SIGNED_OUT) return 'signed_out';
  if (code === NO_SUCH_NETWORK || code === NEEDS_SECOND_FACTOR) return 'no_such_network';
  if (code === UNKNOWN_WIRE_VERSION) return 'unknown_wire_version';
  return undefined;
}
