import type { Command, Refusal } from './messages';
import { guardedRecord } from './predict';
import { keyOf, placeOf, type Key, type View } from './replica';
import type { TextChange } from './text-change';
import { compose } from './text-change';
import {
  asEdit,
  asWrite,
  carryOver,
  chain,
  isOf,
  isTyped,
  writeCommand,
  type CarriedOver,
  type Typed,
  type TypedPending,
} from './typing';

export interface Pending {
  /** Its place in the order in which commands were given. */
  n: number;
  command: Command;
  /** Ids this command makes; a later command that names one of them stands and falls with it. */
  creates: string[];
  /** The cycles to whose details it belongs. */
  parents: Key[];
  /** The record whose revision it must have seen, and that revision. */
  guards?: Key;
  seen: number;
  offline: boolean;
  sent: boolean;
  /** As it went out the first time: the same id must carry the same body for good (SYNC.md C2). */
  frozen?: Command;
  /** For what is typed in a text that others write in too. */
  text?: Typed;
}

export type Given = Pick<Pending, 'command' | 'creates' | 'parents'>;

/** A command that was refused, kept with what was typed until a person decides. */
export interface Attention {
  command: Command;
  refusal: Refusal;
  at_ms: number;
}

/** Commands not yet answered, in the order they were given. */
export class Outbox {
  private pendings: Pending[] = [];
  private next = 1;
  // Since they were last asked for: the device is told of nothing else.
  private changed = new Set<Pending>();
  private gone = new Set<Pending>();

  get size(): number {
    return this.pendings.length;
  }

  add(given: Given, seen: number | undefined, base: View, live: boolean): void {
    const { command } = given;
    const guarded = guardedRecord(command);
    const guards = guarded && keyOf(guarded.kind, guarded.id);
    const last = this.pendings.findLast((pending) => pending.guards === guards);
    // What takes my own words back has seen no more of others than those words had when they were given.
    const chained = guards && command.args.if_changed === 'refuse' ? last?.seen : undefined;
    this.keep({
      ...given,
      n: this.number(1),
      guards,
      seen: seen ?? chained ?? (guarded ? (base.get(guarded.kind, guarded.id)?.revision ?? 0) : 0),
      offline: !live,
      sent: false,
    });
  }

  /** What was typed goes into the piece that waits, or begins the next one. */
  type(typed: Typed, live: boolean): void {
    const last = this.pendings.findLast((pending) => pending.guards === typed.key);
    if (last && isTyped(last) && isOf(last, typed) && !last.frozen) {
      last.text = { ...last.text, change: compose(last.text.change, typed.change) };
      last.offline ||= !live;
      this.changed.add(last);
      return;
    }
    this.keep({
      command: writeCommand(typed.key, typed.field, typed.change),
      creates: [],
      parents: [],
      n: this.number(1),
      guards: typed.key,
      seen: 0,
      offline: !live,
      sent: false,
      text: typed,
    });
  }

  /** The records and the cycles that what waits is about. */
  about(): Key[] {
    const keys = this.pendings.flatMap(({ command, guards, parents }) => {
      const cycle = command.name.endsWith('_pdsa_cycle')
        ? [keyOf('pdsa_cycle', String(command.args.id))]
        : [];
      return [...(guards ? [guards] : []), ...parents, ...cycle];
    });
    return [...new Set(keys)];
  }

  /** The texts, by record, in which something typed waits. */
  texts(): Typed[] {
    const first = new Map(
      this.pendings.filter(isTyped).map(({ text }) => [`${text.key} ${text.field}`, text]),
    );
    return [...first.values()];
  }

  pieces(of: Pick<Typed, 'key' | 'field'>): TypedPending[] {
    return this.pendings.filter(isTyped).filter((pending) => isOf(pending, of));
  }

  /** The server's text is `now`: what was typed here goes along with it. */
  carryOver(
    of: Pick<Typed, 'key' | 'field'>,
    now: string,
    there: (id: string) => boolean,
    exact?: TextChange,
  ): CarriedOver {
    const carried = carryOver(this.pieces(of), now, ({ command }) => there(command.id), exact);
    for (const piece of carried.moved) this.changed.add(piece);
    return carried;
  }

  /** The server no longer knows the text that the piece was typed in: it goes out anew, as it applies to what stands. */
  renew(id: string): boolean {
    const piece = this.pendings.find((pending) => pending.command.id === id);
    if (!piece || !isTyped(piece)) return false;
    piece.command = writeCommand(piece.text.key, piece.text.field, piece.text.change);
    piece.frozen = undefined;
    piece.sent = false;
    this.changed.add(piece);
    return true;
  }

  private keep(pending: Pending): void {
    this.pendings.push(pending);
    this.changed.add(pending);
  }

  /** Reserves `count` numbers; answers the first. */
  number(count: number): number {
    this.next += count;
    return this.next - count;
  }

