import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../protocol';
import type { FromServer, Portion } from './messages';
import type { Kept, Store, StoreChange } from './store';
import { Bench, cycle, me } from './testing';

// Cycles that changed long ago come behind the snapshot (docs/SYNC.md O); the line goes on meanwhile, and knows better.

/** A browser whose snapshot held `here`, with a portion under way that the test hands in. */
async function waiting(here: AnyRecord[]) {
  const bench = new Bench();
  bench.around.fetchSnapshot = async () => ({ at: 's', network: 'net', older: 'p1', records: here });
  await bench.engine.start();
  bench.connect();
  bench.welcome();
  let give: (portion: Portion) => void = () => {};
  bench.portion = () => new Promise((resolve) => (give = resolve));
  const taken = bench.engine.takeOlder();
  return {
    bench,
    hear: (...messages: FromServer[]) => bench.engine.receive(messages),
    get: (id: string) => bench.engine.get('pdsa_cycle', id),
    async arrives(records: AnyRecord[], older?: string) {
      give({ records, older });
      await taken;
    },
  };
}

// Written before the first of so many units.
const wrote = (bench: Bench, id: string, revision: number, text: string, units = 0): FromServer => ({
  type: 'update',
  at: bench.next(),
  at_ms: 2,
  writes: [
    {
      kind: 'pdsa_cycle',
      id,
      revision,
      updated_by: 'ben',
      updated_at_ms: 3,
      changes: { learned: units > 0 ? [[0, text], units] : [[0, text]] },
    },
  ],
});

describe('older cycles', () => {
  it('[O1] come behind the snapshot until all are here', async () => {
    const { bench, get, arrives } = await waiting([cycle('new')]);
    expect(bench.engine.lacksOlder).toBe(true);
    await arrives([cycle('b')], 'p2');
    expect(bench.engine.lacksOlder).toBe(true);
    const asked: string[] = [];
    bench.portion = async (from) => (asked.push(from), { records: [cycle('a')] });
    await bench.engine.takeOlder();
    expect(asked).toEqual(['p2']);
    expect([get('new'), get('b'), get('a')].map((each) => each?.id)).toEqual(['new', 'b', 'a']);
    expect(bench.engine.lacksOlder).toBe(false);
  });

  it('[O2] what is here already stays as the line keeps it', async () => {
    const { bench, hear, get, arrives } = await waiting([cycle('new')]);
    hear(bench.update([cycle('a', { title: 'As told' }, 4)]));
    await arrives([cycle('a', { title: 'As it was' }, 3)]);
    expect(get('a')?.title).toBe('As told');
  });

  it('[O2] what the line takes away meanwhile does not come back', async () => {
    const { bench, hear, get, arrives } = await waiting([cycle('new')]);
    hear(bench.remove('pdsa_cycle', 'a'));
    await arrives([cycle('a'), cycle('b')]);
    expect(get('a')).toBeUndefined();
    expect(get('b')).toBeDefined();
  });

  it('[O2] a portion may be further than the line, which then tells nothing new', async () => {
    const { bench, hear, get, arrives } = await waiting([cycle('new')]);
    await arrives([cycle('a', { title: 'Third', learned: 'All' }, 3)]);
    hear(bench.update([cycle('a', { title: 'Second' }, 2)]), wrote(bench, 'a', 3, 'Al'));
    expect(get('a')).toMatchObject({ title: 'Third', learned: 'All', revision: 3 });
    hear(wrote(bench, 'a', 4, 'Not ', 3));
    expect(get('a')?.learned).toBe('Not All');
  });

  it('[O2] words written meanwhile in a cycle that is not here yet are in it when it comes', async () => {
    const { bench, hear, get, arrives } = await waiting([cycle('new')]);
    hear(wrote(bench, 'a', 2, 'One '), wrote(bench, 'a', 3, 'Two ', 4), wrote(bench, 'a', 4, 'Three ', 8));
    expect(bench.engine.link).toBe('live');
    await arrives([cycle('a', { learned: 'One ' }, 2)]);
    expect(get('a')).toMatchObject({ learned: 'Three Two One ', revision: 4 });
  });

  it('[O2] a portion of before a new snapshot is of no use', async () => {
    const { bench, hear, get, arrives } = await waiting([cycle('new')]);
    hear({ type: 'resync', why: 'rights' });
    await new Promise((done) => setTimeout(done));
    await arrives([cycle('secret')]);
    expect(get('secret')).toBeUndefined();
    expect(bench.engine.lacksOlder).toBe(true);
  });

  it('[O3] one that is looked for comes ahead of the others', async () => {
    const { bench, get, arrives } = await waiting([cycle('new')]);
    const under = bench.portion;
    bench.portion = async () => ({ records: [cycle('a', {}, 5)] });
    await bench.engine.seek('pdsa_cycle', 'a');
    expect(get('a')?.revision).toBe(5);
    bench.portion = async () => Promise.reject(new Error('none'));
    await bench.engine.seek('pdsa_cycle', 'nowhere');
    bench.portion = under;
    await arrives([cycle('a', {}, 4)]);
    expect(get('a')?.revision).toBe(5);
  });

  it('[O4] whoever keeps the rows keeps those that came before it was its turn', async () => {
    const written: StoreChange[] = [];
    let myTurn: () => void = () => {};
    const kept: Kept = { at: 'k', me, details: [], older: 'p1', records: [cycle('new')] };
    const store = {
      load: async () => ({ kept, unsent: { pendings: [], attention: [] } }),
      keeper: () => new Promise<void>((resolve) => (myTurn = resolve)),
      write: async (change: StoreChange) => void written.push(change),
      adopt: async () => ({ pendings: [], attention: [] }),
    } as unknown as Store;
    const bench = new Bench();
    await bench.engine.load(store);
    expect(bench.engine.lacksOlder).toBe(true);
    bench.portion = async () => ({ older: 'p2', records: [cycle('a')] });
    await bench.engine.takeOlder();
    expect(written.every(({ rows }) => rows === undefined)).toBe(true);
    written.length = 0;
    myTurn();
    await new Promise((done) => setTimeout(done));
    expect(written[0]?.rows).toMatchObject({ replace: true, at: 'k', older: 'p2' });
    expect(written[0]?.rows?.puts.map(({ id }) => id).sort()).toEqual(['a', 'new']);
    bench.portion = async () => ({ records: [cycle('b')] });
    await bench.engine.takeOlder();
    expect(written[1]?.rows).toMatchObject({ replace: false, older: undefined });
    expect(written[1]?.rows?.puts.map(({ id }) => id)).toEqual(['b']);
  });
});
