import { expect, it } from 'vitest';
import type { PdsaCycle } from '../protocol';
import { Engine } from './engine';
import type { FromServer, Me, Snapshot, ToServer, Writes } from './messages';
import { applyChange, mapChange, type TextChange } from './text-change';
import { randomOf, type Random } from './text-testing';

// Eight people write in one text, each with the real engine, over lines that are cut and lose what is on its way, on a server that
// now and then forgets its steps. TOGETHER_RUNS=2000 npx vitest run src/sync/together looks longer.
const RUNS = Number(process.env.TOGETHER_RUNS ?? 200);
const WRITERS = 8;
const STEPS = 150;

const meOf = (member: string): Me => ({
  member,
  roles: [],
  hub: false,
  organizations: [],
  teams: [],
  leads: [],
});

interface Line {
  toServer: ToServer[];
  toBrowser: FromServer[][];
  inStep: boolean;
}

/** One record with one text, and the rules of SYNC.md T. */
class TextServer {
  text = '';
  revision = 1;
  private steps: { revision: number; change: TextChange }[] = [];
  private from = 1;
  private readonly done = new Set<string>();
  readonly lines = new Map<string, Line>();

  get record(): PdsaCycle {
    const record = { kind: 'pdsa_cycle', id: 'c', title: 'Door', state: 'studying', revision: this.revision };
    return { ...record, ...(this.text && { learned: this.text }) } as unknown as PdsaCycle;
  }

  snapshot = (): Snapshot => ({ at: `at-${this.revision}`, network: 'net', records: [this.record] });

  /** As after a restart: it has the text, and no longer how it came about. */
  forget(): void {
    this.steps = [];
    this.from = this.revision;
    for (const line of this.lines.values()) line.inStep = false;
  }

  hear(who: string, message: ToServer): void {
    const line = this.lines.get(who)!;
    if (message.type === 'hello') this.welcome(line, who, message);
    else if (message.type === 'command' && line.inStep) this.carryOut(line, who, message);
  }

  private welcome(line: Line, who: string, { since, pending }: Extract<ToServer, { type: 'hello' }>): void {
    const at = `at-${this.revision}`;
    const frame: FromServer[] = [
      { type: 'welcome', at, me: meOf(who), settled: pending.filter((id) => this.done.has(id)) },
    ];
    if (since !== at) frame.push({ type: 'update', at, at_ms: 0, puts: [this.record] });
    line.inStep = true;
    line.toBrowser.push(frame);
  }

  private carryOut(line: Line, who: string, { id, args }: Extract<ToServer, { type: 'command' }>): void {
    if (this.done.has(id)) return void line.toBrowser.push([{ type: 'accepted', id }]);
    const seen = args.seen_revision as number;
    let change = (args.write as { learned: TextChange }).learned;
    if (seen < this.from) {
      return void line.toBrowser.push([{ type: 'refused', id, code: 'stale', current: this.record }]);
    }
    for (const step of this.steps) {
      if (step.revision > seen) change = mapChange(change, step.change, false);
    }
    this.text = applyChange(this.text, change);
    this.revision += 1;
    this.steps.push({ revision: this.revision, change });
    this.done.add(id);
    const write: Writes = {
      kind: 'pdsa_cycle',
      id: 'c',
      revision: this.revision,
      updated_by: who,
      updated_at_ms: 0,
      changes: { learned: change },
    };
    const at = `at-${this.revision}`;
    for (const each of this.lines.values()) {
      if (each.inStep)
        each.toBrowser.push([{ type: 'update', at, cause: id, by: who, at_ms: 0, writes: [write] }]);
    }
    line.toBrowser.push([{ type: 'accepted', id }]);
  }
}

class Writer {
  readonly engine: Engine;
  readonly written = new Set<string>();
  connected = false;
  /** How often the server made something else of my words than my screen had foretold. */
  surprises = 0;

  constructor(
    readonly name: string,
    private readonly server: TextServer,
  ) {
    this.engine = new Engine({
      network: 'net',
      member: name,
      fetchSnapshot: () => Promise.resolve(server.snapshot()),
      fetchOlder: () => Promise.reject(new Error('there are none')),
      fetchRecord: () => Promise.reject(new Error('there are none')),
      redial: () => this.cut(),
      now: () => 0,
    });
  }

  get text(): string {
    return this.engine.get('pdsa_cycle', 'c')?.learned ?? '';
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    const line: Line = { toServer: [], toBrowser: [], inStep: false };
    this.server.lines.set(this.name, line);
    this.engine.connected((message) => line.toServer.push(JSON.parse(JSON.stringify(message)) as ToServer));
  }

