import type { Key } from './replica';
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { AnyRecord } from '../protocol';
import type { Mine } from './http';
import type { Me } from './messages';
import type { Attention, Pending } from './outbox';
import type { WaitingFile } from './store';

// What this device keeps: one small database that says who was here, and one for each person.

const DEVICE = 'flywheel-device';
const personName = (account: string): string => `flywheel-person-${account}`;

interface DeviceSchema extends DBSchema {
  last: { key: 'mine'; value: Mine };
}

export interface NetworkRow {
  at: string;
  me: Me;
  details: Key[];
  older?: string;
}

export interface PersonSchema extends DBSchema {
  /** By network, kind and id. */
  rows: { key: [string, string, string]; value: AnyRecord };
  /** By network; beside each what else the server last said there, by a name of its own. */
  networks: { key: string; value: NetworkRow | string };
  /** By network, client and number. */
  outbox: { key: [string, string, number]; value: Pending };
  /** By network, client and command. */
  attention: { key: [string, string, string]; value: Attention };
  /** By network and name. */
  drafts: { key: [string, string]; value: string };
  /** By network and id. */
  files: { key: [string, string]; value: WaitingFile };
}

export type PersonDatabase = IDBPDatabase<PersonSchema>;

// IndexedDB orders an array after every string: [network] to [network, []] is all of a network.
export const within = (...path: string[]): IDBKeyRange => IDBKeyRange.bound(path, [...path, []]);
// Ids have no space in them.
export const saidIn = (network: string): string => `${network} said`;
/** The chart of a series; without one, where they begin. */
export const chartIn = (network: string, series: string): string => `${network} chart ${series}`;
const networkOf = (key: string): string => key.split(' ', 1)[0]!;

const fromServer = ['rows', 'networks'] as const;
const fromPerson = ['outbox', 'attention', 'drafts', 'files'] as const;

const openDevice = (): Promise<IDBPDatabase<DeviceSchema>> =>
  openDB<DeviceSchema>(DEVICE, 1, { upgrade: (db) => void db.createObjectStore('last') });

export function openPerson(account: string): Promise<PersonDatabase> {
  return openDB<PersonSchema>(personName(account), 2, {
    upgrade(db) {
      for (const name of [...fromServer, ...fromPerson]) {
        if (!db.objectStoreNames.contains(name)) db.createObjectStore(name);
      }
    },
    // Another tab signs this person out: what is left here is not worth holding that up.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });
}

async function withDevice<T>(work: (db: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  const db = await openDevice();
  return work(db).finally(() => db.close());
}

async function withPerson<T>(account: string, work: (db: PersonDatabase) => Promise<T>): Promise<T> {
  const db = await openPerson(account);
  return work(db).finally(() => db.close());
}

/** Who was signed in here when the server was last asked, and their networks. */
export const device = {
  last: (): Promise<Mine | undefined> => withDevice((db) => db.get('last', 'mine')),
  remember: (mine: Mine): Promise<unknown> => withDevice((db) => db.put('last', mine, 'mine')),
  forget: (): Promise<void> => withDevice((db) => db.delete('last', 'mine')),

  /** How much this person gave on this device that the server has not taken. */
  unsent: (account: string): Promise<number> =>
    withPerson(account, async (db) => {
      const counts = await Promise.all(fromPerson.map((name) => db.count(name)));
      return counts.reduce((sum, count) => sum + count);
    }),

  /** The sign-in ended by itself: what others share goes, what this person has not sent stays. */
  wipeRows: (account: string): Promise<void> =>
    withPerson(account, async (db) => {
      const work = db.transaction(fromServer, 'readwrite');
      await Promise.all([work.objectStore('rows').clear(), work.objectStore('networks').clear(), work.done]);
    }),

  /** This person is in these networks alone: what others share in any other goes, what they have not sent stays. */
  keepOnly: (account: string, networks: readonly string[]): Promise<void> =>
    withPerson(account, async (db) => {
      const work = db.transaction(fromServer, 'readwrite');
      const kept = work.objectStore('networks');
      const others = (await kept.getAllKeys()).filter((key) => !networks.includes(networkOf(key)));
      await Promise.all([
        ...others.flatMap((key) => [
          kept.delete(key),
          work.objectStore('rows').delete(within(networkOf(key))),
        ]),
        work.done,
      ]);
    }),

  /** All that is kept for this person, and nothing of anybody else. */
  wipe: (account: string): Promise<void> => deleteDB(personName(account)),
};
