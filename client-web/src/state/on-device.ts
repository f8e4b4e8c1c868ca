import { device, openPerson } from '../sync/device';
import type { Mine } from '../sync/http';
import { IdbStore } from '../sync/idb-store';
import { newId } from '../sync/ids';
import { webLocks } from '../sync/locks';
import type { Store } from '../sync/store';
import { recall, remember } from './preferences.svelte';

// Another tab may be deleting the database; nobody waits longer than this for what is only a shortcut.
const OPEN_WITHIN_MS = 3_000;

const SHARED = 'shared_device';

// The sign-in of a shared device ends with the browser; this word about it says nothing of the person's work.
const isShared = (account: string): boolean => recall(SHARED) === account;

// On plain http, away from this very machine, browsers offer neither locks nor service workers.
const canKeep = (): boolean => 'indexedDB' in globalThis && 'locks' in navigator;

const keepsFor = (account: string): boolean => canKeep() && !isShared(account);

const within = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    work.catch(() => undefined),
    new Promise<undefined>((done) => setTimeout(done, OPEN_WITHIN_MS)),
  ]);

// The same tab loaded again is the same client, so that its own unsent words are its own again at once.
function clientOfTab(account: string, network: string): string {
  const name = `client:${account}:${network}`;
  const client = sessionStorage.getItem(name) ?? newId();
  sessionStorage.setItem(name, client);
  return client;
}

async function openStore(account: string, network: string): Promise<Store | undefined> {
  const db = await openPerson(account);
  const locks = webLocks(navigator.locks);
  const client = clientOfTab(account, network);
  const store = await IdbStore.open(db, locks, { account, network, client });
  // A duplicated tab brings the first one's name along.
  return store ?? IdbStore.open(db, locks, { account, network, client: newId() });
}

/** What this browser keeps for whoever is signed in; nothing at all where it may not or cannot. */
export const onDevice = {
  keepsFor,

  /** What an earlier sign-in kept here goes too, unless some of it was never sent. */
  async setShared(account: string, shared: boolean): Promise<void> {
    if (shared && (await onDevice.unsent(account)) === 0) await onDevice.wipe(account);
    if (shared) remember(SHARED, account);
    else if (isShared(account)) remember(SHARED, '');
  },

  last: (): Promise<Mine | undefined> => (canKeep() ? within(device.last()) : Promise.resolve(undefined)),

  /** What is kept of a network that is not theirs any more goes. */
  async remember(mine: Mine): Promise<void> {
    const account = mine.account.id;
    if (keepsFor(account)) {
      await within(device.remember(mine));
      // Nobody waits for it.
      void within(
        device.keepOnly(
          account,
          mine.networks.map(({ id }) => id),
        ),
      );
    } else if (canKeep()) await within(device.forget());
  },

  store: (account: string, network: string): Promise<Store | undefined> =>
    keepsFor(account) ? within(openStore(account, network)) : Promise.resolve(undefined),

  unsent: async (account: string): Promise<number> =>
    keepsFor(account) ? ((await within(device.unsent(account))) ?? 0) : 0,

  /** What the server gave goes; what this person has not sent stays for when they are back. */
  async lock(account: string): Promise<void> {
    if (!canKeep()) return;
    await within(device.forget());
    await within(device.wipeRows(account));
  },

  async wipe(account: string): Promise<void> {
    if (!canKeep()) return;
    await within(device.forget());
    await within(device.wipe(account));
  },
};