  // What is on its way in either direction is lost; what the server has heard it has heard.
  cut(): void {
    if (!this.connected) return;
    this.connected = false;
    this.server.lines.delete(this.name);
    this.engine.disconnected();
  }

  move(): boolean {
    const line = this.server.lines.get(this.name);
    const up = line?.toServer.shift();
    if (up) this.server.hear(this.name, up);
    const down = line?.toBrowser.shift();
    if (down) {
      const { text } = this;
      this.engine.receive(JSON.parse(JSON.stringify(down)) as FromServer[]);
      const mine = down.some((message) => message.type === 'update' && message.by === this.name);
      if (mine && this.text !== text) this.surprises += 1;
    }
    return up !== undefined || down !== undefined;
  }

  write(change: TextChange): void {
    this.engine.write('pdsa_cycle', 'c', 'learned', change);
  }
}

const parts = (all: TextChange): TextChange => all.filter((part) => part !== 0);

class World {
  readonly server = new TextServer();
  readonly writers: Writer[];
  private next = 0xe000;

  constructor(
    private readonly random: Random,
    private readonly alsoTakes: boolean,
    private readonly cuts = true,
  ) {
    this.writers = Array.from({ length: WRITERS }, (_, i) => new Writer(`w${i}`, this.server));
  }

  private step(): void {
    const { random } = this;
    const writer = this.writers[random(WRITERS)]!;
    const deed = random(20);
    if (deed < 4 && !this.cuts) return;
    if (deed === 0) writer.cut();
    else if (deed < 3) writer.connect();
    else if (deed === 3 && random(10) === 0) {
      this.server.forget();
      this.writers.forEach((each) => each.cut());
    } else if (deed < 10) this.type(writer);
    else writer.move();
  }

  private type(writer: Writer): void {
    const { text } = writer;
    const at = this.random(text.length + 1);
    if (this.alsoTakes && text.length > 8 && this.random(3) === 0) {
      const gone = Math.min(text.length - at, 1 + this.random(4));
      if (gone > 0) writer.write(parts([at, [gone], text.length - at - gone]));
      return;
    }
    // A letter that nobody else writes, so that each can be told and counted.
    const letter = String.fromCharCode(this.next++);
    writer.written.add(letter);
    writer.write(parts([at, [0, letter], text.length - at]));
  }

  async run(): Promise<void> {
    for (const writer of this.writers) {
      await writer.engine.start();
      writer.connect();
    }
    for (let i = 0; i < STEPS; i += 1) {
      this.step();
      await Promise.resolve();
      if (!this.alsoTakes) this.noFlicker();
    }
    this.writers.forEach((writer) => writer.connect());
    for (let quiet = 0; quiet < 3;) {
      quiet = this.writers.filter((writer) => writer.move()).length > 0 ? 0 : quiet + 1;
      await Promise.resolve();
    }
  }

  // What somebody typed is on their screen from then on, once.
  private noFlicker(): void {
    for (const { text, written, name } of this.writers) {
      for (const letter of written) {
        if (text.split(letter).length !== 2)
          throw new Error(`${name} sees a letter ${text.split(letter).length - 1} times`);
      }
    }
  }
}

async function play(seed: number, alsoTakes: boolean, cuts = true): Promise<World> {
  const world = new World(randomOf(seed), alsoTakes, cuts);
  await world.run();
  for (const writer of world.writers) {
    expect(writer.text, `seed ${seed}, ${writer.name}`).toBe(world.server.text);
    expect(writer.engine.waiting, `seed ${seed}, ${writer.name}`).toBe(0);
    expect(writer.engine.attention.filter(({ refusal }) => refusal.code !== 'merged')).toEqual([]);
  }
  return world;
}

it(`[T6] ${WRITERS} writers in one text over cut lines see the same in the end, every letter once, ${RUNS} seeds`, async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { server, writers } = await play(seed, false);
    const letters = writers.flatMap(({ written }) => [...written]);
    expect([...server.text].sort(), `seed ${seed}`).toEqual(letters.sort());
  }
}, 120_000);

it(`[T6] and so where they take words away too, ${RUNS} seeds`, async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) await play(seed + 10_000, true);
}, 120_000);

it('[T3] while the line holds, every screen foretells what the server makes of its words', async () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { writers } = await play(seed + 20_000, seed % 2 === 0, false);
    expect(
      writers.map(({ surprises }) => surprises),
      `seed ${seed}`,
    ).toEqual(writers.map(() => 0));
  }
}, 120_000);
