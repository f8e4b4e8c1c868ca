import type { AnyRecord, DriverNode, Kind, PdsaCycle, Question } from '../protocol';
import { Engine, type Changes, type Surroundings } from './engine';
import type { Locks } from './locks';
import type { Command, FromServer, Me, Portion, ToServer } from './messages';
import type { Store } from './store';

// Set-up shared by the tests of the sync engine: records, and a line whose two ends the test holds.

let made = 0;
const envelope = (id: string, revision: number) => ({
  id,
  revision,
  created_by: 'ana',
  created_at_ms: 1,
  updated_by: 'ana',
  updated_at_ms: 1,
});

export const node = (id: string, fields: Partial<DriverNode> = {}, revision = 1): DriverNode => ({
  kind: 'driver_node',
  ...envelope(id, revision),
  diagram: 'hub',
  node_kind: 'secondary',
  text: `Box ${id}`,
  state: 'in_play',
  rank: `a${made++}V`,
  ...fields,
});

export const cycle = (id: string, fields: Partial<PdsaCycle> = {}, revision = 1): PdsaCycle => ({
  kind: 'pdsa_cycle',
  ...envelope(id, revision),
  ramp: 'ramp-1',
  team: 'team-1',
  title: `Cycle ${id}`,
  intent: 'test',
  state: 'planned',
  jump_confirmed: false,
  shared_with: 'team',
  ...fields,
});

export const question = (
  id: string,
  cycleId: string,
  fields: Partial<Question> = {},
  revision = 1,
): Question => ({
  kind: 'question',
  ...envelope(id, revision),
  cycle: cycleId,
  text: `Question ${id}`,
  rank: 'V',
  ...fields,
});

export const me: Me = {
  member: 'leah',
  roles: ['team_member'],
  hub: false,
  organizations: [],
  teams: ['team-1'],
  leads: [],
};

/** The locks of one browser. */
export class FakeLocks implements Locks {
  private readonly queues = new Map<string, (() => void)[]>();

  private release(name: string): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.queues.get(name)!.shift();
      if (next) next();
      else this.queues.delete(name);
    };
  }

  tryHold(name: string): Promise<(() => void) | undefined> {
    if (this.queues.has(name)) return Promise.resolve(undefined);
    this.queues.set(name, []);
    return Promise.resolve(this.release(name));
  }

  async hold(name: string, signal: AbortSignal): Promise<() => void> {
    const free = await this.tryHold(name);
    if (free) return free;
    return new Promise((taken, failed) => {
      const mine = () => taken(this.release(name));
      this.queues.get(name)!.push(mine);
      signal.addEventListener('abort', () => {
        const waiting = this.queues.get(name);
        if (!waiting?.includes(mine)) return;
        waiting.splice(waiting.indexOf(mine), 1);
        failed(new Error('no longer wanted'));
      });
    });
  }
}

/** An engine with its line in the test's hands. */
export class Bench {
  readonly sent: ToServer[] = [];
  readonly heard: Changes[] = [];
  readonly around: Surroundings;
  readonly engine: Engine;
  redials = 0;
  /** Answers what older cycles are asked for. */
  portion: (from: string) => Promise<Portion> = () => Promise.resolve({ records: [] });
  private at = 0;

  constructor(
    public snapshot: AnyRecord[] = [],
    readonly store?: Store,
  ) {
    this.around = {
      network: 'net',
      member: 'leah',
      fetchSnapshot: () => Promise.resolve({ at: `s${this.at}`, network: 'net', records: this.snapshot }),
      fetchOlder: (from) => this.portion(from),
      fetchRecord: (_, id) => this.portion(id),
      redial: () => this.redials++,
      now: () => 1_000,
    };
    this.engine = new Engine(this.around);
    this.engine.listen((changes) => this.heard.push(changes));
  }

  static async live(records: AnyRecord[] = []): Promise<Bench> {
    const bench = new Bench(records);
    await bench.engine.start();
    bench.connect();
    bench.welcome();
    return bench;
  }

  connect(): void {
    this.engine.connected((message) => this.sent.push(structuredClone(message)));
  }

  welcome(settled: string[] = [], ...more: FromServer[]): void {
    this.engine.receive([{ type: 'welcome', at: this.next(), me, settled }, ...more]);
  }

  next(): string {
    return `at${++this.at}`;
  }

  update(puts: AnyRecord[], fields: { cause?: string; by?: string } = {}): FromServer {
    return { type: 'update', at: this.next(), at_ms: 2, puts, removes: [], ...fields };
  }

  remove(kind: Kind, id: string): FromServer {
    return { type: 'update', at: this.next(), at_ms: 2, puts: [], removes: [{ kind, id }] };
  }

  commands(): Command[] {
    return this.sent.flatMap((m) => (m.type === 'command' ? [{ id: m.id, name: m.name, args: m.args }] : []));
  }

  hellos(): Extract<ToServer, { type: 'hello' }>[] {
    return this.sent.filter((m) => m.type === 'hello');
  }

  text(id: string): string | undefined {
    return this.engine.get('driver_node', id)?.text;
  }

  rename(id: string, text: string): void {
    this.engine.issue('edit_driver_node', { id, set: { text } });
  }
}
