import { Engine, type Surroundings } from './engine';
import { openPerson } from './device';
import { IdbStore } from './idb-store';
import type { FromServer, Portion, ToServer } from './messages';
import type { ModelServer, Session } from './model-server';
import type { Store } from './store';
import { FakeLocks } from './testing';

/** How a browser could go wrong; the model must notice each. */
export interface BrowserFaults {
  engine?: new (around: Surroundings) => Engine;
  store?: (store: Store) => Store;
}

// The fake database answers in macrotasks; these are enough for a few transactions to end.
const TICKS = 12;

export async function tick(): Promise<void> {
  for (let i = 0; i < TICKS; i++) await new Promise((done) => setImmediate(done));
}

/** One browser: its locks and its database. */
export class Device {
  readonly locks = new FakeLocks();
  constructor(readonly account: string) {}
}

interface Given {
  id: string;
  record: string;
  text: string;
}

/** A tab with the real engine and the real store, on a line that loses what is under way when it is cut. */
export class ModelTab {
  readonly engine: Engine;
  readonly violations: string[] = [];
  alive = true;
  private store: Store | undefined;
  private line: Session | undefined;
  private up: ToServer[] = [];
  private down: FromServer[][] = [];
  /** The newest command given here for each record, until it is refused. */
  private readonly given: Given[] = [];
  private asked: {
    from: string;
    portion?: Portion;
    give(portion: Portion): void;
    refuse(why: Error): void;
  }[] = [];
  private heardAt: string | undefined;
  /** The cursor that the device gave last: of this tab's start, or of the tab that kept the records before. */
  private storedAt: string | undefined;

  constructor(
    private readonly server: ModelServer,
    readonly device: Device,
    readonly client: string,
    private readonly faults: BrowserFaults,
  ) {
    this.engine = new (faults.engine ?? Engine)({
      network: 'net',
      member: 'leah',
      fetchSnapshot: () => this.fetch(),
      fetchOlder: (from) => new Promise((give, refuse) => this.asked.push({ from, give, refuse })),
      fetchRecord: async (_, id) => {
        const record = this.server.records.get(id);
        if (!this.line || !record) throw new Error('not to be had');
        return { records: [structuredClone(record)] };
      },
      redial: () => this.cut(),
      now: () => 1_000,
    });
    this.engine.listen(() => this.look());
  }

  /** Asks for the next records that changed long ago. */
  askOlder(): void {
    if (this.asked.length === 0 && this.engine.lacksOlder) void this.engine.takeOlder().catch(() => {});
  }

  /** What was asked for reaches the server; what it says is on its way back. */
  answerOlder(): void {
    for (const each of this.asked) each.portion ??= this.server.portion(Number(each.from));
  }

  /** What is on its way back arrives, unless it is cut off. */
  getOlder(): boolean {
    const { asked } = this;
    this.asked = [];
    for (const { give, refuse, portion } of asked) {
      if (portion) give(portion);
      else refuse(new Error('lost'));
    }
    return asked.length > 0;
  }

  private async fetch() {
    if (!this.line) throw new Error('no line');
    const snapshot = this.server.snapshot();
    this.heardAt = snapshot.at;
    return snapshot;
  }

  async open(): Promise<void> {
    const { account, locks } = this.device;
    const store = await IdbStore.open(await openPerson(account), locks, {
      account,
      network: 'net',
      client: this.client,
    });
    this.store = this.faults.store ? this.faults.store(store!) : store!;
    const { store: opened } = this;
    const load = opened.load.bind(opened);
    opened.load = async () => {
      const loaded = await load();
      this.storedAt = loaded.kept?.at;
      return loaded;
    };
    await this.engine.load(opened);
    this.dial();
  }

  dial(): void {
    if (this.line || !this.alive) return;
    const session: Session = {
      inStep: false,
      deliver: (frame) => this.line === session && this.down.push(structuredClone(frame)),
    };
    this.line = session;
    this.server.enter(session);
    this.engine.connected((message) => this.line === session && this.say(message));
    if (!this.engine.ready) void this.engine.start().catch(() => this.cut());
  }

  private say(message: ToServer): void {
    if (message.type === 'hello' && message.since !== this.storedAt) {
      const [said, heard] = [message.since, this.heardAt].map((at) => this.server.momentOf(at));
      if (said! < heard!)
        this.violations.push(`hello asks again for what was heard: ${said} before ${heard}`);
    }
    this.up.push(structuredClone(message));
  }

  cut(): void {
    if (!this.line) return;
    this.server.leave(this.line);
    this.line = undefined;
    this.up = [];
    this.down = [];
    this.engine.disconnected();
  }

  /** The tab is gone at once: what its database has begun ends, and nothing new begins. */
  kill(): void {
    this.alive = false;
    if (this.line) this.server.leave(this.line);
    this.line = undefined;
    this.store?.close();
  }

  twice(): void {
    const [next] = this.up;
    if (next?.type === 'command') this.up.unshift(next);
  }

  reachServer(): boolean {
    const message = this.up.shift();
    if (message && this.line) this.server.receive(this.line, message);
    return message !== undefined;
  }

  reachTab(): boolean {
    const frame = this.down.shift();
    if (!frame) return false;
    const before = this.engine.attention;
    for (const message of frame)
      if ('at' in message && message.type !== 'presence') this.heardAt = message.at;
    this.engine.receive(frame);
    if (this.engine.attention !== before) this.look();
    return true;
  }

  /** Answers the command's id, or undefined where it was refused at once. */
  give(name: string, record: string, args: Record<string, unknown>, text: string): string | undefined {
    const known = new Set(this.engine.pending().map(({ id }) => id));
    if (this.engine.issue(name, args)) return undefined;
    const { id } = this.engine.pending().find((command) => !known.has(command.id))!;
    this.given.push({ id, record, text });
    this.look();
    return id;
  }

  // No flicker: what I gave last is what I see, until the record has come that far on the server, or it was refused.
  private look(): void {
    if (!this.alive) return;
    const refused = new Set(this.engine.attention.map((item) => item.command.id));
    const newest = new Map<string, Given>();
    for (const given of this.given) if (!refused.has(given.id)) newest.set(given.record, given);
    const own = new Set(this.given.map(({ id }) => id));
    const adopted = new Set(this.engine.pending().flatMap(({ id, args }) => (own.has(id) ? [] : [args.id])));
    for (const { id, record, text } of newest.values()) {
      // What another tab of mine gave, and left, is laid over what I gave before.
      if (adopted.has(record)) continue;
      const shown = this.engine.get('driver_node', record);
      const made = this.server.outcomes.get(id)?.revision ?? Infinity;
      if (shown?.text === text || (shown && shown.revision >= made)) continue;
      // Done, and long ago by now: it comes behind the snapshot.
      if (!shown && this.engine.lacksOlder && !this.engine.pending().some((each) => each.id === id)) continue;
      this.violations.push(`${this.client} gave “${text}” and sees “${shown?.text}” at ${shown?.revision}`);
    }
  }
}
