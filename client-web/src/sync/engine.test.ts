import { describe, expect, it } from 'vitest';
import type { Comment } from '../protocol';
import { Bench, cycle, node, question } from './testing';

describe('overlay', () => {
  it('shows my change before the server has answered, and leaves the base alone', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'New');
    expect(bench.text('s1')).toBe('New');
    expect(bench.engine.waiting).toBe(1);
    expect(bench.commands()).toMatchObject([
      { name: 'edit_driver_node', args: { id: 's1', set: { text: 'New' }, seen_revision: 1 } },
    ]);
  });

  it('lists created records and hides archived ones', async () => {
    const bench = await Bench.live([node('s1'), node('s2')]);
    bench.engine.issue('create_driver_node', {
      id: 's3',
      diagram: 'hub',
      node_kind: 'secondary',
      text: 'Third',
      rank: 'c',
    });
    bench.engine.issue('archive_driver_node', { id: 's1' });
    expect(
      bench.engine
        .all('driver_node')
        .map((n) => n.id)
        .sort(),
    ).toEqual(['s2', 's3']);
    expect(bench.engine.get('driver_node', 's3')).toMatchObject({
      text: 'Third',
      state: 'in_play',
      revision: 0,
    });
  });

  it('keeps my value over another person’s change of another field', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'Mine');
    bench.engine.receive([
      bench.update([node('s1', { text: 'Old', definition: 'Theirs' }, 2)], { by: 'ben' }),
    ]);
    expect(bench.engine.get('driver_node', 's1')).toMatchObject({ text: 'Mine', definition: 'Theirs' });
  });

  it('refuses at once what cannot be, and keeps nothing', async () => {
    const bench = await Bench.live([node('a'), node('b')]);
    bench.engine.issue('create_driver_link', { id: 'l1', diagram: 'hub', source: 'a', target: 'b' });
    const refusal = bench.engine.issue('create_driver_link', {
      id: 'l2',
      diagram: 'hub',
      source: 'b',
      target: 'a',
    });
    expect(refusal).toEqual({ code: 'loop', with: { path: 'Box a → Box b → Box a' } });
    expect(bench.engine.waiting).toBe(1);
  });

  it('tells which records changed, once a frame', async () => {
    const bench = await Bench.live([node('s1'), node('s2'), node('s3')]);
    bench.heard.length = 0;
    bench.engine.receive([
      bench.update([node('s1', { text: 'x' }, 2)], { by: 'ben' }),
      bench.update([node('s2', { text: 'y' }, 2)], { by: 'ben' }),
    ]);
    expect(bench.heard).toHaveLength(1);
    expect([...bench.heard[0]!.keys].sort()).toEqual(['driver_node/s1', 'driver_node/s2']);
    expect(bench.heard[0]!.remote.map((r) => [r.key, r.by, r.fields])).toEqual([
      ['driver_node/s1', 'ben', ['text', 'rank']],
      ['driver_node/s2', 'ben', ['text', 'rank']],
    ]);
  });
});

