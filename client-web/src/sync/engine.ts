import { WIRE_VERSION, type AnyRecord, type Kind, type RecordOf } from '../protocol';
import { changedFields, sameRecord } from './compare';
import { newId } from './ids';
import type {
  Command,
  FromServer,
  Me,
  Place,
  Portion,
  RecordRef,
  Refusal,
  Snapshot,
  ToServer,
  Writes,
} from './messages';
import { Details } from './details';
import { Keeping } from './keeping';
import { Older, type Asked } from './older';
import { Outbox, type Attention, type Pending } from './outbox';
import { Overlay } from './overlay';
import { predict, type Fields } from './predict';
import { Presence } from './presence';
import { keyOf, parentOf, placeOf, Replica, type Key, type View } from './replica';
import type { Kept, Store, Unsent } from './store';
import { applyChange, type TextChange } from './text-change';
import { asEdit, isOf, isTyped, textIn, type Merge } from './typing';

export type Link = 'starting' | 'live' | 'cut' | 'ended';

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
  /** The cycles behind a place among them. */
  fetchOlder(from: string): Promise<Portion>;
  /** One record alone. */
  fetchRecord(kind: Kind, id: string): Promise<Portion>;
  /** Drops the line and dials again. */
  redial(): void;
  /** Nothing can be given: somebody only looks. */
  readonly looking?: boolean;
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
  private readonly keeping: Keeping;
  private readonly older = new Older();
  private readonly listeners = new Set<(changes: Changes) => void>();
  private readonly editors = new Map<string, Set<(change: TextChange) => void>>();
  private before = new Map<Key, AnyRecord | undefined>();
  private everything = false;
  private remote: RemoteChange[] = [];
  private send: ((message: ToServer) => void) | undefined;
  private fetching = false;
  private outOfStep = false;
  private at: string | undefined;
  // Rows and cursor of the tab that kept them before this one; they come into force with the next welcome.
  private takeOver: Kept | undefined;
  // One for each hello on this line that has no welcome yet: whose cursor it named.
  private greetings: (Kept | undefined)[] = [];

  readonly presence = new Presence();
  attention: Attention[] = [];
  link: Link = 'starting';
  /** What concerns this person may have moved. */
  onnotices: () => void = () => {};
  me: Me;

  constructor(private readonly around: Surroundings) {
    this.me = { member: around.member, roles: [], hub: false, organizations: [], teams: [], leads: [] };
    this.overlay = new Overlay(this.base, () => this.me.member, around.now);
    this.details = new Details((message) => this.tell(message));
    this.keeping = new Keeping(this.outbox, () => this.transact(() => {}));
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

  /** Whether cycles that changed long ago are still to come. */
  get lacksOlder(): boolean {
    return this.older.next !== undefined;
  }

  get waiting(): number {
    return this.outbox.size;
  }

  /** Lays what waits over the base again: more of it is predicted now. */
  layAnew(): void {
    this.transact(() => {});
  }

  pending(): readonly Command[] {
    return this.outbox.commands();
  }

  /** Whether what waits would still be there if this page ended now. */
  get safe(): boolean {
    return this.keeping.safe;
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
    if (this.around.looking) return { code: 'not_yours' };
    const command: Command = { id: newId(), name, args };
    const outcome = predict(command, this, { me: this.me.member, now: this.around.now() });
    if (!Array.isArray(outcome)) return outcome;
    const creates = outcome.flatMap((effect) => (effect.put?.revision === 0 ? [effect.put.id] : []));
    const parents = outcome.flatMap(({ put, remove }) =>
      this.parentIn(put ?? this.get(remove!.kind, remove!.id)),
    );
    this.outbox.add({ command, creates, parents }, seen, this.base, this.link === 'live');
    this.transact(() => this.overlay.lay(outcome), outcome.map(keyOfEffect));
    this.flush();
    return undefined;
  }

  /** What was typed in a text that others write in too, as a change of what the screen shows. */
  write(kind: Kind, id: string, field: string, change: TextChange): Refusal | undefined {
    const record = this.get(kind, id);
    if (!record) return { code: 'not_found' };
    if (this.around.looking) return { code: 'not_yours' };
    const key = keyOf(kind, id);
    const on = textIn(record, field);
    this.transact(() => this.outbox.type({ key, field, on, change }, this.link === 'live'), [key]);
    this.flush();
    return undefined;
  }

  /** Hears how others change a text, as changes of what the screen shows, before the screen is told. */
  hearText(kind: Kind, id: string, field: string, editor: (change: TextChange) => void): () => void {
    const text = `${keyOf(kind, id)} ${field}`;
    const editors = this.editors.get(text) ?? new Set();
    this.editors.set(text, editors.add(editor));
    return () => {
      editors.delete(editor);
      if (editors.size === 0) this.editors.delete(text);
    };
  }

  private parentIn(record: AnyRecord | undefined): Key[] {
    const parent = record && parentOf(record);
    return parent === undefined ? [] : [parent];
  }

  dismiss(item: Attention): void {
    this.attention = this.attention.filter((other) => other !== item);
    this.keeping.outOfAttention(item);
    this.transact(() => {});
    this.keep();
  }

  /** Sends what was refused once more, as a new command over what is true by now; `instead` are other words for its fields. */
  retry(item: Attention, instead?: Record<string, string>): Refusal | undefined {
    const { seen_revision: _, if_changed: __, ...args } = item.command.args;
    if (instead) args.set = { ...(args.set as object), ...instead };
    const refusal = this.issue(item.command.name, args);
    if (!refusal) this.dismiss(item);
    return refusal;
  }

  // The device.

  /**
   * Shows what the device has kept, before anybody is asked, and keeps everything there from now on.
   * Comes first, or not at all where nothing may or can be kept.
   */
  async load(store: Store): Promise<void> {
    const { kept, unsent } = await store.load();
    this.keeping.use(store);
    this.transact(() => {
      if (kept) this.showKept(kept);
      this.takeIn(unsent);
    });
    void store
      .keeper()
      .then(() => this.becomeKeeper(store, kept?.at))
      .catch(() => {});
  }

  private async becomeKeeper(store: Store, loaded: string | undefined): Promise<void> {
    const { kept } = await store.load();
    if (kept && kept.at !== loaded) {
      // Another tab went on from there. Cursors cannot be compared: only the server knows what lies between.
      this.takeOver = kept;
      if (this.link === 'live' || this.greetings.length > 0) this.hello();
    } else {
      this.keeping.keepsRows = true;
      // Older cycles that came meanwhile moved no cursor.
      if (this.at !== loaded || this.older.next !== kept?.older) this.keepWhole();
      this.keep();
    }
    await this.adopt();
  }

  private keepWhole(): void {
    this.keeping.replace();
    for (const record of this.base.everything()) this.keeping.put(keyOf(record.kind, record.id), record);
  }

  private showKept(kept: Kept): void {
    this.at = kept.at;
    this.me = kept.me;
    for (const record of kept.records) this.base.put(record);
    this.older.begin(kept.older);
    this.details.restore(kept.details);
    this.everything = true;
  }

  // The device's rows, with the details that this tab has seen since; the updates that follow lead on from there.
  private welcomed(kept: Kept | undefined): void {
    if (!kept) return;
    const seen = new Map(this.details.parents().map((parent) => [parent, [...this.base.detailsOf(parent)]]));
    this.base.clear();
    this.showKept(kept);
    this.keeping.keepsRows = true;
    this.takeOver = undefined;
    for (const [parent, records] of seen) if (this.base.has(parent)) this.fillDetails(parent, records);
  }

  /** Gives what other tabs left unsent when they ended, in the order in which it was given there. */
  async adopt(): Promise<void> {
    const { store } = this.keeping;
    if (!store || !this.isKeeper) return;
    const unsent = await store.adopt((count) => this.outbox.number(count));
    if (unsent.pendings.length + unsent.attention.length === 0) return;
    this.transact(() => this.takeIn(unsent));
    this.flush();
  }

  private get isKeeper(): boolean {
    return this.keeping.keepsRows || this.takeOver !== undefined;
  }

  private keep(): Promise<void> | undefined {
    const { at, me } = this;
    return this.keeping.commit({ at, me, details: this.details.parents(), older: this.older.next });
  }

  private takeIn({ pendings, attention }: Unsent): void {
    this.outbox.restore(pendings);
    this.everything = true;
    this.attention = [...this.attention, ...attention];
  }

  // The line to the server.

  async start(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    try {
      const snapshot = await this.around.fetchSnapshot();
      const awaited = await this.fetchAwaited(snapshot);
      this.transact(() => this.replaceBase(snapshot, awaited));
      this.keep();
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
    this.greetings = [];
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
    if (!this.send) return;
    this.greetings.push(this.takeOver);
    this.send({
      type: 'hello',
      wire_version: WIRE_VERSION,
      network: this.around.network,
      since: this.takeOver?.at ?? this.at,
      pending: this.outbox.ids(),
    });
  }

  receive(frame: FromServer[]): void {
    // A snapshot is on its way and a hello follows it: what is said of the time before must not run ahead of it.
    const messages = this.fetching ? frame.filter((message) => message.type === 'refused') : frame;
    const settled = new Set<string>();
    let resync = false;
    this.outOfStep = false;
    this.transact(() => {
      for (const message of messages) {
        if (message.type !== 'resync') this.apply(message, settled);
        else {
          resync = true;
          this.link = 'starting';
        }
      }
      // What was given to a cycle that is not open comes with no update: its details are asked for.
      for (const parent of this.outbox.parentsOf(settled)) this.details.refresh(parent);
      for (const { key, field } of this.outbox.texts()) this.followText(key, field, settled);
      // Only now: what follows `welcome` in its frame brought the effects of the settled commands.
      this.outbox.settle(settled);
    });
    this.flush();
    if (resync || this.outOfStep) void this.resync();
  }

  private async resync(): Promise<void> {
    this.greetings = [];
    // A failed fetch ends in a fresh socket, whose hello meets the same answer: resync.
    await this.start().catch(() => this.around.redial());
  }

  private apply(message: FromServer, settled: Set<string>): void {
    switch (message.type) {
      case 'welcome':
        this.welcomed(this.greetings.shift());
        this.at = message.at;
        this.keeping.moved();
        this.me = message.me;
        this.link = 'live';
        this.everything = true;
        for (const id of message.settled) settled.add(id);
        this.onnotices();
        this.details.reopen();
        this.presence.announce((at) => this.tell({ type: 'presence', at }));
        break;
      case 'update':
        this.at = message.at;
        this.keeping.moved();
        this.applyUpdate(message, settled);
        break;
      case 'details':
        this.replaceDetails(keyOf(message.kind, message.id), message.puts);
        break;
      case 'accepted':
        // While the records are fetched anew its effect is not here yet; the next welcome will name it.
        if (this.link === 'live') settled.add(message.id);
        break;
      case 'refused':
        this.refuse(message.id, message);
        break;
      case 'presence':
        this.presence.heard(message.session, message.who, message.at);
        break;
      case 'notices':
        this.onnotices();
    }
  }

  private applyUpdate(update: Extract<FromServer, { type: 'update' }>, settled: ReadonlySet<string>): void {
    for (const record of update.puts ?? []) {
      const former = this.base.get(record.kind, record.id);
      const key = keyOf(record.kind, record.id);
      // It came among older cycles, as it was later.
      if (former && former.revision > record.revision) continue;
      const [from, to] = [former?.revision ?? 0, record.revision];
      // What follows a welcome names no cause: one step further, by me, is my own command that it calls settled.
      const mine = record.updated_by === this.me.member && to === from + 1;
      const cause = update.cause ?? (mine ? this.outbox.changerOf(key, settled) : undefined);
      if (cause !== undefined) this.outbox.raiseSeen(cause, key, from, to);
      if (update.by !== undefined && update.by !== this.me.member && former) {
        const fields = changedFields(former, record);
        this.remote.push({ key, by: update.by, at_ms: update.at_ms, fields });
      }
      this.put(record);
      for (const text of this.outbox.texts()) {
        if (text.key === key) this.followText(key, text.field, settled, update.cause);
      }
    }
    for (const writes of update.writes ?? []) this.applyWrites(writes, update.cause, settled);
    for (const ref of update.removes ?? []) this.remove(ref);
  }

  private applyWrites(writes: Writes, cause: string | undefined, settled: ReadonlySet<string>): void {
    const { kind, id, changes, revision, updated_by, updated_at_ms } = writes;
    const former = this.base.get(kind, id);
    const key = keyOf(kind, id);
    if (former ? former.revision >= revision : kind === 'pdsa_cycle' && this.lacksOlder)
      return former ? undefined : this.older.wrote(writes);
    // The server tells changes only of what is here as it was just before; whatever else this is, it is read anew.
    if (former?.revision !== revision - 1) return void (this.outOfStep = true);
    const texts = Object.entries(changes).map(([field, change]) => {
      const text = applyChange(textIn(former, field), change);
      return [field, text === '' ? undefined : text] as const;
    });
    const record = {
      ...former,
      ...Object.fromEntries(texts),
      revision,
      updated_by,
      updated_at_ms,
    } as AnyRecord;
    for (const [field, text] of texts) if (text === undefined) delete (record as unknown as Fields)[field];
    if (cause !== undefined) this.outbox.raiseSeen(cause, key, former.revision, revision);
    if (updated_by !== undefined && updated_by !== this.me.member) {
      this.remote.push({ key, by: updated_by, at_ms: updated_at_ms, fields: Object.keys(changes) });
    }
    this.put(record);
    for (const [field, change] of Object.entries(changes))
      this.followText(key, field, settled, cause, change);
  }

  // What is typed here goes along with what the server says of the text. Not while it is unknown what is settled.
  private followText(
    key: Key,
    field: string,
    settled: ReadonlySet<string>,
    cause?: string,
    exact?: TextChange,
  ): void {
    if (this.link !== 'live' || this.fetching) return;
    const { kind, id } = placeOf(key);
    const record = this.base.get(kind, id);
    if (!record) return;
    const there = (command: string) => command === cause || settled.has(command);
    const { merge, shown } = this.outbox.carryOver({ key, field }, textIn(record, field), there, exact);
    if (merge) this.toLookOver(merge, record.updated_by);
    if (shown) for (const editor of this.editors.get(`${key} ${field}`) ?? []) editor(shown);
  }

  // Both versions are kept until their writer has looked.
  private toLookOver({ key, field, mine, theirs }: Merge, by: string | undefined): void {
    const { kind, id } = placeOf(key);
    const command: Command = { id: newId(), name: `edit_${kind}`, args: { id, set: { [field]: mine } } };
    const refusal: Refusal = { code: 'merged', field, with: { theirs, by: by ?? '' } };
    const item = { command, refusal, at_ms: this.around.now() };
    this.attention = [...this.attention, item];
    this.keeping.toAttention([item]);
  }

  private put(record: AnyRecord): void {
    const key = keyOf(record.kind, record.id);
    this.touch(key);
    this.base.put(record);
    this.keeping.put(key, record);
  }

  private remove({ kind, id }: RecordRef): void {
    const key = keyOf(kind, id);
    this.older.went({ kind, id });
    this.touch(key);
    this.base.remove(kind, id);
    this.keeping.remove(key);
    for (const detail of [...this.base.detailsOf(key)]) this.remove(detail);
  }

  private replaceDetails(parent: Key, puts: AnyRecord[]): void {
    this.fillDetails(parent, puts);
    this.details.arrived(parent);
    this.keeping.moved();
    // The screen that waits for details must hear of it even when there are none.
    this.touch(parent);
    this.everything ||= puts.length === 0;
  }

  private fillDetails(parent: Key, records: AnyRecord[]): void {
    for (const detail of [...this.base.detailsOf(parent)]) this.remove(detail);
    records.forEach((record) => this.put(record));
  }

  // What waits for the server shows from the first moment, and so does what it is about.
  private async fetchAwaited({ older, records }: Snapshot): Promise<AnyRecord[]> {
    if (older === undefined) return [];
    const here = new Set(records.map(({ kind, id }) => keyOf(kind, id)));
    const lacking = this.outbox.about().filter((key) => !here.has(key));
    const found = await Promise.all(lacking.map((key) => this.fetchOne(key)));
    return found.flatMap((portion) => portion?.records ?? []);
  }

  // Nothing where there is no such record for this person (or none yet), or it cannot be had now.
  private fetchOne(key: Key): Promise<Portion | undefined> {
    const { kind, id } = placeOf(key);
    return this.around.fetchRecord(kind, id).catch(() => undefined);
  }

  private replaceBase(snapshot: Snapshot, awaited: AnyRecord[]): void {
    // Details are not in a snapshot; those on screen stay until `open` replaces them.
    const kept = [...this.base.everything()].flatMap((record) => {
      const parent = parentOf(record);
      return parent === undefined ? [] : [{ record, parent }];
    });
    this.base.clear();
    for (const record of [...snapshot.records, ...awaited]) this.base.put(record);
    for (const { record, parent } of kept) if (this.base.has(parent)) this.base.put(record);
    this.older.begin(snapshot.older);
    this.at = snapshot.at;
    this.everything = true;
    if (this.takeOver) this.keeping.keepsRows = true;
    this.takeOver = undefined;
    this.keepWhole();
  }

  private refuse(id: string, refusal: Refusal): void {
    const at_ms = this.around.now();
    const { code, field, says, current } = refusal;
    if (current) this.put(current);
    for (const text of this.outbox.texts()) this.followText(text.key, text.field, new Set());
    const why: Refusal = { code, field, with: refusal.with, says, current };
    if (code === 'stale' && this.outbox.renew(id)) return;
    const [refused, ...dependents] = this.outbox.takeWithDependents(id);
    if (!refused) return;
    // Of what was typed in one text the last piece says it all.
    const pieces = [refused, ...dependents].filter(isTyped);
    const lastOf = (pending: Pending) =>
      pieces.findLast((piece) => pending.text && isOf(piece, pending.text));
    const told = (pending: Pending) => (isTyped(pending) ? asEdit(lastOf(pending)!) : pending.command);
    const items = [
      { command: told(refused), refusal: why, at_ms },
      ...dependents
        .filter((d) => !d.text || (lastOf(d) === d && !(refused.text && isOf(d, refused.text))))
        .map((d) => ({ command: told(d), refusal: { code: 'built_on_refused' }, at_ms })),
    ];
    this.attention = [...this.attention, ...items];
    this.keeping.toAttention(items);
  }

  // A body that went out must be the one that goes out again after a restart: first kept, then sent.
  private flush(): void {
    const { send } = this;
    const commands = this.link === 'live' && send ? this.outbox.sendable(this.base) : [];
    const go = () => {
      if (send && this.send === send) for (const command of commands) send({ type: 'command', ...command });
    };
    const kept = this.keep();
    if (kept) void kept.then(go);
    else go();
  }

  // Older cycles.

  /** Takes in the next portion of them. Rejects when it cannot be had. */
  async takeOlder(): Promise<void> {
    const from = this.older.next;
    if (from === undefined) return;
    const asked = this.older.ask(from);
    const portion = await this.around.fetchOlder(from).catch((why: unknown) => {
      this.older.drop(asked);
      throw why;
    });
    await this.takePortion(asked, portion);
  }

  /** Takes in one of them ahead of the others. Resolves in any case; whether it is here shows then. */
  async seek(kind: Kind, id: string): Promise<void> {
    const asked = this.older.ask();
    await this.takePortion(asked, (await this.fetchOne(keyOf(kind, id))) ?? { records: [] });
  }

  private async takePortion(asked: Asked, portion: Portion): Promise<void> {
    this.outOfStep = false;
    this.transact(() => {
      const taken = this.older.take(asked, portion, (key) => this.base.has(key));
      for (const { record, writes } of taken ?? []) {
        this.put(record);
        for (const told of writes) this.applyWrites(told, undefined, new Set());
      }
      this.keeping.moved();
    });
    if (this.outOfStep) void this.resync();
    await this.keep();
  }

  // Details and presence.

  open(kind: Kind, id: string): () => void {
    return this.details.open(kind, id, (gone) =>
      this.transact(() => {
        for (const detail of [...this.base.detailsOf(gone)]) this.remove(detail);
        this.keeping.moved();
      }),
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

  /** Where this person points on the diagram they are at; undefined: nowhere. Told at most ten times a second. */
  pointAt(point: { x: number; y: number } | undefined): void {
    const { mine } = this.presence;
    if (mine) this.tell({ type: 'presence', at: { ...mine, ...point } });
  }

  // Transactions.

  private touch(key: Key): void {
    if (!this.before.has(key)) this.before.set(key, this.view(key));
  }

  private view(key: Key): AnyRecord | undefined {
    const { kind, id } = placeOf(key);
    return this.overlay.get(kind, id);
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
