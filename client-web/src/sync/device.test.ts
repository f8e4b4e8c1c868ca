import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnyRecord } from '../protocol';
import { device, openPerson } from './device';
import type { Mine } from './http';
import { IdbStore } from './idb-store';
import { Bench, cycle, FakeLocks, node, question } from './testing';

const mine = (id: string): Mine => ({ account: { id, name: id, email: `${id}@example.org` }, networks: [] });

let opened: IdbStore[] = [];
let accounts = 0;

// Everybody on this device has their own account, so that no test finds what another left.
class Device {
  readonly locks = new FakeLocks();
  readonly account = `leah-${accounts++}`;

  async tab(client: string): Promise<IdbStore> {
    const db = await openPerson(this.account);
    const store = await IdbStore.open(db, this.locks, { account: this.account, network: 'net', client });
    opened.push(store!);
    return store!;
  }

  async bench(client: string, records: AnyRecord[] = [node('s1', { text: 'Old' })]): Promise<Bench> {
    const bench = new Bench(records, await this.tab(client));
    await bench.engine.load(bench.store!);
    await settled();
    return bench;
  }

  async live(client: string): Promise<Bench> {
    const bench = await this.bench(client);
    if (!bench.engine.ready) await bench.engine.start();
    bench.connect();
    bench.welcome();
    await settled();
    return bench;
  }

  /** As when the tab is killed: no goodbye, only its locks end. */
  async kill(bench: Bench): Promise<void> {
    bench.engine.disconnected();
    bench.store!.close();
    await settled();
  }
}

// The fake database answers in macrotasks; a handful of them lets every open transaction end.
async function settled(): Promise<void> {
  for (let i = 0; i < 40; i++) await new Promise((done) => setImmediate(done));
}

afterEach(() => {
  opened.forEach((store) => store.close());
  opened = [];
});