describe('settling', () => {
  it('[M2] takes a command out when it is accepted, with its effect already in the base', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'New');
    const { id } = bench.commands()[0]!;
    const seen: (string | undefined)[] = [];
    bench.engine.listen(() => seen.push(bench.text('s1')));
    bench.engine.receive([bench.update([node('s1', { text: 'New' }, 2)], { cause: id, by: 'leah' })]);
    bench.engine.receive([{ type: 'accepted', id }]);
    expect(bench.engine.waiting).toBe(0);
    expect(seen).toEqual(['New', 'New']);
  });

  it('never flickers: a value I gave is shown until it is in the base or refused', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'New');
    const { id } = bench.commands()[0]!;
    const seen = new Set<string | undefined>();
    bench.engine.listen(() => seen.add(bench.text('s1')));
    bench.engine.receive([bench.update([node('s1', { text: 'Old', definition: 'a' }, 2)], { by: 'ben' })]);
    bench.engine.disconnected();
    bench.connect();
    bench.welcome([], bench.update([node('s1', { text: 'Old', definition: 'b' }, 3)], { by: 'ben' }));
    bench.engine.receive([
      bench.update([node('s1', { text: 'New', definition: 'b' }, 4)], { cause: id, by: 'leah' }),
      { type: 'accepted', id },
    ]);
    expect([...seen]).toEqual(['New']);
    expect(bench.engine.waiting).toBe(0);
  });

  it('[M3] drops settled commands only together with what follows the welcome in its frame', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'New');
    const { id } = bench.commands()[0]!;
    bench.engine.disconnected();
    bench.connect();
    const seen: (string | undefined)[] = [];
    bench.engine.listen(() => seen.push(bench.text('s1')));
    bench.welcome([id], bench.update([node('s1', { text: 'New' }, 2)], { cause: id }));
    expect(seen).toEqual(['New']);
    expect(bench.engine.waiting).toBe(0);
    expect(bench.commands()).toHaveLength(1);
  });

  it('predicts a create once, also when the update arrives before its acceptance', async () => {
    const bench = await Bench.live();
    bench.engine.issue('create_driver_node', {
      id: 'n',
      diagram: 'hub',
      node_kind: 'primary',
      text: 'P',
      rank: 'V',
    });
    const { id } = bench.commands()[0]!;
    bench.engine.receive([bench.update([node('n', { text: 'P', rank: 'V' }, 1)], { cause: id, by: 'leah' })]);
    expect(bench.engine.all('driver_node')).toHaveLength(1);
    expect(bench.engine.get('driver_node', 'n')?.revision).toBe(1);
  });
});

describe('order and revisions', () => {
  it('holds back an edit until the earlier one on that record is answered, then names what it saw', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.rename('s1', 'One');
    bench.rename('s1', 'Two');
    expect(bench.commands()).toHaveLength(1);
    const first = bench.commands()[0]!.id;
    bench.engine.receive([
      bench.update([node('s1', { text: 'One' }, 2)], { cause: first, by: 'leah' }),
      { type: 'accepted', id: first },
    ]);
    expect(
      bench.commands().map((c) => [(c.args.set as { text: string }).text, c.args.seen_revision]),
    ).toEqual([
      ['One', 1],
      ['Two', 2],
    ]);
    expect(bench.text('s1')).toBe('Two');
  });

  it('does not claim to have seen what somebody else changed in between', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.rename('s1', 'One');
    bench.rename('s1', 'Two');
    const first = bench.commands()[0]!.id;
    bench.engine.receive([
      bench.update([node('s1', { text: 'Theirs' }, 2)], { by: 'ben' }),
      bench.update([node('s1', { text: 'One' }, 3)], { cause: first, by: 'leah' }),
      { type: 'accepted', id: first },
    ]);
    expect(bench.commands()[1]!.args.seen_revision).toBe(1);
  });

  it('knows its own change again when the answer was lost with the line', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.rename('s1', 'One');
    const first = bench.commands()[0]!.id;
    bench.engine.disconnected();
    bench.rename('s1', 'Two');
    bench.connect();
    bench.welcome([first], bench.update([node('s1', { text: 'One', updated_by: 'leah' }, 2)]));
    expect(bench.commands().at(-1)!.args).toMatchObject({ seen_revision: 2, set: { text: 'Two' } });
  });

  it('takes nothing for its own that somebody else changed while the line was cut', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.rename('s1', 'One');
    const first = bench.commands()[0]!.id;
    bench.engine.disconnected();
    bench.rename('s1', 'Two');
    bench.connect();
    bench.welcome([first], bench.update([node('s1', { text: 'Theirs', updated_by: 'ben' }, 3)]));
    expect(bench.commands().at(-1)!.args).toMatchObject({ seen_revision: 1, if_changed: 'refuse' });
  });

  it('edits a record that is still being created, after its creation', async () => {
    const bench = await Bench.live();
    bench.engine.issue('create_driver_node', {
      id: 'n',
      diagram: 'hub',
      node_kind: 'primary',
      text: 'P',
      rank: 'V',
    });
    bench.rename('n', 'Q');
    const { id } = bench.commands()[0]!;
    bench.engine.receive([
      bench.update([node('n', { text: 'P' }, 1)], { cause: id }),
      { type: 'accepted', id },
    ]);
    expect(bench.commands()[1]).toMatchObject({
      name: 'edit_driver_node',
      args: { id: 'n', seen_revision: 1 },
    });
  });

  it('sends the same body again under the same id, and marks what was written without a line', async () => {
    const bench = await Bench.live([node('s1'), node('s2')]);
    bench.rename('s1', 'Sent');
    bench.engine.disconnected();
    bench.rename('s2', 'Waiting');
    bench.connect();
    bench.welcome();
    const [first, again, waiting] = bench.commands();
    expect(again).toEqual(first);
    expect(first!.args.if_changed).toBeUndefined();
    expect(waiting!.args).toMatchObject({ id: 's2', if_changed: 'refuse', seen_revision: 1 });
  });
});

