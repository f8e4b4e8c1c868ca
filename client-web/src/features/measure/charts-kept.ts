import { chartIn, openPerson, type PersonDatabase } from '../../sync/device';
import type { SeriesChart } from '../../sync/http';
import { onDevice } from '../../state/on-device';
import { session, type OpenNetwork } from '../../state/session.svelte';

// The charts that were looked at last, for when there is no line. They go with the rows of the server: when this person signs
// out, when a network is theirs no more, and each with its series (IdbStore.writeRows).

export interface KeptChart {
  at_ms: number;
  chart: SeriesChart;
}

// A chart of ten years of weeks is some 100 kB.
const CHARTS_MAX = 100;

async function withDatabase<T>(
  network: OpenNetwork,
  work: (db: PersonDatabase) => Promise<T>,
): Promise<T | undefined> {
  const account = session.mine?.account.id;
  // What other eyes see is kept nowhere.
  if (account === undefined || network.through || !onDevice.keepsFor(account)) return undefined;
  try {
    const db = await openPerson(account);
    return await work(db).finally(() => db.close());
  } catch {
    // A chart that is not kept comes again with the line.
    return undefined;
  }
}

export const keepCharts = (
  network: OpenNetwork,
  charts: readonly SeriesChart[],
  at_ms: number,
): Promise<void> =>
  withDatabase(network, async (db) => {
    const work = db.transaction('networks', 'readwrite', { durability: 'relaxed' });
    // Wiped meanwhile: a chart without its network would stay behind.
    if ((await work.store.getKey(network.id)) === undefined) return;
    for (const chart of charts)
      await work.store.put(JSON.stringify({ at_ms, chart }), chartIn(network.id, chart.series));
    const all = await work.store.getAllKeys(
      IDBKeyRange.bound(chartIn(network.id, ''), chartIn(network.id, '~')),
    );
    const fresh = new Set(charts.map(({ series }) => chartIn(network.id, series)));
    const old = all.filter((key) => !fresh.has(key)).slice(0, Math.max(0, all.length - CHARTS_MAX));
    for (const key of old) await work.store.delete(key);
    await work.done;
  }).then(() => undefined);

export const keptCharts = async (network: OpenNetwork, series: readonly string[]): Promise<KeptChart[]> =>
  (await withDatabase(network, async (db) => {
    const texts = await Promise.all(series.map((id) => db.get('networks', chartIn(network.id, id))));
    return texts.flatMap((text) => (typeof text === 'string' ? [JSON.parse(text) as KeptChart] : []));
  })) ?? [];
