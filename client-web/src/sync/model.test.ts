import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from './engine';
import type { FromServer } from './messages';
import { property, type Faults } from './model-world';
import type { Store } from './store';

const RUNS = Number(process.env.MODEL_RUNS ?? 100);
// Each is found within a few dozen; a mutant that lives this long is not noticed at all.
const RUNS_FOR_A_MUTANT = 1_500;

/** A store of which one call does something else. */
const storeThat =
  (change: (store: Store) => Partial<Store>) =>
  (store: Store): Store => {
    const calls = change(store);
    return new Proxy(store, {
      get: (target, name: keyof Store) => calls[name] ?? (target[name] as () => unknown).bind(target),
    });
  };

class SettlesFirst extends Engine {
  override receive(messages: FromServer[]): void {
    super.receive(messages.filter((message) => message.type === 'welcome'));
    super.receive(messages.filter((message) => message.type !== 'welcome'));
  }
}

class ForgetsHowFarItCame extends Engine {
  override receive(messages: FromServer[]): void {
    const inside = this as unknown as { at: string | undefined };
    const { at } = inside;
    super.receive(messages);
    if (!messages.some((message) => message.type === 'welcome')) inside.at = at;
  }
}

const mutants: [string, Faults][] = [
  ['the server forgets which commands it has carried out', { forgetsCommands: true }],
  ['the server serves a log of which the beginning is gone', { truncatesLog: true }],
  [
    'the cursor is kept in one transaction and the rows in the next',
    {
      store: storeThat((store) => ({
        async write({ rows, unsent }) {
          await store.write({ rows: rows && { ...rows, puts: [], removes: [] }, unsent });
          if (rows) await store.write({ rows: { ...rows, replace: false } });
        },
      })),
    },
  ],
  ['an update that was seen is asked for and applied again', { engine: ForgetsHowFarItCame }],
  ['what is pending is dropped before its update is applied', { engine: SettlesFirst }],
  [
    'commands are not kept on the device',
    { store: storeThat((store) => ({ write: ({ rows }) => store.write({ rows }) })) },
  ],
  [
    'nobody adopts what a killed tab left',
    { store: storeThat(() => ({ adopt: () => Promise.resolve({ pendings: [], attention: [] }) })) },
  ],
];

describe('the model of the browser', () => {
  it('[C1] [M3] [M4] all see the same in the end, nothing is lost or done twice, and nothing flickers', async () => {
    await fc.assert(property({}), { numRuns: RUNS });
  });

  it.each(mutants)('notices when %s', async (_, faults) => {
    const found = await fc.check(property(faults), { numRuns: RUNS_FOR_A_MUTANT, endOnFailure: true });
    expect(found.failed).toBe(true);
  });
});