describe('cuts', () => {
  it('says hello with the pending ids and the last cursor, and sends nothing before the welcome', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.rename('s1', 'New');
    const { id } = bench.commands()[0]!;
    bench.engine.disconnected();
    expect(bench.engine.link).toBe('cut');
    bench.connect();
    expect(bench.hellos().at(-1)).toMatchObject({ since: 'at1', pending: [id] });
    expect(bench.commands()).toHaveLength(1);
    bench.welcome();
    expect(bench.commands().map((c) => c.id)).toEqual([id, id]);
    expect(bench.engine.link).toBe('live');
  });

  it('keeps back what is given between the hello and the welcome', async () => {
    const bench = await Bench.live([node('s1')]);
    bench.engine.disconnected();
    bench.connect();
    bench.rename('s1', 'Between');
    expect(bench.commands()).toEqual([]);
    bench.welcome();
    expect(bench.commands()).toHaveLength(1);
  });

  it('fetches the snapshot on resync, says hello on the same line, and keeps the outbox', async () => {
    const bench = await Bench.live([node('s1'), node('gone')]);
    bench.rename('s1', 'Mine');
    bench.snapshot = [node('s1', {}, 5)];
    bench.engine.receive([{ type: 'resync', why: 'rights' }]);
    await Promise.resolve().then(() => Promise.resolve());
    await new Promise((done) => setTimeout(done));
    expect(bench.hellos()).toHaveLength(2);
    bench.welcome();
    expect(bench.engine.get('driver_node', 'gone')).toBeUndefined();
    expect(bench.text('s1')).toBe('Mine');
    expect(bench.engine.waiting).toBe(1);
  });

  it('dials again when the snapshot after a resync cannot be had', async () => {
    const bench = await Bench.live();
    Object.assign(bench.engine, {
      around: { fetchSnapshot: () => Promise.reject(new Error('down')), redial: () => bench.redials++ },
    });
    bench.engine.receive([{ type: 'resync', why: 'rights' }]);
    await new Promise((done) => setTimeout(done));
    expect(bench.redials).toBe(1);
  });
});

describe('refusals', () => {
  it('puts a refused command aside with what was typed, and the view back to the truth', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'Mine');
    const { id } = bench.commands()[0]!;
    const current = node('s1', { text: 'Theirs' }, 3);
    bench.engine.receive([
      { type: 'refused', id, code: 'stale', field: 'text', says: 'Changed meanwhile.', current },
    ]);
    expect(bench.text('s1')).toBe('Theirs');
    expect(bench.engine.waiting).toBe(0);
    expect(bench.engine.attention).toMatchObject([
      { command: { args: { set: { text: 'Mine' } } }, refusal: { code: 'stale', field: 'text', current } },
    ]);
  });

  it('puts aside what was built on it too, and leaves the rest alone', async () => {
    const bench = await Bench.live([node('p', { node_kind: 'primary' })]);
    bench.engine.issue('create_driver_node', {
      id: 'n',
      diagram: 'hub',
      node_kind: 'secondary',
      text: 'N',
      rank: 'V',
    });
    bench.engine.issue('create_driver_link', { id: 'l', diagram: 'hub', source: 'n', target: 'p' });
    bench.engine.issue('edit_driver_link', { id: 'l', set: { note: 'because' } });
    bench.rename('p', 'Other');
    const { id } = bench.commands()[0]!;
    bench.engine.receive([{ type: 'refused', id, code: 'not_yours', says: '' }]);
    expect(bench.engine.attention.map((a) => [a.command.name, a.refusal.code])).toEqual([
      ['create_driver_node', 'not_yours'],
      ['create_driver_link', 'built_on_refused'],
      ['edit_driver_link', 'built_on_refused'],
    ]);
    expect(bench.engine.all('driver_link')).toEqual([]);
    expect(bench.text('p')).toBe('Other');
    expect(bench.engine.waiting).toBe(1);
  });

  it('tries again as a new command over what is true now', async () => {
    const bench = await Bench.live([node('s1', { text: 'Old' })]);
    bench.rename('s1', 'Mine');
    const { id } = bench.commands()[0]!;
    bench.engine.receive([
      { type: 'refused', id, code: 'stale', says: '', current: node('s1', { text: 'Theirs' }, 3) },
    ]);
    bench.engine.retry(bench.engine.attention[0]!);
    const again = bench.commands().at(-1)!;
    expect(again.id).not.toBe(id);
    expect(again.args).toEqual({ id: 's1', set: { text: 'Mine' }, seen_revision: 3 });
    expect(bench.engine.attention).toEqual([]);
  });

  it('ignores an answer about a command it no longer has', async () => {
    const bench = await Bench.live();
    bench.engine.receive([{ type: 'refused', id: 'unknown', code: 'stale', says: '' }]);
    expect(bench.engine.attention).toEqual([]);
  });
});

