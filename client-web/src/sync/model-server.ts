import type { DriverNode } from '../protocol';
import type { Command, FromServer, Me, Portion, Snapshot, ToServer } from './messages';
import { node } from './testing';

// The server of the model test: one kind of record, and every rule of docs/SYNC.md that the browser leans on.

export const me: Me = {
  member: 'leah',
  roles: ['team_member'],
  hub: false,
  organizations: [],
  teams: ['team-1'],
  leads: [],
};

/** How a server could break its promises; the model must notice each. */
export interface ServerFaults {
  forgetsCommands?: boolean;
  truncatesLog?: boolean;
}

export interface Session {
  inStep: boolean;
  deliver(frame: FromServer[]): void;
}

interface Outcome {
  body: string;
  revision: number;
}

// So few records come with a snapshot, and so few behind it at a time.
const A_PORTION = 2;

export const FORBIDDEN = 'not for you';

export class ModelServer {
  readonly records = new Map<string, DriverNode>();
  /** How often each command was carried out, and what it made of its record. */
  readonly carriedOut = new Map<string, number>();
  readonly outcomes = new Map<string, Outcome>();
  readonly violations: string[] = [];
  /** Records that somebody changed who is not Leah. */
  readonly touchedByOthers = new Set<string>();
  private readonly sessions = new Set<Session>();
  private readonly cursors = new Map<string, number>();
  private log: { seq: number; id: string }[] = [];
  private floor = 0;
  private seq = 0;
  private readonly changed = new Map<string, number>();

  constructor(private readonly faults: ServerFaults) {}

  // Opaque: the same moment looks different each time.
  private draw(): string {
    const at = `at-${this.cursors.size}`;
    this.cursors.set(at, this.seq);
    return at;
  }

  /** How far the server was at that cursor: what no browser can know. */
  momentOf(at: string | undefined): number {
    return at === undefined ? 0 : this.cursors.get(at)!;
  }

  snapshot(): Snapshot {
    return { at: this.draw(), network: 'net', ...this.portion(Infinity) };
  }

  /** What changed before `from`, the latest first. */
  portion(from: number): Portion {
    const behind = [...this.changed].filter(([, seq]) => seq < from).sort(([, a], [, b]) => b - a);
    const given = behind.slice(0, A_PORTION);
    const older = behind.length > A_PORTION ? String(given.at(-1)![1]) : undefined;
    return structuredClone({ older, records: given.map(([id]) => this.records.get(id)!) });
  }

  prune(): void {
    this.floor = this.seq;
    this.log = [];
  }

  enter(session: Session): void {
    this.sessions.add(session);
  }

  leave(session: Session): void {
    this.sessions.delete(session);
  }

  receive(session: Session, message: ToServer): void {
    if (message.type === 'hello') this.hello(session, message.since, message.pending);
    else if (message.type === 'command') this.command(session, message);
  }

  private hello(session: Session, since: string | undefined, pending: string[]): void {
    const seq = since === undefined ? undefined : this.cursors.get(since);
    session.inStep = seq !== undefined && (seq >= this.floor || this.faults.truncatesLog === true);
    if (!session.inStep) return session.deliver([{ type: 'resync', why: 'snapshot' }]);
    const settled = pending.filter((id) => this.outcomes.has(id));
    const missed = new Set(this.log.filter((entry) => entry.seq > seq!).map((entry) => entry.id));
    const frame: FromServer[] = [{ type: 'welcome', at: this.draw(), me, settled }];
    if (missed.size > 0) {
      const puts = [...missed].map((id) => this.records.get(id)!);
      frame.push({ type: 'update', at: this.draw(), at_ms: 1, puts });
    }
    session.deliver(frame);
  }

  private command(session: Session, { id, name, args }: Command): void {
    const body = JSON.stringify([name, args]);
    const before = this.faults.forgetsCommands ? undefined : this.outcomes.get(id);
    if (before) {
      if (before.body !== body) this.violations.push(`the body of ${id} changed: ${before.body} ${body}`);
      return session.deliver([{ type: 'accepted', id }]);
    }
    const refusal = this.refusalOf(name, args);
    if (refusal) return session.deliver([{ type: 'refused', id, ...refusal }]);
    const changed = this.apply(name, args, 'leah');
    this.carriedOut.set(id, (this.carriedOut.get(id) ?? 0) + 1);
    this.outcomes.set(id, { body, revision: changed.revision });
    this.tell(changed, id, 'leah');
    session.deliver([{ type: 'accepted', id }]);
  }

  private refusalOf(name: string, args: Record<string, unknown>) {
    const current = this.records.get(String(args.id));
    const text = (args.set as { text?: string } | undefined)?.text ?? args.text;
    if (text === FORBIDDEN) return { code: 'not_yours' };
    if (name === 'edit_driver_node' && !current) return { code: 'not_found' };
    if (args.if_changed === 'refuse' && current!.revision !== args.seen_revision) {
      return { code: 'stale', current };
    }
    return undefined;
  }

  private apply(name: string, args: Record<string, unknown>, by: string): DriverNode {
    const id = String(args.id);
    const former = this.records.get(id);
    const text = String((args.set as { text?: string } | undefined)?.text ?? args.text);
    const revision = (former?.revision ?? 0) + 1;
    const rank = name.startsWith('create') ? String(args.rank) : former!.rank;
    const record = { ...(former ?? node(id)), text, rank, revision, updated_by: by };
    this.records.set(id, record);
    this.log.push({ seq: ++this.seq, id });
    this.changed.set(id, this.seq);
    return record;
  }

  private tell(record: DriverNode, cause: string | undefined, by: string): void {
    for (const session of this.sessions) {
      if (!session.inStep) continue;
      session.deliver([{ type: 'update', at: this.draw(), cause, by, at_ms: 1, puts: [record] }]);
    }
  }

  /** Ben, on another device, changes a record or makes one. */
  ben(id: string, text: string): void {
    this.touchedByOthers.add(id);
    const name = this.records.has(id) ? 'edit_driver_node' : 'create_driver_node';
    this.tell(this.apply(name, { id, text, rank: 'V' }, 'ben'), undefined, 'ben');
  }
}
