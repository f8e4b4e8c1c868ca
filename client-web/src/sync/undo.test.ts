import './predict-later';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, DriverNode } from '../protocol';
import type { Command, FromServer } from './messages';
import { Bench, cycle, node } from './testing';
import { applyChange, inverse, type TextChange } from './text-change';
import { randomOf } from './text-testing';
import { Undo } from './undo';

async function begin(...records: AnyRecord[]) {
  const bench = await Bench.live(records);
  let now = 0;
  const undo = new Undo(bench.engine, () => now);
  return { bench, undo, pass: (ms: number) => (now += ms) };
}
const rename = (undo: Undo, id: string, text: string) =>
  undo.issue('edit_driver_node', { id, set: { text } });
const names = (commands: Command[]) => commands.map((command) => command.name);

describe('undo', () => {
  it('puts a field back as it was, and gives it again', async () => {
    const { bench, undo } = await begin(node('s1', { text: 'Old' }));
    rename(undo, 's1', 'New');
    expect(undo.undo()).toEqual({ did: 'edit_driver_node' });
    expect(bench.text('s1')).toBe('Old');
    expect(undo.redo()).toEqual({ did: 'edit_driver_node' });
    expect(bench.text('s1')).toBe('New');
    expect(undo.redo()).toBeUndefined();
    expect(undo.undo()).toBeDefined();
    expect(undo.undo()).toBeUndefined();
  });

  it('opens an action again that was done, and drops it again for the same reason', async () => {
    const action: AnyRecord = {
      kind: 'meeting_action',
      ...{ id: 'a1', revision: 1, created_at_ms: 0, updated_at_ms: 0 },
      text: 'Call them',
      owner: 'ana',
      due: '2026-03-20',
      state: 'open',
    };
    const { bench, undo } = await begin(action);
    const state = () => bench.engine.get('meeting_action', 'a1')?.state;
    undo.issue('finish_action', { id: 'a1', to: 'done' });
    expect(state()).toBe('done');
    expect(undo.undo()).toEqual({ did: 'finish_action' });
    expect(state()).toBe('open');
    undo.issue('finish_action', { id: 'a1', to: 'dropped', reason: 'They called' });
    undo.issue('finish_action', { id: 'a1', to: 'open' });
    undo.undo();
    expect(bench.commands().at(-1)?.args).toMatchObject({ to: 'dropped', reason: 'They called' });
  });

  it('clears what was not there before, and sends it only over what it has seen', async () => {
    const { bench, undo } = await begin(node('s1'));
    undo.issue('edit_driver_node', { id: 's1', set: { definition: 'Mine' } });
    const { id } = bench.commands()[0]!;
    bench.engine.receive([
      bench.update(
        [node('s1', { definition: 'Mine', rank: bench.engine.get('driver_node', 's1')!.rank }, 2)],
        {
          cause: id,
          by: 'leah',
        },
      ),
      { type: 'accepted', id },
    ]);
    undo.undo();
    expect(bench.commands()[1]).toMatchObject({
      name: 'edit_driver_node',
      args: { id: 's1', clear: ['definition'], if_changed: 'refuse', seen_revision: 2 },
    });
    expect(bench.engine.get('driver_node', 's1')?.definition).toBeUndefined();
  });

  it('takes what I made away and brings what I archived back', async () => {
    const { bench, undo } = await begin(node('s1'));
    undo.issue('create_driver_node', {
      id: 's2',
      diagram: 'hub',
      node_kind: 'secondary',
      text: 'Two',
      rank: 'b',
    });
    undo.issue('archive_driver_node', { id: 's1' });
    undo.undo();
    undo.undo();
    expect(names(bench.commands())).toEqual([
      'create_driver_node',
      'archive_driver_node',
      'restore_driver_node',
      'archive_driver_node',
    ]);
    expect(bench.engine.get('driver_node', 's2')).toBeUndefined();
  });

  it('takes away the cycle that came of another one, and links of a ramp', async () => {
    const { bench, undo } = await begin(cycle('c1'), cycle('c2'));
    const held = (id: string) => bench.engine.get('pdsa_cycle', id);
    undo.issue('clone_pdsa_cycle', { id: 'c1', clone: 'mine', team: 't1', change_idea: 'i1' });
    undo.issue('continue_pdsa_cycle', { id: 'c1', next: 'next' });
    undo.issue('edit_pdsa_cycle', { id: 'c2', add: { builds_on: ['c1'] } });
    expect(held('mine')?.adapted_from).toBe('c1');
    expect(held('next')?.builds_on).toEqual(['c1']);
    expect(held('c2')?.builds_on).toEqual(['c1']);
    undo.undo();
    expect(held('c2')?.builds_on).toBeUndefined();
    undo.undo();
    expect(held('next')).toBeUndefined();
    undo.undo();
    expect(held('mine')).toBeUndefined();
    expect(held('c1')).toBeDefined();
  });

  it('leaves alone what somebody else has changed since', async () => {
    const { bench, undo } = await begin(node('s1', { text: 'Old' }));
    rename(undo, 's1', 'Mine');
    const { id } = bench.commands()[0]!;
    bench.engine.receive([
      bench.update([node('s1', { text: 'Mine', updated_by: 'leah' }, 2)], { cause: id, by: 'leah' }),
      { type: 'accepted', id },
      bench.update([node('s1', { text: 'Theirs', updated_by: 'ben' }, 3)], { by: 'ben' }),
    ]);
    expect(undo.undo()).toEqual({ changedBy: 'ben', did: 'edit_driver_node' });
    expect(bench.text('s1')).toBe('Theirs');
    expect(bench.commands()).toHaveLength(1);
  });

  it('does not take away what somebody else has built on', async () => {
    const { bench, undo } = await begin(node('s1', { created_by: 'leah', updated_by: 'leah' }));
    undo.issue('create_driver_node', {
      id: 's2',
      diagram: 'hub',
      node_kind: 'secondary',
      text: 'Two',
      rank: 'b',
    });
    bench.engine.receive([
      bench.update(
        [
          {
            kind: 'driver_link',
            id: 'l1',
            revision: 1,
            created_by: 'ben',
            updated_by: 'ben',
            created_at_ms: 1,
            updated_at_ms: 1,
            diagram: 'hub',
            source: 's1',
            target: 's2',
          },
        ],
        { by: 'ben' },
      ),
    ]);
    expect(undo.undo()).toEqual({ changedBy: 'ben', did: 'create_driver_node' });
    expect(bench.engine.get('driver_node', 's2')).toBeDefined();
  });

  it('takes what was typed in one go back in one go', async () => {
    const { bench, undo, pass } = await begin(node('s1', { text: 'Old' }));
    rename(undo, 's1', 'N');
    pass(1_000);
    rename(undo, 's1', 'New');
    undo.undo();
    expect(bench.text('s1')).toBe('Old');
  });

  it('goes back to another’s word where that stood between two of mine', async () => {
    const { bench, undo, pass } = await begin(node('s2', { text: 'Other' }));
    rename(undo, 's2', 'A');
    bench.engine.receive([{ type: 'accepted', id: bench.commands()[0]!.id }]);
    bench.engine.receive([bench.update([node('s2', { text: 'Theirs' }, 2)], { by: 'ben' })]);
    pass(1_000);
    rename(undo, 's2', 'B');
    undo.undo();
    expect(bench.text('s2')).toBe('Theirs');
  });

  describe('of what was typed in a text that others write in too', () => {
    const text = { kind: 'driver_node', id: 's1', field: 'definition' } as const;
    const shown = (bench: Bench) => bench.engine.get('driver_node', 's1')?.definition ?? '';
    async function typed(change: TextChange) {
      const { bench, undo } = await begin(node('s1', { definition: 'Ours.' }));
      const back = inverse(change, 'Ours.');
      bench.engine.write(text.kind, text.id, text.field, change);
      undo.wrote(text, back);
      const { id } = bench.commands()[0]!;
      bench.engine.receive([
        bench.update([node('s1', { definition: applyChange('Ours.', change) }, 2)], {
          cause: id,
          by: 'leah',
        }),
        { type: 'accepted', id },
      ]);
      const say = (definition: string) =>
        bench.engine.receive([
          bench.update([node('s1', { definition, updated_by: 'ben' }, 3)], { by: 'ben' }),
        ]);
      const write = (revision: number, definition: TextChange) =>
        bench.engine.receive([
          {
            ...bench.update([], { by: 'ben' }),
            writes: [
              {
                kind: 'driver_node',
                id: 's1',
                changes: { definition },
                revision,
                updated_by: 'ben',
                updated_at_ms: 2,
              },
            ],
          } as FromServer,
        ]);
      return { bench, undo, say, write };
    }

    it('takes one sitting back in one go, and gives it again', async () => {
      const { bench, undo } = await typed([5, [0, ' Mine.']]);
      expect(undo.next).toBe('edit_driver_node');
      expect(undo.undo()).toEqual({ did: 'edit_driver_node' });
      expect(shown(bench)).toBe('Ours.');
      expect(undo.redo()).toEqual({ did: 'edit_driver_node' });
      expect(shown(bench)).toBe('Ours. Mine.');
    });

    it('leaves the words that another wrote before, in and after mine', async () => {
      const { bench, undo, write } = await typed([5, [0, ' Mine.']]);
      write(3, [[0, 'First. '], 11, [0, ' Last.']]);
      write(4, [15, [0, '(hers)'], 9]);
      expect(shown(bench)).toBe('First. Ours. Mi(hers)ne. Last.');
      undo.undo();
      expect(shown(bench)).toBe('First. Ours.(hers) Last.');
      undo.redo();
      undo.undo();
      expect(shown(bench)).toBe('First. Ours.(hers) Last.');
    });

    it('leaves the text alone where it is not known whose words are whose', async () => {
      const { bench, undo, say } = await typed([5, [0, ' Mine.']]);
      say('First. Ours. Mine. Last.');
      expect(undo.undo()).toEqual({ changedBy: 'ben', did: 'edit_driver_node' });
      expect(shown(bench)).toBe('First. Ours. Mine. Last.');
    });

    it('says who wrote over it where nothing of mine is left', async () => {
      const { bench, undo, say } = await typed([5, [0, ' Mine.']]);
      say('Ours.');
      expect(undo.undo()).toEqual({ changedBy: 'ben', did: 'edit_driver_node' });
      expect(shown(bench)).toBe('Ours.');
      expect(bench.commands()).toHaveLength(1);
    });
  });

  it('forgets what could be given again once something new is done', async () => {
    const { undo } = await begin(node('s1', { text: 'Old' }));
    rename(undo, 's1', 'New');
    undo.undo();
    rename(undo, 's1', 'Newer');
    expect(undo.redo()).toBeUndefined();
  });
});