describe('the device', () => {
  it('opens with the records and the cursor of the last frame, before anybody is asked', async () => {
    const here = new Device();
    const first = await here.live('a');
    first.engine.receive([first.update([node('s1', { text: 'Theirs' }, 2)], { by: 'ben' })]);
    await here.kill(first);
    const second = await here.bench('b');
    expect(second.text('s1')).toBe('Theirs');
    expect(second.engine.me.teams).toEqual(['team-1']);
    second.connect();
    expect(second.hellos()).toMatchObject([{ since: 'at2', pending: [] }]);
  });

  it('says that it is saved on the device only once it is', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.engine.disconnected();
    bench.rename('s1', 'Offline');
    expect([bench.engine.waiting, bench.engine.safe]).toEqual([1, false]);
    await settled();
    expect([bench.engine.waiting, bench.engine.safe]).toEqual([1, true]);
    expect(await device.unsent(here.account)).toBe(1);
  });

  it('tells nobody that it is saved while the next one is not, however many came before', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.engine.disconnected();
    bench.rename('s1', 'Offline');
    await settled();
    const told: boolean[] = [];
    bench.engine.listen(() => told.push(bench.engine.safe));
    bench.rename('s1', 'Offline again');
    expect(told.length).toBeGreaterThan(0);
    expect(told).not.toContain(true);
    await settled();
    expect(told.at(-1)).toBe(true);
  });

  it('never says so where nothing is kept', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.engine.disconnected();
    bench.rename('s1', 'Offline');
    expect(bench.engine.safe).toBe(false);
  });

  it('never says so once the device has failed to keep something', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.engine.disconnected();
    bench.store!.write = () => Promise.reject(new Error('the disk is full'));
    bench.rename('s1', 'Offline');
    await settled();
    expect(bench.engine.safe).toBe(false);
    bench.connect();
    bench.welcome();
    expect(bench.commands()).toHaveLength(1);
  });

  it('keeps a command before it is sent, in the very form in which it is sent', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.rename('s1', 'New');
    expect(bench.commands()).toEqual([]);
    await settled();
    expect(bench.commands()).toHaveLength(1);
    await here.kill(bench);
    const again = await here.bench('a');
    expect(again.text('s1')).toBe('New');
    again.connect();
    again.welcome();
    await settled();
    expect(again.commands()).toEqual(bench.commands());
  });

  it('drops an accepted command together with the rows it caused', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.rename('s1', 'New');
    await settled();
    const { id } = bench.commands()[0]!;
    bench.engine.receive([
      bench.update([node('s1', { text: 'New' }, 2)], { cause: id, by: 'leah' }),
      { type: 'accepted', id },
    ]);
    await here.kill(bench);
    const { kept, unsent } = await (await here.tab('b')).load();
    expect(unsent.pendings).toEqual([]);
    expect(kept?.records).toMatchObject([{ id: 's1', text: 'New', revision: 2 }]);
    expect(kept?.at).toBe('at2');
    expect(await device.unsent(here.account)).toBe(0);
  });

  it('keeps what was refused with what was typed until somebody decides', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.rename('s1', 'Mine');
    await settled();
    bench.engine.receive([{ type: 'refused', id: bench.commands()[0]!.id, code: 'stale', says: '' }]);
    await here.kill(bench);
    const again = await here.bench('b');
    await settled();
    expect(again.engine.attention).toMatchObject([{ command: { args: { set: { text: 'Mine' } } } }]);
    again.engine.dismiss(again.engine.attention[0]!);
    await here.kill(again);
    expect((await here.bench('c')).engine.attention).toEqual([]);
  });

  it('fetches the details of a cycle that no screen shows, once what was given to it is accepted', async () => {
    const here = new Device();
    const bench = await here.bench('a', [cycle('c1')]);
    await bench.engine.start();
    bench.connect();
    bench.welcome();
    for (const id of ['o1', 'o2']) {
      bench.engine.issue('create_observation', { id, cycle: 'c1', at_ms: 1, text: 'Seen' });
    }
    await settled();
    bench.engine.receive(bench.commands().map(({ id }) => ({ type: 'accepted', id })));
    expect(bench.sent.filter((m) => m.type === 'open')).toEqual([
      { type: 'open', kind: 'pdsa_cycle', id: 'c1' },
    ]);
    bench.engine.receive([{ type: 'details', kind: 'pdsa_cycle', id: 'c1', puts: [question('q1', 'c1')] }]);
    expect(bench.sent.at(-1)).toEqual({ type: 'close', kind: 'pdsa_cycle', id: 'c1' });
    await here.kill(bench);
    const again = await here.bench('b');
    expect(again.engine.get('question', 'q1')?.cycle).toBe('c1');
    expect(again.engine.detailsOf('pdsa_cycle', 'c1')).toBe('there');
  });

  it('keeps a snapshot in place of what was there', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.snapshot = [node('s9')];
    bench.engine.receive([{ type: 'resync', why: 'rights' }]);
    await settled();
    await here.kill(bench);
    const { kept } = await (await here.tab('b')).load();
    expect(kept?.records.map((r) => r.id)).toEqual(['s9']);
  });
});

