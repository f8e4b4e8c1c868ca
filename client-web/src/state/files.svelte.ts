import { api, Refused } from '../sync/http';
import { newId } from '../sync/ids';
import { webLocks } from '../sync/locks';
import type { Store, WaitingFile } from '../sync/store';
import { upload } from '../sync/upload';
import { issue, records, type OpenNetwork } from './session.svelte';

// Another tab may have sent what waits here, and a line may have come back unheard.
const LOOK_EVERY_MS = 5_000;

// What says nothing of the file itself: nobody could be asked, nobody is signed in, or it is too much just now.
const passes = ({ status, refusal }: Refused): boolean =>
  status === 0 || status === 401 || status === 429 || status >= 500 || refusal.code === 'too_many';

/**
 * Files that were chosen here and have not reached the server. They are kept on the device until it has them, so that
 * a photo that was taken without a line outlives the tab; they go one after the other, in pieces, before the command
 * that names them.
 */
export class Files {
  #waiting: WaitingFile[] = $state.raw([]);
  /** Which one is being sent, and how much of it is there, 0 to 1. */
  going: { id: string; share: number } | undefined = $state.raw();
  // What the server has not confirmed cannot be fetched from it: until this page ends it is shown from here.
  private readonly shown = new Map<string, string>();
  private sending = false;

  constructor(
    private readonly network: OpenNetwork,
    private readonly account: string,
    private readonly store: Store | undefined,
  ) {
    window.addEventListener('online', this.look);
    window.setInterval(this.look, LOOK_EVERY_MS);
    void this.recall();
  }

  get waiting(): WaitingFile[] {
    return this.#waiting;
  }

  /** Resolves when it is kept. */
  async add(args: WaitingFile['args'], bytes: ArrayBuffer): Promise<void> {
    const file = { id: newId(), args, bytes, at_ms: Date.now() };
    await this.store?.keepFile(file).catch(() => {});
    this.#waiting = [...this.#waiting, file];
    void this.send();
  }

  async drop(id: string): Promise<void> {
    this.#waiting = this.#waiting.filter((file) => file.id !== id);
    await this.store?.forgetFile(id).catch(() => {});
  }

  /** An address in this page at which the picture is to be had; undefined for what came from the server. */
  preview(id: string): string | undefined {
    const known = this.shown.get(id);
    const file = known === undefined ? this.#waiting.find((each) => each.id === id) : undefined;
    if (!file) return known;
    const made = URL.createObjectURL(new Blob([file.bytes]));
    this.shown.set(id, made);
    return made;
  }

  private look = (): void => {
    if (this.network.stopped) {
      window.removeEventListener('online', this.look);
      return;
    }
    if (this.#waiting.length > 0) void this.recall();
  };

  private async recall(): Promise<void> {
    const kept = await this.store?.files().catch(() => undefined);
    if (kept) this.#waiting = kept;
    await this.send();
  }

  private async send(): Promise<void> {
    if (this.sending || this.network.stopped || !navigator.onLine) return;
    this.sending = true;
    // One tab at a time: two would send the same pieces.
    const name = `files:${this.account}:${this.network.id}`;
    const release = this.store ? await webLocks(navigator.locks).tryHold(name) : () => {};
    try {
      while (release && !this.network.stopped) {
        const next = this.#waiting.find(({ refusal }) => !refusal);
        if (!next) break;
        await this.sendOne(next);
      }
    } catch {
      // Nobody to be asked: the next look tries again.
    } finally {
      this.sending = false;
      release?.();
    }
  }

  private async sendOne(file: WaitingFile): Promise<void> {
    try {
      const told = await upload(
        new Uint8Array(file.bytes),
        (piece) => api.upload(this.network.id, piece),
        (share) => (this.going = { id: file.id, share }),
      );
      this.preview(file.id);
      // It may have been given before, by a tab that ended in this very moment.
      const there = records().get('attachment', file.id) !== undefined;
      if (there || issue('create_attachment', { ...file.args, id: file.id, ...told })) {
        await this.drop(file.id);
      }
    } catch (error) {
      if (!(error instanceof Refused) || passes(error)) throw error;
      const refused = { ...file, refusal: error.refusal };
      this.#waiting = this.#waiting.map((each) => (each.id === file.id ? refused : each));
      await this.store?.keepFile(refused).catch(() => {});
    } finally {
      this.going = undefined;
    }
  }
}
