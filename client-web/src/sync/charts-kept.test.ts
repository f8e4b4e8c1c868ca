// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../protocol';
import { chartIn, device, openPerson } from './device';
import { IdbStore } from './idb-store';
import type { Locks } from './locks';
import type { RowsChange } from './store';

const locks: Locks = {
  hold: () => Promise.resolve(() => {}),
  tryHold: () => Promise.resolve(() => {}),
} as unknown as Locks;

const series = (id: string): AnyRecord => ({ kind: 'measure_series', id }) as unknown as AnyRecord;
const change = (some: Partial<RowsChange>): RowsChange =>
  ({ replace: false, puts: [], removes: [], at: 'a', me: {}, details: [], ...some }) as unknown as RowsChange;

async function opened(account: string) {
  const db = await openPerson(account);
  const store = (await IdbStore.open(db, locks, { account, network: 'n', client: 'c' }))!;
  await store.write({ rows: change({ replace: true, puts: [series('s1'), series('s2')] }) });
  for (const id of ['s1', 's2']) await db.put('networks', '{}', chartIn('n', id));
  const charts = async () =>
    (await db.getAllKeys('networks'))
      .filter((key) => key.startsWith(chartIn('n', '')))
      .map((key) => key.slice(-2));
  return { db, store, charts };
}

describe('[Q21] a chart that the device keeps', () => {
  it('goes with its series, and with no other', async () => {
    const { store, charts } = await opened('one');
    await store.write({ rows: change({ removes: ['measure_series/s1'] }) });
    expect(await charts()).toEqual(['s2']);
  });

  it('stays through a new snapshot that holds its series, and goes with one that does not', async () => {
    const { store, charts } = await opened('two');
    await store.write({ rows: change({ replace: true, puts: [series('s1'), series('s2')] }) });
    expect(await charts()).toEqual(['s1', 's2']);
    await store.write({ rows: change({ replace: true, puts: [series('s2')] }) });
    expect(await charts()).toEqual(['s2']);
  });

  it('goes with the sign-in, and with the network', async () => {
    const { charts } = await opened('three');
    await device.keepOnly('three', ['other']);
    expect(await charts()).toEqual([]);
    const again = await opened('four');
    await device.wipeRows('four');
    expect(await again.charts()).toEqual([]);
  });
});
