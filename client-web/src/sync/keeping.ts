import type { AnyRecord } from '../protocol';
import type { Me } from './messages';
import type { Attention, Outbox } from './outbox';
import type { Key } from './replica';
import type { RowsChange, Store } from './store';

export interface Moment {
  at: string | undefined;
  me: Me;
  details: Key[];
  older: string | undefined;
}

/** Gathers what a frame or a command changed and hands it to the device as one transaction. */
export class Keeping {
  private readonly rows = new Map<Key, AnyRecord | null>();
  private readonly attention = new Set<Attention>();
  private readonly settled = new Set<Attention>();
  private replaced = false;
  private rowsMoved = false;
  private writing = 0;
  private broken = false;
  private used: Store | undefined;
  /** Whether this tab is the one that writes rows and cursor. */
  keepsRows = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly told: () => void,
  ) {}

  use(store: Store): void {
    this.used = store;
  }

  /** Undefined where nothing is kept, or nothing more. */
  get store(): Store | undefined {
    return this.broken ? undefined : this.used;
  }

  /** Whether all that waits for the server would outlive this page. */
  get safe(): boolean {
    const kept = this.writing === 0 && !this.outbox.unkept && this.attention.size === 0;
    return this.store !== undefined && kept;
  }

  put(key: Key, record: AnyRecord): void {
    this.rows.set(key, record);
  }

  remove(key: Key): void {
    this.rows.set(key, null);
  }

  /** What follows is all there is. */
  replace(): void {
    this.rows.clear();
    this.replaced = true;
  }

  /** The cursor, the rights or the list of details changed, if no record did. */
  moved(): void {
    this.rowsMoved = true;
  }

  toAttention(items: Attention[]): void {
    items.forEach((item) => this.attention.add(item));
  }

  outOfAttention(item: Attention): void {
    if (!this.attention.delete(item)) this.settled.add(item);
  }

  /** Resolves when the device has it, or will never have it; undefined when there is nothing to wait for. */
  commit(moment: Moment): Promise<void> | undefined {
    const rows = this.takeRows(moment);
    const { puts, removes } = this.outbox.changes();
    const attention = [...this.attention];
    const settled = [...this.settled];
    this.attention.clear();
    this.settled.clear();
    const { store } = this;
    if (!store) return undefined;
    const gave = puts.length + attention.length > 0;
    const unsent =
      gave || removes.length + settled.length > 0 ? { puts, removes, attention, settled } : undefined;
    if (!rows && !unsent) return undefined;
    if (gave) this.writing++;
    return store
      .write({ rows, unsent })
      .catch(() => void (this.broken = true))
      .then(() => {
        if (!gave) return;
        this.writing--;
        this.told();
      });
  }

  private takeRows({ at, me, details, older }: Moment): RowsChange | undefined {
    const changes = [...this.rows];
    const { replaced } = this;
    const moved = this.rowsMoved || replaced || changes.length > 0;
    this.rows.clear();
    this.replaced = false;
    this.rowsMoved = false;
    if (!this.keepsRows || !moved || at === undefined) return undefined;
    return {
      replace: replaced,
      puts: changes.flatMap(([, record]) => record ?? []),
      removes: changes.flatMap(([key, record]) => (record ? [] : [key])),
      at,
      me,
      details,
      older,
    };
  }
}
