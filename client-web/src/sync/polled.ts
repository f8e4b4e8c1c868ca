import type { Socket } from './connection';

// The socket's messages over requests, for networks whose proxies break WebSocket (SYNC.md H3).

// Somebody who watches sees others' words within a second; a page put aside costs a request in ten.
const POLL_MS = 1_000;
const POLL_HIDDEN_MS = 10_000;
// One is a proxy's hiccup, three are its ways.
const FAILURES_MAX = 3;
const GONE = 1006;
const GOING_AWAY = 1012;
const PROBE_MS = 5 * 60_000;
// A slow phone opens a socket in three seconds.
const PATIENCE_MS = 10_000;

export interface Turn {
  line: string;
  messages: unknown[];
  /** A close code of the socket (SYNC.md M10): the line has ended. */
  close?: number;
}

export interface Polling {
  /** One request: what is said, and what is heard. Rejects when nothing came back. */
  ask(line: string | undefined, messages: unknown[]): Promise<Turn>;
  hidden(): boolean;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
}

/** Looks like a socket; asks once at a time, so that everything comes in order. */
export class PolledSocket implements Socket {
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  private line: string | undefined;
  private waiting: unknown[] = [];
  private asking = false;
  closed = false;
  private timer: number | undefined;

  constructor(
    private readonly polling: Polling,
    private readonly works: () => void = () => {},
  ) {
    this.later(0);
  }

  send(text: string): void {
    if (this.closed) return;
    this.waiting.push(JSON.parse(text));
    if (!this.asking && this.line !== undefined) this.later(0);
  }

  close(): void {
    this.closed = true;
    if (this.timer !== undefined) this.polling.clearTimer(this.timer);
  }

  private later(ms: number): void {
    if (this.timer !== undefined) this.polling.clearTimer(this.timer);
    this.timer = this.polling.setTimer(() => void this.turn(), ms);
  }

  private async turn(): Promise<void> {
    if (this.closed || this.asking) return;
    this.asking = true;
    const said = this.waiting;
    this.waiting = [];
    const heard = await this.polling.ask(this.line, said).catch(() => undefined);
    this.asking = false;
    if (this.closed) return;
    if (!heard) return this.end(GONE);
    const isNew = this.line === undefined;
    this.line = heard.line;
    if (isNew) {
      this.works();
      this.onopen?.();
    }
    if (heard.messages.length > 0) this.onmessage?.({ data: JSON.stringify(heard.messages) });
    if (heard.close !== undefined) return this.end(heard.close);
    const soon = this.waiting.length > 0 ? 0 : POLL_MS;
    this.later(this.polling.hidden() && soon > 0 ? POLL_HIDDEN_MS : soon);
  }

  end(code: number): void {
    if (this.closed) return;
    this.close();
    this.onclose?.({ code });
  }
}

/** Dials by socket, and by requests once sockets were refused a few times. Goes back to sockets when one opens. */
export class Dialler {
  private failures = 0;
  private probing: number | undefined;

  constructor(
    private readonly socket: () => Socket,
    private readonly polling: Polling,
  ) {}

  dial(): Socket {
    if (this.probing !== undefined) this.polling.clearTimer(this.probing);
    this.probing = undefined;
    if (this.failures < FAILURES_MAX) return this.watched(this.socket());
    // Where not even a request comes through it is the line that is cut, and sockets get their turn again.
    this.failures = 0;
    const line = new PolledSocket(this.polling, () => {
      this.failures = FAILURES_MAX;
      this.probe(line);
    });
    return line;
  }

  // The server may just have been away, or the laptop be at home by now.
  private probe(line: PolledSocket): void {
    const trial = this.socket();
    trial.onopen = () => {
      trial.onopen = trial.onclose = null;
      trial.close();
      this.failures = 0;
      line.end(GOING_AWAY);
    };
    trial.onclose = () => {
      if (line.closed) return;
      this.probing = this.polling.setTimer(() => this.probe(line), PROBE_MS);
    };
  }

  private watched(socket: Socket): Socket {
    let heard = false;
    const line: Socket = {
      send: (text) => socket.send(text),
      close: () => {
        socket.onopen = socket.onclose = socket.onmessage = null;
        if (!heard) this.failures += 1;
        this.polling.clearTimer(patience);
        socket.close();
      },
      onopen: null,
      onclose: null,
      onmessage: null,
    };
    const ended = (code: number) => {
      line.close();
      line.onclose?.({ code });
    };
    // Some proxies neither let the upgrade through nor refuse it, and some swallow all that follows.
    const patience = this.polling.setTimer(() => {
      if (!heard) ended(GONE);
    }, PATIENCE_MS);
    socket.onopen = () => line.onopen?.();
    socket.onmessage = (event) => {
      heard = true;
      this.failures = 0;
      line.onmessage?.(event);
    };
    socket.onclose = ({ code }) => ended(code);
    return line;
  }
}
