import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { expect } from 'vitest';
import { FORBIDDEN, ModelServer, type ServerFaults } from './model-server';
import { Device, ModelTab, tick, type BrowserFaults } from './model-tab';

// Leah's tabs on two devices and Ben elsewhere, over lines that are cut, repeat themselves and lose what is under
// way, while tabs are opened and killed at any moment. In the end everybody sees the same, and every command was
// carried out once or lies in Needs attention with its words.

type Step =
  | { does: 'create' | 'forbidden'; tab: number }
  | { does: 'edit'; tab: number; record: number }
  | { does: 'ben'; record: number }
  | {
      does: 'up' | 'down' | 'twice' | 'cut' | 'dial' | 'kill' | 'askOlder' | 'answerOlder' | 'getOlder';
      tab: number;
    }
  | { does: 'open'; device: number }
  | { does: 'tick' }
  | { does: 'prune' };

const tab = fc.nat(5);
const record = fc.nat(4);
const on = <T extends string>(...does: T[]) => fc.record({ does: fc.constantFrom(...does), tab });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('edit' as const), tab, record }) },
  { weight: 3, arbitrary: on('create') },
  { weight: 1, arbitrary: on('forbidden') },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('ben' as const), record }) },
  { weight: 12, arbitrary: on('up', 'down') },
  { weight: 2, arbitrary: on('twice') },
  { weight: 4, arbitrary: on('askOlder', 'answerOlder', 'getOlder') },
  { weight: 3, arbitrary: on('cut', 'dial') },
  { weight: 1, arbitrary: on('kill') },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('open' as const), device: fc.nat(1) }) },
  { weight: 6, arbitrary: fc.constant({ does: 'tick' as const }) },
  { weight: 1, arbitrary: fc.constant({ does: 'prune' as const }) },
);
const steps = fc.array(step, { minLength: 20, maxLength: 90 });

export type Faults = ServerFaults & BrowserFaults;

class World {
  readonly server: ModelServer;
  readonly devices: Device[];
  readonly tabs: ModelTab[] = [];
  readonly given: { id: string; record: string }[] = [];
  private words = 0;

  constructor(private readonly faults: Faults) {
    globalThis.indexedDB = new IDBFactory();
    this.server = new ModelServer(faults);
    this.devices = [new Device('leah-here'), new Device('leah-there')];
  }

  get living(): ModelTab[] {
    return this.tabs.filter((each) => each.alive);
  }

  async open(device: number): Promise<ModelTab> {
    const opened = new ModelTab(this.server, this.devices[device]!, `tab-${this.tabs.length}`, this.faults);
    this.tabs.push(opened);
    await opened.open();
    return opened;
  }

  private give(
    tab: ModelTab,
    name: string,
    record: string,
    args: Record<string, unknown>,
    text: string,
  ): void {
    const id = tab.give(name, record, args, text);
    if (id !== undefined) this.given.push({ id, record });
  }

  async take(step: Step): Promise<void> {
    if (step.does === 'tick') return this.rest();
    if (step.does === 'prune') return this.server.prune();
    if (step.does === 'open') return void (await this.open(step.device));
    const text = `word ${this.words++}`;
    if (step.does === 'ben') {
      return this.server.ben(pick([...this.server.records.values()], step.record) ?? `b${this.words}`, text);
    }
    const tab = this.living[step.tab % Math.max(1, this.living.length)];
    if (!tab) return;
    if (step.does === 'create' || step.does === 'forbidden') {
      const record = `r${this.words}`;
      const said = step.does === 'create' ? text : FORBIDDEN;
      const args = { id: record, diagram: 'hub', node_kind: 'secondary', text: said, rank: 'V' };
      this.give(tab, 'create_driver_node', record, args, said);
    } else if (step.does === 'edit') {
      const record = pick(tab.engine.all('driver_node'), step.record);
      if (record === undefined) return;
      this.give(tab, 'edit_driver_node', record, { id: record, set: { text } }, text);
    } else if (step.does === 'up') tab.reachServer();
    else if (step.does === 'down') tab.reachTab();
    else tab[step.does]();
  }

  async rest(): Promise<void> {
    await tick();
    for (const each of this.living) await each.engine.adopt();
    await tick();
  }

  /** All lines hold, on each device somebody looks, and whatever is under way arrives. */
  async quiet(): Promise<void> {
    // Enough for what changed long ago, too, two records at a time.
    for (const [i, device] of this.devices.entries()) {
      if (!this.living.some((each) => each.device === device)) await this.open(i);
    }
    for (let round = 0; round < 12; round++) {
      for (const each of this.living) each.dial();
      await this.rest();
      for (const each of this.living) {
        while (each.reachServer() || each.reachTab());
      }
      for (const each of this.living) {
        each.askOlder();
        each.answerOlder();
        each.getOlder();
      }
    }
  }

  async check(): Promise<void> {
    await this.quiet();
    const problems = [...this.server.violations, ...this.tabs.flatMap((each) => each.violations)];
    // A tab that starts now, from what the device has kept, is one more that must agree.
    for (const device of this.devices.keys()) await this.open(device);
    for (const fresh of this.tabs.slice(-this.devices.length)) {
      if (!fresh.engine.ready) problems.push(`${fresh.client} has no records on its device`);
    }
    await this.quiet();
    const truth = shape([...this.server.records.values()]);
    for (const each of this.living) {
      const seen = shape(each.engine.all('driver_node'));
      if (seen !== truth) problems.push(`${each.client} sees ${seen}; the server has ${truth}`);
      if (each.engine.waiting > 0) problems.push(`${each.client} still waits`);
    }
    const attention = this.living.flatMap((each) => each.engine.attention.map((item) => item.command.id));
    for (const { id, record } of this.given) {
      const done = this.server.carriedOut.get(id) ?? 0;
      const aside = new Set(attention.filter((other) => other === id)).size;
      if (done + aside !== 1) problems.push(`${id} on ${record} was done ${done} times, aside ${aside}`);
    }
    for (const each of this.living) each.kill();
    await tick();
    expect(problems).toEqual([]);
  }
}

const pick = (records: { id: string }[], n: number): string | undefined => records[n]?.id;

const shape = (records: { id: string; text: string; revision: number }[]): string =>
  JSON.stringify(records.map((r) => [r.id, r.text, r.revision]).sort());

/** Whether all of that holds, whatever happens; `faults` are what the model must notice. */
export const property = (faults: Faults) =>
  fc.asyncProperty(steps, async (taken) => {
    const world = new World(faults);
    await world.open(0);
    await world.open(0);
    await world.open(1);
    await world.rest();
    for (const each of taken) await world.take(each);
    await world.check();
  });