describe('several tabs', () => {
  it('only one of them writes rows and cursor, the others what they give', async () => {
    const here = new Device();
    const owner = await here.live('a');
    const other = await here.live('b');
    other.engine.receive([other.update([node('s1', { text: 'Later' }, 2)], { by: 'ben' })]);
    other.rename('s1', 'Other');
    await settled();
    const { kept, unsent } = await owner.store!.load();
    expect(kept).toMatchObject({ at: 'at1', records: [{ text: 'Old' }] });
    expect(unsent.pendings).toEqual([]);
    expect(await device.unsent(here.account)).toBe(1);
  });

  it('the next one says hello from the stored cursor, and takes over rows and outbox together', async () => {
    const here = new Device();
    const owner = await here.live('a');
    const other = await here.live('b');
    owner.engine.receive([owner.update([node('s2', { text: 'Seen by the owner' })], { by: 'ben' })]);
    owner.engine.disconnected();
    owner.rename('s1', 'First');
    owner.rename('s2', 'Second');
    await settled();
    await here.kill(owner);
    expect(other.hellos().at(-1)).toMatchObject({ since: 'at2' });
    expect(other.text('s1')).toBe('First');
    other.welcome([], other.update([node('s3', { text: 'Since then' })], { by: 'ben' }));
    await settled();
    expect(['s1', 's2', 's3'].map((id) => other.text(id))).toEqual(['First', 'Second', 'Since then']);
    expect(other.commands().map((c) => (c.args.set as { text: string }).text)).toEqual(['First', 'Second']);
    await here.kill(other);
    const third = await here.bench('c');
    await settled();
    expect(['s1', 's2', 's3'].map((id) => third.text(id))).toEqual(['First', 'Second', 'Since then']);
  });

  it('does not take a welcome that answers an earlier hello for the answer to its own', async () => {
    const here = new Device();
    const owner = await here.live('a');
    const other = await here.live('b');
    owner.engine.receive([owner.update([node('s2')], { by: 'ben' })]);
    other.engine.disconnected();
    other.connect();
    await here.kill(owner);
    expect(other.hellos()).toHaveLength(3);
    other.welcome([], other.update([node('s2')], { by: 'ben' }));
    const { kept } = await other.store!.load();
    expect(kept?.at).toBe('at2');
    other.welcome();
    await settled();
    expect((await other.store!.load()).kept?.at).toBe('at4');
    expect(other.text('s2')).toBe('Box s2');
  });

  it('leaves alone what a living tab has not sent yet', async () => {
    const here = new Device();
    const owner = await here.live('a');
    const other = await here.live('b');
    other.engine.disconnected();
    other.rename('s1', 'Of the other');
    await settled();
    await owner.engine.adopt();
    expect(owner.engine.waiting).toBe(0);
    await here.kill(other);
    owner.heard.length = 0;
    await owner.engine.adopt();
    expect(owner.heard.some((changes) => changes.everything)).toBe(true);
    expect(owner.engine.waiting).toBe(1);
    expect(owner.text('s1')).toBe('Of the other');
  });

  it('a second tab cannot be the same client', async () => {
    const here = new Device();
    await here.tab('a');
    const db = await openPerson(here.account);
    const tab = { account: here.account, network: 'net', client: 'a' };
    expect(await IdbStore.open(db, here.locks, tab)).toBeUndefined();
    db.close();
  });
});

describe('signing out', () => {
  it('takes this person’s things off the device, and nothing of anybody else', async () => {
    const here = new Device();
    const there = new Device();
    const leah = await here.live('a');
    const ben = await there.live('a');
    for (const bench of [leah, ben]) {
      bench.engine.disconnected();
      bench.rename('s1', 'Unsent');
    }
    await settled();
    await device.wipe(here.account);
    expect(await device.unsent(here.account)).toBe(0);
    expect(await device.unsent(there.account)).toBe(1);
    expect((await (await here.tab('b')).load()).kept).toBeUndefined();
  });

  it('a sign-in that ended by itself takes the records away and leaves what was not sent', async () => {
    const here = new Device();
    const bench = await here.live('a');
    bench.engine.disconnected();
    bench.rename('s1', 'Unsent');
    await settled();
    await device.wipeRows(here.account);
    // Too late for the rows: without the rest they would pass for all there is.
    bench.connect();
    bench.welcome([], bench.update([node('s2')]));
    await here.kill(bench);
    const again = await here.bench('b');
    await settled();
    expect(again.engine.ready).toBe(false);
    expect(again.engine.waiting).toBe(1);
  });

  it('of a network that is not theirs any more the records go, and what was not sent stays', async () => {
    const here = new Device();
    const bench = await here.live('a');
    await bench.store!.keepSaid('what the inbox said');
    bench.engine.disconnected();
    bench.rename('s1', 'Unsent');
    await settled();
    await device.keepOnly(here.account, ['other', 'net']);
    expect((await (await here.tab('b')).load()).kept?.records).toHaveLength(1);
    await device.keepOnly(here.account, ['other']);
    const after = await here.tab('c');
    expect((await after.load()).kept).toBeUndefined();
    expect(await after.said()).toBeUndefined();
    const db = await openPerson(here.account);
    expect([await db.count('rows'), await db.count('networks')]).toEqual([0, 0]);
    db.close();
    expect(await device.unsent(here.account)).toBe(1);
  });

  it('remembers who was here last', async () => {
    await device.remember(mine('leah'));
    await device.remember(mine('ben'));
    expect((await device.last())?.account.id).toBe('ben');
    await device.forget();
    expect(await device.last()).toBeUndefined();
  });
});