  /** What the device had kept, from this tab or from one that is gone. */
  restore(pendings: Pending[]): void {
    this.pendings.push(...pendings);
    for (const text of this.texts()) chain(this.pieces(text));
    for (const { n } of pendings) this.next = Math.max(this.next, n + 1);
  }

  /** Whether something was added or changed that the device has not been given yet. */
  get unkept(): boolean {
    return this.changed.size > 0;
  }

  /** What changed since the last call, for the device to keep. */
  changes(): { puts: Pending[]; removes: Pending[] } {
    const changes = { puts: [...this.changed], removes: [...this.gone] };
    this.changed.clear();
    this.gone.clear();
    return changes;
  }

  private drop(gone: (pending: Pending) => boolean): void {
    for (const pending of this.pendings.filter(gone)) {
      this.gone.add(pending);
      this.changed.delete(pending);
    }
    this.pendings = this.pendings.filter((pending) => !this.gone.has(pending));
  }

  ids(): string[] {
    return this.pendings.map((pending) => pending.command.id);
  }

  /** Which of these commands changes or makes the record. */
  changerOf(key: Key, ids: ReadonlySet<string>): string | undefined {
    const { id } = placeOf(key);
    return this.pendings.find(
      (pending) => ids.has(pending.command.id) && (pending.guards === key || pending.creates.includes(id)),
    )?.command.id;
  }

  parentsOf(ids: ReadonlySet<string>): Set<Key> {
    return new Set(this.pendings.flatMap(({ command, parents }) => (ids.has(command.id) ? parents : [])));
  }

  commands(): Command[] {
    return this.pendings.map((pending) => (isTyped(pending) ? asEdit(pending) : pending.command));
  }

  settle(ids: ReadonlySet<string>): void {
    if (ids.size > 0) this.drop((pending) => ids.has(pending.command.id));
  }

  forgetSent(): void {
    for (const pending of this.pendings) pending.sent = false;
  }

  /**
   * My own earlier command moved the record on: what I gave after it had seen that, in effect.
   * Somebody else's change between the two does not raise anything, and so is not lost from sight.
   */
  raiseSeen(cause: string, key: Key, former: number, revision: number): void {
    // A step of more than one holds somebody else's change beside mine.
    if (revision !== former + 1) return;
    if (!this.pendings.some((pending) => pending.command.id === cause)) return;
    for (const pending of this.pendings) {
      if (pending.frozen || pending.text || pending.guards !== key || pending.seen !== former) continue;
      pending.seen = revision;
      this.changed.add(pending);
    }
  }

  /**
   * What may go out now, marked as sent. A command that must name the revision it saw waits for the
   * earlier ones on the same record, and all after it wait too: order is kept.
   */
  sendable(base: View): Command[] {
    const out: Command[] = [];
    for (const [i, pending] of this.pendings.entries()) {
      if (pending.sent) continue;
      if (!pending.frozen) {
        const blocked = this.pendings.slice(0, i).some((earlier) => this.touches(earlier, pending));
        if (blocked) break;
        pending.frozen = freeze(pending, base);
        this.changed.add(pending);
      }
      pending.sent = true;
      out.push(pending.frozen);
    }
    return out;
  }

  private touches(earlier: Pending, later: Pending): boolean {
    if (later.guards === undefined) return false;
    const id = later.guards.slice(later.guards.indexOf('/') + 1);
    return earlier.guards === later.guards || earlier.creates.includes(id) || names(earlier.command, id);
  }

  /** Takes out the command and all that were built on what it would have made. */
  takeWithDependents(id: string): Pending[] {
    const first = this.pendings.find((pending) => pending.command.id === id);
    if (!first) return [];
    const gone = new Set(first.creates);
    const taken = [first];
    for (const pending of this.pendings.slice(this.pendings.indexOf(first) + 1)) {
      const builds = first.text && isOf(pending, first.text);
      if (!builds && ![...gone].some((made) => names(pending.command, made))) continue;
      taken.push(pending);
      pending.creates.forEach((made) => gone.add(made));
    }
    this.drop((pending) => taken.includes(pending));
    return taken;
  }
}

function names(command: Command, id: string): boolean {
  const holds = (value: unknown): boolean =>
    value === id || (typeof value === 'object' && value !== null && Object.values(value).some(holds));
  return holds(command.args);
}

function freeze(pending: Pending, base: View): Command {
  const { command, guards, seen, offline } = pending;
  if (isTyped(pending)) {
    const { kind, id } = placeOf(pending.text.key);
    return asWrite(pending, base.get(kind, id)?.revision ?? 0);
  }
  if (!guards) return command;
  const args: Record<string, unknown> = { ...command.args, seen_revision: seen };
  // Written without the other side in view: another's change of the same field must not be lost unseen.
  if (offline && command.name.startsWith('edit_')) args.if_changed = 'refuse';
  return { ...command, args };
}