describe('details and presence', () => {
  it('[R5] replaces the details of an open parent, and drops them when the parent goes', async () => {
    const bench = await Bench.live([cycle('c1')]);
    bench.engine.open('pdsa_cycle', 'c1');
    expect(bench.sent.at(-1)).toEqual({ type: 'open', kind: 'pdsa_cycle', id: 'c1' });
    bench.engine.receive([
      { type: 'details', kind: 'pdsa_cycle', id: 'c1', puts: [question('q1', 'c1'), question('q2', 'c1')] },
    ]);
    bench.engine.receive([{ type: 'details', kind: 'pdsa_cycle', id: 'c1', puts: [question('q2', 'c1')] }]);
    expect(bench.engine.all('question').map((q) => q.id)).toEqual(['q2']);
    bench.engine.receive([bench.remove('pdsa_cycle', 'c1')]);
    expect(bench.engine.all('question')).toEqual([]);
  });

  it('[R5] keeps a comment with the record it is on, and one in a cycle with the cycle', async () => {
    const bench = await Bench.live([cycle('c1'), node('n1')]);
    bench.engine.open('pdsa_cycle', 'c1');
    bench.engine.open('driver_node', 'n1');
    const said = (id: string, fields: Partial<Comment>): Comment => ({
      ...question(id, 'c1'),
      kind: 'comment',
      about_kind: 'driver_node',
      about_id: 'n1',
      names_a_person: false,
      written_for: 'network',
      resolved: false,
      ...fields,
    });
    const onNode = said('on_node', { cycle: undefined });
    const onQuestion = said('on_question', { about_kind: 'question', about_id: 'q1', cycle: 'c1' });
    bench.engine.receive([{ type: 'details', kind: 'driver_node', id: 'n1', puts: [onNode] }]);
    bench.engine.receive([{ type: 'details', kind: 'pdsa_cycle', id: 'c1', puts: [onQuestion] }]);
    const there = () => bench.engine.all('comment').map((c) => c.id);
    expect(there()).toEqual(['on_node', 'on_question']);
    bench.engine.receive([{ type: 'details', kind: 'pdsa_cycle', id: 'c1', puts: [] }]);
    expect(there()).toEqual(['on_node']);
    bench.engine.receive([bench.remove('driver_node', 'n1')]);
    expect(there()).toEqual([]);
  });

  it('opens once for two screens, closes with the last, and opens again after a cut', async () => {
    const bench = await Bench.live([cycle('c1')]);
    const opens = () => bench.sent.filter((m) => m.type === 'open').length;
    const first = bench.engine.open('pdsa_cycle', 'c1');
    const second = bench.engine.open('pdsa_cycle', 'c1');
    expect(opens()).toBe(1);
    first();
    expect(bench.sent.some((m) => m.type === 'close')).toBe(false);
    bench.engine.disconnected();
    bench.connect();
    bench.welcome();
    expect(opens()).toBe(2);
    second();
    expect(bench.sent.at(-1)).toEqual({ type: 'close', kind: 'pdsa_cycle', id: 'c1' });
  });

  it('keeps who is where, forgets those who leave and everybody at a cut', async () => {
    const bench = await Bench.live();
    const at = { kind: 'driver_node', id: 's1' } as const;
    bench.engine.receive([
      { type: 'presence', session: '1', who: 'ana', at },
      { type: 'presence', session: '2', who: 'ben', at },
      { type: 'presence', session: '2', who: 'ben', at: null },
    ]);
    expect(bench.engine.presence.everyone()).toEqual([{ session: '1', who: 'ana', at }]);
    bench.engine.disconnected();
    expect(bench.engine.presence.everyone()).toEqual([]);
  });

  it('says where I am again after a cut', async () => {
    const bench = await Bench.live();
    bench.engine.goTo({ kind: 'driver_node', id: 's1', field: 'text' });
    bench.engine.disconnected();
    bench.connect();
    bench.welcome();
    expect(bench.sent.at(-1)).toEqual({
      type: 'presence',
      at: { kind: 'driver_node', id: 's1', field: 'text' },
    });
  });
});

