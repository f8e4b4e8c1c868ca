import { beforeEach, describe, expect, it } from 'vitest';
import type { Socket } from './connection';
import { Dialler, PolledSocket, type Turn } from './polled';

class FakeSocket implements Socket {
  closed = false;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  send() {}
  close() {
    this.closed = true;
  }
}

interface Asked {
  line: string | undefined;
  messages: unknown[];
  answer: (turn: Turn) => void;
  fail: () => void;
}

let sockets: FakeSocket[];
let asked: Asked[];
let timers: Map<number, { run: () => void; ms: number }>;
let next: number;
let hidden: boolean;

const polling = {
  ask: (line: string | undefined, messages: unknown[]) =>
    new Promise<Turn>((answer, fail) =>
      asked.push({ line, messages, answer, fail: () => fail(new Error('no')) }),
    ),
  hidden: () => hidden,
  setTimer: (run: () => void, ms: number) => (timers.set(next, { run, ms }), next++),
  clearTimer: (timer: number) => void timers.delete(timer),
};

// Runs the timer that waits so long; answers whether there was one.
function wait(ms: number): boolean {
  const found = [...timers].find(([, timer]) => timer.ms === ms);
  if (!found) return false;
  timers.delete(found[0]);
  found[1].run();
  return true;
}

const settle = async () => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

async function answer(turn: Partial<Turn> = {}) {
  asked.at(-1)!.answer({ line: 'line-1', messages: [], ...turn });
  await settle();
}

beforeEach(() => {
  sockets = [];
  asked = [];
  timers = new Map();
  next = 1;
  hidden = false;
});

function heard(socket: Socket): string[] {
  const told: string[] = [];
  socket.onopen = () => told.push('open');
  socket.onmessage = ({ data }) => told.push(data);
  socket.onclose = ({ code }) => told.push(`closed ${code}`);
  return told;
}

describe('a line over requests', () => {
  it('[H3] asks once at a time, says what was said meanwhile at once, and then every second', async () => {
    const socket = new PolledSocket(polling);
    const told = heard(socket);
    wait(0);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ line: undefined, messages: [] });
    await answer();
    expect(told).toEqual(['open']);
    socket.send('{"type":"ping"}');
    wait(0);
    expect(asked[1]).toMatchObject({ line: 'line-1', messages: [{ type: 'ping' }] });
    socket.send('{"type":"hello"}');
    expect(wait(0)).toBe(false);
    await answer({ messages: [{ type: 'pong' }] });
    expect(told.at(-1)).toBe('[{"type":"pong"}]');
    wait(0);
    expect(asked[2]!.messages).toEqual([{ type: 'hello' }]);
    await answer();
    expect(asked).toHaveLength(3);
    expect(wait(1_000)).toBe(true);
    expect(asked[3]!.messages).toEqual([]);
    hidden = true;
    await answer();
    expect(wait(1_000)).toBe(false);
    expect(wait(10_000)).toBe(true);
  });

  it('ends when nothing comes back, and with the server’s own code', async () => {
    const first = new PolledSocket(polling);
    const told = heard(first);
    wait(0);
    asked[0]!.fail();
    await settle();
    expect(told).toEqual(['closed 1006']);
    const second = new PolledSocket(polling);
    const of = heard(second);
    wait(0);
    await answer({ messages: [{ type: 'pong' }], close: 4404 });
    expect(of).toEqual(['open', '[{"type":"pong"}]', 'closed 4404']);
    second.send('{"type":"ping"}');
    expect(wait(0)).toBe(false);
  });

  it('closed from this side it asks and tells no more', async () => {
    const socket = new PolledSocket(polling);
    const told = heard(socket);
    wait(0);
    socket.close();
    await answer();
    expect(told).toEqual([]);
    expect(timers.size).toBe(0);
  });
});

describe('dialling', () => {
  const dialler = () =>
    new Dialler(() => {
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    }, polling);

  async function polledAfterFailures(dial: Dialler): Promise<string[]> {
    for (let i = 0; i < 3; i += 1) {
      const told = heard(dial.dial());
      sockets[i]!.onclose?.({ code: 1006 });
      expect(told).toEqual(['closed 1006']);
    }
    const told = heard(dial.dial());
    wait(0);
    await answer();
    expect(told).toEqual(['open']);
    return told;
  }

  it('takes to requests after three sockets that never spoke, and back to sockets as soon as one opens', async () => {
    const dial = dialler();
    const told = await polledAfterFailures(dial);
    expect(sockets).toHaveLength(4);
    sockets[3]!.onclose?.({ code: 1006 });
    expect(wait(5 * 60_000)).toBe(true);
    sockets[4]!.onopen?.();
    expect(told.at(-1)).toBe('closed 1012');
    dial.dial();
    expect(sockets).toHaveLength(6);
  });

  it('a line that was cut for requests too is tried by socket next', async () => {
    const dial = dialler();
    for (let i = 0; i < 3; i += 1) {
      dial.dial();
      sockets[i]!.onclose?.({ code: 1006 });
    }
    const told = heard(dial.dial());
    wait(0);
    asked[0]!.fail();
    await settle();
    expect(told).toEqual(['closed 1006']);
    dial.dial();
    expect(sockets).toHaveLength(4);
  });

  it('a socket that spoke is no failure, one that stays silent for ten seconds is', () => {
    const dial = dialler();
    for (let i = 0; i < 5; i += 1) {
      dial.dial();
      sockets[i]!.onopen?.();
      sockets[i]!.onmessage?.({ data: '[]' });
      sockets[i]!.onclose?.({ code: 1006 });
    }
    expect(sockets).toHaveLength(5);
    const told = heard(dial.dial());
    sockets[5]!.onopen?.();
    expect(wait(10_000)).toBe(true);
    expect(told).toEqual(['open', 'closed 1006']);
    expect(sockets[5]!.closed).toBe(true);
  });
});
