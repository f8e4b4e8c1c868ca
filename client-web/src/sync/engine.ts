import { WIRE_VERSION, type AnyRecord, type Kind, type RecordOf } from '../protocol';
import { newId } from './ids';
import type { Command, FromServer, Me, Place, RecordRef, Refusal, Snapshot, ToServer } from './messages';
import { Details } from './details';
import { Outbox } from './outbox';
import { Overlay } from './overlay';
import { predict } from './predict';
import { Presence } from './presence';
import { keyOf, parentOf, Replica, type Key, type View } from './replica';

export type Link = 'starting' | 'live' | 'cut' | 'ended';

/** A command that was refused, kept with what was typed until a person decides. */
export interface Attention {
  command: Command;
  refusal: Refusal;
  at_ms: number;
}

export interface RemoteChange {
  key: Key;
  by: string;
  at_ms: number;
  fields: string[];
}

export interface Changes {
  keys: ReadonlySet<Key>;
  /** So much changed that naming it would cost more than reading anew. */
  everything: boolean;
  remote: RemoteChange[];
}

export interface Surroundings {
  network: string;
  member: string;
  fetchSnapshot(): Promise<Snapshot>;
  /** Drops the line and dials again. */
  redial(): void;
  now(): number;
}

/**
 * `base` is what the server said, the outbox what it has not answered yet, and what screens see is
 * the one laid over the other. Every frame is applied as one transaction and told once.
 */
export class Engine implements View {
  private readonly base = new Replica();
  private readonly overlay: Overlay;
  private readonly outbox = new Outbox();
  private readonly details: Details;
  private readonly listeners = new Set<(changes: Changes) => void>();
  private before = new Map<Key, AnyRecord | undefined>();
  private everything = false;
  private remote: RemoteChange[] = [];
  private send: ((message: ToServer) => void) | undefined;
  private fetching = false;
  private at: string | undefined;

  readonly presence = new Presence();
  attention: Attention[] = [];
  link: Link = 'starting';
  me: Me;

  constructor(private readonly around: Surroundings) {
    this.me = { member: around.member, roles: [], hub: false, organizations: [], teams: [], leads: [] };
    this.overlay = new Overlay(this.base, () => this.me.member, around.now);
    this.details = new Details((message) => this.tell(message));
  }

  get<K extends Kind>(kind: K, id: string | undefined): RecordOf[K] | undefined {
    return this.overlay.get(kind, id);
  }

  all<K extends Kind>(kind: K): RecordOf[K][] {
    return this.overlay.all(kind);
  }

  get ready(): boolean {
    return this.at !== undefined;
  }

  get waiting(): number {
    return this.outbox.size;
  }

  listen(listener: (changes: Changes) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Lays the command over the view and sends it as soon as the line allows.
   * Answers why not, at once, where it can be known here; nothing is kept then.
   */
  issue(name: string, args: Record<string, unknown>, seen?: number): Refusal | undefined {
    const command: Command = { id: newId(), name, args };
    const outcome = predict(command, this, { me: this.me.member, now: this.around.now() });
    if (!Array.isArray(outcome)) return outcome;
    const creates = outcome.flatMap((effect) => (effect.put?.revision === 0 ? [effect.put.id] : []));
    this.outbox.add(command, creates, seen, this.base, this.link === 'live');
    this.transact(() => this.overlay.lay(outcome), outcome.map(keyOfEffect));
    this.flush();
    return undefined;
  }

  dismiss(item: Attention): void {
    this.attention = this.attention.filter((other) => other !== item);
    this.transact(() => {});
  }

  /** Sends what was refused once more, as a new command over what is true by now. */
  retry(item: Attention): Refusal | undefined {
    const { seen_revision: _, if_changed: __, ...args } = item.command.args;
    const refusal = this.issue(item.command.name, args);
    if (!refusal) this.dismiss(item);
    return refusal;
  }

  // The line to the server.

  async start(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      const snapshot = await this.around.fetchSnapshot();
      this.transact(() => this.replaceBase(snapshot));
    } finally {
      this.fetching = false;
    }
    this.hello();
  }

  connected(send: (message: ToServer) => void): void {
    this.send = send;
    if (this.at !== undefined && !this.fetching) this.hello();
  }

  disconnected(): void {
    this.send = undefined;
    this.outbox.forgetSent();
    this.presence.clear();
    this.transact(() => {
      if (this.link !== 'ended') this.link = this.at === undefined ? 'starting' : 'cut';
    });
  }

  /** The server will not have us back: signed out, or no such network. */
  end(): void {
    this.send = undefined;
    this.transact(() => (this.link = 'ended'));
  }

  private tell(message: ToServer): void {
    if (this.link === 'live') this.send?.(message);
  }

  private hello(): void {
    this.send?.({
      type: 'hello',
      wire_version: WIRE_VERSION,
      network: this.around.network,
      since: this.at,
      pending: this.outbox.ids(),
    });
  }

  receive(messages: FromServer[]): void {
    const settled = new Set<string>();
    let resync = false;
    this.transact(() => {
      for (const message of messages) {
        if (message.type === 'resync') resync = true;
        else this.apply(message, settled);
      }
      // Only now: what follows `welcome` in its frame brought the effects of the settled commands.
      this.outbox.settle(settled);
    });
    if (resync) void this.resync();
    else this.flush();
  }

  private async resync(): Promise<void> {
    this.link = 'starting';
    // A failed fetch ends in a fresh socket, whose hello meets the same answer: resync.
    await this.start().catch(() => this.around.redial());
  }