describe('verbs of the cycle', () => {
  it('names what is missing before a step, and takes the step once it is there', async () => {
    const bench = await Bench.live([cycle('c1', { state: 'acting', decision: 'adopt' })]);
    bench.engine.receive([
      {
        type: 'details',
        kind: 'pdsa_cycle',
        id: 'c1',
        puts: [question('q1', 'c1', { verdict: 'confirmed' })],
      },
    ]);
    const complete = () => bench.engine.issue('advance_pdsa_cycle', { id: 'c1', to: 'complete' });
    expect(complete()?.code).toBe('needs_owner');
    bench.engine.issue('edit_pdsa_cycle', {
      id: 'c1',
      set: { sustain_owner: 'ana', sustain_plan: 'Weekly slot' },
    });
    expect(complete()).toBeUndefined();
    expect(bench.engine.get('pdsa_cycle', 'c1')?.state).toBe('complete');
  });

  it('remembers where a paused cycle stood', async () => {
    const bench = await Bench.live([cycle('c1', { state: 'studying' })]);
    bench.engine.issue('pause_pdsa_cycle', { id: 'c1', reason: 'Exams' });
    expect(bench.engine.get('pdsa_cycle', 'c1')).toMatchObject({ state: 'paused', paused_from: 'studying' });
    bench.engine.issue('resume_pdsa_cycle', { id: 'c1' });
    const resumed = bench.engine.get('pdsa_cycle', 'c1')!;
    expect(resumed.state).toBe('studying');
    expect('paused_from' in resumed || 'state_reason' in resumed).toBe(false);
  });

  it('plans a cycle with its ramp and first question in one go', async () => {
    const bench = await Bench.live();
    bench.engine.issue('plan_pdsa_cycle', {
      id: 'c1',
      team: 'team-1',
      change_idea: 'i1',
      what: 'Greet every student at the door each morning for one week in room 12, then count',
      prediction: 'Fewer late arrivals',
      end_on: '2026-12-01',
    });
    const made = bench.engine.get('pdsa_cycle', 'c1')!;
    expect(made).toMatchObject({
      state: 'planned',
      number: 1,
      scale_people: 1,
      owner: 'leah',
      shared_with: 'team',
    });
    expect(made.title).toBe('Greet every student at the door each morning for one week in…');
    expect(bench.engine.get('ramp', made.ramp)).toMatchObject({ change_idea: 'i1', team: 'team-1' });
    expect(bench.engine.all('question')).toMatchObject([{ cycle: 'c1', prediction: 'Fewer late arrivals' }]);
  });

  it('adds to and removes from a set without touching what others put there', async () => {
    const bench = await Bench.live([cycle('c1', { schools: ['a', 'b'] })]);
    bench.engine.issue('edit_pdsa_cycle', { id: 'c1', add: { schools: ['c'] }, remove: { schools: ['a'] } });
    bench.engine.receive([bench.update([cycle('c1', { schools: ['a', 'b', 'd'] }, 2)], { by: 'ben' })]);
    expect(bench.engine.get('pdsa_cycle', 'c1')?.schools).toEqual(['b', 'd', 'c']);
  });
});