/** The server's rule for edits, as docs/SYNC.md C6 has it: last wins, `refuse` where the field changed since. */
class Rule {
  readonly field = new Map<string, number>();
  record: DriverNode = node('s1', { text: 'start', definition: 'start' });

  edit(by: string, args: Record<string, unknown>): boolean {
    const seen = (args.seen_revision as number | undefined) ?? this.record.revision;
    const set = (args.set ?? {}) as Record<string, string>;
    const clear = (args.clear ?? []) as string[];
    const fields = [...Object.keys(set), ...clear];
    const stale = fields.some((name) => (this.field.get(name) ?? 0) > seen);
    if (stale && args.if_changed === 'refuse') return false;
    const next = { ...this.record, ...set, revision: this.record.revision + 1, updated_by: by };
    for (const name of clear) delete (next as unknown as Record<string, unknown>)[name];
    this.record = next as DriverNode;
    for (const name of fields) this.field.set(name, next.revision);
    return true;
  }
}

it('never removes a word of another, whatever comes between (500 runs of 40 steps)', async () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    let state = seed;
    const below = (bound: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
    const rule = new Rule();
    const bench = await Bench.live([structuredClone(rule.record)]);
    let now = 0;
    const undo = new Undo(bench.engine, () => now);
    const theirs = new Map<string, string>(); // words of Ben's that nobody has deliberately written over
    let taken = 0;
    const serve = () => {
      for (const command of bench.commands().slice(taken)) {
        taken += 1;
        const before = { ...rule.record } as unknown as Record<string, unknown>;
        const accepted = rule.edit('leah', command.args);
        const undoes = command.args.if_changed === 'refuse';
        const after = rule.record as unknown as Record<string, unknown>;
        for (const name of ['text', 'definition']) {
          if (before[name] === after[name] || theirs.get(name) !== before[name]) continue;
          if (undoes) throw new Error(`seed ${seed}: undo removed “${String(before[name])}”`);
          theirs.delete(name);
        }
        bench.engine.receive(
          accepted
            ? [
                bench.update([structuredClone(rule.record)], { cause: command.id, by: 'leah' }),
                { type: 'accepted', id: command.id },
              ]
            : [{ type: 'refused', id: command.id, code: 'stale', field: 'text' }],
        );
      }
    };
    for (let step = 0; step < 40; step += 1) {
      now += below(8_000);
      const field = below(2) === 0 ? 'text' : 'definition';
      const does = below(6);
      if (does < 2) undo.issue('edit_driver_node', { id: 's1', set: { [field]: `mine ${seed}.${step}` } });
      else if (does === 2) undo.undo();
      else if (does === 3) undo.redo();
      else if (does === 4) {
        const word = `theirs ${seed}.${step}`;
        rule.edit('ben', { set: { [field]: word } });
        theirs.set(field, word);
        // Their change reaches this page at once, or only with what comes later.
        if (below(2) === 0)
          bench.engine.receive([bench.update([structuredClone(rule.record)], { by: 'ben' })]);
      } else serve();
    }
    serve();
    expect(taken).toBeGreaterThan(0);
  }
});