  private apply(message: FromServer, settled: Set<string>): void {
    switch (message.type) {
      case 'welcome':
        this.at = message.at;
        this.me = message.me;
        this.link = 'live';
        this.everything = true;
        for (const id of message.settled) settled.add(id);
        this.details.reopen();
        this.presence.announce((at) => this.tell({ type: 'presence', at }));
        break;
      case 'update':
        this.at = message.at;
        this.applyUpdate(message);
        break;
      case 'details':
        this.replaceDetails(keyOf(message.kind, message.id), message.puts);
        break;
      case 'accepted':
        settled.add(message.id);
        break;
      case 'refused':
        this.refuse(message.id, message);
        break;
      case 'presence':
        this.presence.heard(message.session, message.who, message.at);
        break;
    }
  }

  private applyUpdate(update: Extract<FromServer, { type: 'update' }>): void {
    for (const record of update.puts ?? []) {
      const former = this.base.get(record.kind, record.id);
      if (update.cause !== undefined) {
        this.outbox.raiseSeen(
          update.cause,
          keyOf(record.kind, record.id),
          former?.revision ?? 0,
          record.revision,
        );
      }
      if (update.by !== undefined && update.by !== this.me.member && former) {
        const fields = changedFields(former, record);
        this.remote.push({ key: keyOf(record.kind, record.id), by: update.by, at_ms: update.at_ms, fields });
      }
      this.put(record);
    }
    for (const ref of update.removes ?? []) this.remove(ref);
  }

  private put(record: AnyRecord): void {
    this.touch(keyOf(record.kind, record.id));
    this.base.put(record);
  }

  private remove({ kind, id }: RecordRef): void {
    this.touch(keyOf(kind, id));
    this.base.remove(kind, id);
    for (const detail of [...this.base.detailsOf(keyOf(kind, id))]) this.remove(detail);
  }

  private replaceDetails(parent: Key, puts: AnyRecord[]): void {
    for (const detail of [...this.base.detailsOf(parent)]) this.remove(detail);
    puts.forEach((record) => this.put(record));
    this.details.arrived(parent);
    // The screen that waits for details must hear of it even when there are none.
    this.touch(parent);
    this.everything ||= puts.length === 0;
  }

  private replaceBase(snapshot: Snapshot): void {
    // Details are not in a snapshot; those on screen stay until `open` replaces them.
    const kept = [...this.base.everything()].flatMap((record) => {
      const parent = parentOf(record);
      return parent === undefined ? [] : [{ record, parent }];
    });
    this.base.clear();
    for (const record of snapshot.records) this.base.put(record);
    for (const { record, parent } of kept) if (this.base.has(parent)) this.base.put(record);
    this.at = snapshot.at;
    this.everything = true;
  }

  private refuse(id: string, refusal: Refusal): void {
    const [refused, ...dependents] = this.outbox.takeWithDependents(id);
    if (!refused) return;
    const at_ms = this.around.now();
    const { code, field, says, current } = refusal;
    if (current) this.put(current);
    const why: Refusal = { code, field, with: refusal.with, says, current };
    this.attention = [
      ...this.attention,
      { command: refused.command, refusal: why, at_ms },
      ...dependents.map((d) => ({ command: d.command, refusal: { code: 'built_on_refused' }, at_ms })),
    ];
  }

  private flush(): void {
    if (this.link !== 'live' || !this.send) return;
    for (const command of this.outbox.sendable()) this.send({ type: 'command', ...command });
  }

  // Details and presence.

  open(kind: Kind, id: string): () => void {
    return this.details.open(kind, id, (gone) =>
      this.transact(() => [...this.base.detailsOf(gone)].forEach((detail) => this.remove(detail))),
    );
  }

  detailsOf(kind: Kind, id: string): 'there' | 'waiting' {
    return this.details.isThere(keyOf(kind, id)) ? 'there' : 'waiting';
  }

  /** Where this person is, and in which field; null: nowhere in particular. */
  goTo(at: Place | null): void {
    this.presence.mine = at;
    this.tell({ type: 'presence', at });
  }

  // Transactions.

  private touch(key: Key): void {
    if (!this.before.has(key)) this.before.set(key, this.view(key));
  }

  private view(key: Key): AnyRecord | undefined {
    const at = key.indexOf('/');
    return this.overlay.get(key.slice(0, at) as Kind, key.slice(at + 1));
  }

  private transact(work: () => void, keys: Key[] = this.overlay.keys()): void {
    keys.forEach((key) => this.touch(key));
    work();
    const pending = this.outbox.commands();
    this.overlay.rebuild(pending);
    this.overlay.keys().forEach((key) => this.touch(key));
    const keysChanged = new Set<Key>();
    for (const [key, former] of this.before) {
      if (!sameRecord(former, this.view(key))) keysChanged.add(key);
    }
    const changes: Changes = { keys: keysChanged, everything: this.everything, remote: this.remote };
    this.before = new Map();
    this.everything = false;
    this.remote = [];
    for (const listener of this.listeners) listener(changes);
  }
}

const keyOfEffect = (effect: { put?: AnyRecord; remove?: RecordRef }): Key =>
  effect.put ? keyOf(effect.put.kind, effect.put.id) : keyOf(effect.remove!.kind, effect.remove!.id);

function changedFields(former: AnyRecord, record: AnyRecord): string[] {
  const a = former as unknown as Record<string, unknown>;
  const b = record as unknown as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => !envelope.has(name) && JSON.stringify(a[name]) !== JSON.stringify(b[name]),
  );
}

const envelope = new Set([
  'kind',
  'id',
  'revision',
  'created_by',
  'created_at_ms',
  'updated_by',
  'updated_at_ms',
]);

// The overlay is laid anew with every frame; a copy that says the same is no change to anybody.
function sameRecord(a: AnyRecord | undefined, b: AnyRecord | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.revision === b.revision && changedFields(a, b).length === 0;
}
