import { beforeEach, describe, expect, it } from 'vitest';
import { Connection, type Socket } from './connection';

class FakeSocket implements Socket {
  sent: string[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.closed = true;
  }
}

let sockets: FakeSocket[];
let timers: Map<number, { run: () => void; ms: number }>;
let told: string[];
let connection: Connection;

const last = () => sockets.at(-1)!;

// The one timer that waits; running it may set the next.
function waitOut(): number {
  const [id, timer] = [...timers].at(-1)!;
  timers.delete(id);
  timer.run();
  return timer.ms;
}

beforeEach(() => {
  sockets = [];
  timers = new Map();
  told = [];
  let next = 1;
  connection = new Connection(
    {
      dial: () => {
        sockets.push(new FakeSocket());
        return last();
      },
      random: () => 1,
      setTimer: (run, ms) => (timers.set(next, { run, ms }), next++),
      clearTimer: (timer) => void timers.delete(timer),
    },
    {
      connected: () => told.push('connected'),
      disconnected: () => told.push('disconnected'),
      receive: (messages) => told.push(...messages.map((m) => m.type)),
      ended: (why) => told.push(why),
    },
  );
  connection.start();
});

describe('connection', () => {
  it('waits longer after each failure, at most 30 s, and starts over once it was open', () => {
    const waits = Array.from({ length: 8 }, () => {
      last().onclose?.({ code: 1006 });
      return waitOut();
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    last().onopen?.();
    last().onclose?.({ code: 1006 });
    expect(waitOut()).toBe(500);
  });

  it('dials at once when woken, and not while it has a line', () => {
    last().onclose?.({ code: 1006 });
    connection.wake();
    expect(sockets).toHaveLength(2);
    expect(timers.size).toBe(0);
    connection.wake();
    expect(sockets).toHaveLength(2);
  });

  it('has one attempt to come, whatever it hears of the device meanwhile', () => {
    last().onclose?.({ code: 1006 });
    connection.redial();
    connection.redial();
    expect(timers.size).toBe(1);
    waitOut();
    expect(sockets).toHaveLength(2);
  });

  it('tries again soon when it was woken during an attempt that fails', () => {
    for (let i = 0; i < 6; i++) {
      last().onclose?.({ code: 1006 });
      waitOut();
    }
    connection.wake();
    expect(sockets).toHaveLength(7);
    last().onclose?.({ code: 1006 });
    expect(waitOut()).toBe(500);
  });

  it('pings a silent line and redials when nothing comes back', () => {
    last().onopen?.();
    expect(waitOut()).toBe(25_000);
    expect(last().sent).toEqual(['{"type":"ping"}']);
    expect(waitOut()).toBe(10_000);
    expect(sockets[0]!.closed).toBe(true);
    expect(told).toEqual(['connected', 'disconnected']);
    waitOut();
    expect(sockets).toHaveLength(2);
  });

  it('takes any message as a sign of life', () => {
    last().onopen?.();
    waitOut();
    last().onmessage?.({ data: '[{"type":"pong"},{"type":"going_away"}]' });
    expect(told).toEqual(['connected', 'pong', 'going_away']);
    expect([...timers.values()].map((timer) => timer.ms)).toEqual([25_000]);
  });

  it('[M10] stays away where dialling again would meet the same answer', () => {
    last().onopen?.();
    last().onclose?.({ code: 1008 });
    expect(told).toEqual(['connected', 'disconnected', 'signed_out']);
    expect(timers.size).toBe(0);
    connection.wake();
    expect(sockets).toHaveLength(1);
  });

  it('hears nothing more from a line it has dropped', () => {
    const first = last();
    first.onopen?.();
    const heard = first.onmessage;
    connection.stop();
    expect(first.closed).toBe(true);
    expect(told).toEqual(['connected', 'disconnected']);
    expect(first.onmessage).toBeNull();
    expect(heard).not.toBeNull();
    expect(timers.size).toBe(0);
  });
});