// Letters of mine and of others tell whose words went.
it('never removes a letter that another wrote in the same text (300 runs of 40 steps)', async () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = randomOf(seed);
    const { bench, undo } = await begin(node('s1'));
    const text = { kind: 'driver_node', id: 's1', field: 'definition' } as const;
    let [revision, there, theirs, taken] = [1, '', 0, 0];
    const tell = (change: TextChange, by: string, cause?: string) => {
      there = applyChange(there, change);
      revision += 1;
      const writes = [
        { ...text, changes: { definition: change }, revision, updated_by: by, updated_at_ms: 2 },
      ];
      bench.engine.receive([{ ...bench.update([], { by, cause }), writes } as FromServer]);
    };
    const serve = () => {
      for (const { id, args } of bench.commands().slice(taken)) {
        taken += 1;
        tell((args.write as { definition: TextChange }).definition, 'leah', id);
        bench.engine.receive([{ type: 'accepted', id }]);
      }
    };
    const put = (letter: string): TextChange => {
      const at = random(there.length + 1);
      return [at, [0, letter] as const, there.length - at].filter((part) => part !== 0) as TextChange;
    };
    for (let step = 0; step < 40; step += 1) {
      const deed = random(4);
      if (deed === 0) {
        const change = put('m');
        bench.engine.write(text.kind, text.id, text.field, change);
        undo.wrote(text, inverse(change, there));
      } else if (deed === 1) {
        tell(put('t'), 'ben');
        theirs += 1;
      } else if (deed === 2) undo.undo();
      else undo.redo();
      serve();
      if ([...there].filter((letter) => letter === 't').length !== theirs) throw new Error(`seed ${seed}`);
    }
    for (let came = undo.undo(); came; came = undo.undo()) {
      expect(came.changedBy, `seed ${seed}`).toBeUndefined();
      serve();
    }
    expect(there, `seed ${seed}`).toBe('t'.repeat(theirs));
  }
});
