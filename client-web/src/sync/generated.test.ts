import { expect, it } from 'vitest';
import type { AnyRecord, Kind } from '../protocol';
import { byKey, comesLater, exampleWorld, readExamples, type Step } from './example-steps';
import type { Command } from './messages';
import { predict, type Effect } from './predict';
import './predict-later';
import { Replica } from './replica';

// protocol/examples/generated.jsonl holds what the server's rules make of every command on states that nobody
// wrote (tests/unit/predictions_test.cpp). Whoever issued it held what they may see, and no more.

interface Generated extends Step {
  story?: string;
  branch?: true;
  back?: true;
  hidden: string[];
  hidden_then?: string[];
}

const keyOf = (record: { kind: Kind; id: string }): string => `${record.kind}/${record.id}`;

// As the viewer gets it: what it names and they may not see is not there (docs/SYNC.md V6).
function formFor(record: AnyRecord, hidden: Set<string>): AnyRecord {
  const may = (kind: Kind) => (id: string) => !hidden.has(`${kind}/${id}`);
  if (record.kind === 'pdsa_cycle') {
    const form = { ...record, builds_on: record.builds_on?.filter(may('pdsa_cycle')) };
    if (form.adapted_from && !may('pdsa_cycle')(form.adapted_from)) {
      delete form.adapted_from;
      delete form.adapted_revision;
    }
    if (form.protocol_version && !may('protocol_version')(form.protocol_version))
      delete form.protocol_version;
    return form;
  }
  if (record.kind === 'change_protocol') {
    const form = { ...record, change_ideas: record.change_ideas?.filter(may('driver_node')) };
    if (form.from_reply && !may('reply')(form.from_reply)) delete form.from_reply;
    return form;
  }
  if (record.kind === 'post') {
    const form = {
      ...record,
      change_ideas: record.change_ideas?.filter(may('driver_node')),
      protocols: record.protocols?.filter(may('change_protocol')),
      cycles: record.cycles?.filter(may('pdsa_cycle')),
    };
    if (form.accepted_reply && !may('reply')(form.accepted_reply)) delete form.accepted_reply;
    return form;
  }
  if (record.kind === 'support_request')
    return { ...record, change_ideas: record.change_ideas?.filter(may('driver_node')) };
  if (record.kind === 'activity') {
    const form = { ...record };
    if (form.protocol && !may('change_protocol')(form.protocol)) delete form.protocol;
    if (form.change_idea && !may('driver_node')(form.change_idea)) delete form.change_idea;
    return form;
  }
  if (record.kind === 'protocol_version' && record.adapted_from && !may('adaptation')(record.adapted_from)) {
    return { ...record, adapted_from: undefined };
  }
  if (record.kind === 'adaptation' && record.parent && !may('adaptation')(record.parent))
    return { ...record, parent: undefined };
  if (record.kind === 'upstream_proposal' && record.version && !may('protocol_version')(record.version))
    return { ...record, version: undefined };
  if (record.kind === 'evidence_row') return { ...record, cycles: record.cycles?.filter(may('pdsa_cycle')) };
  if (record.kind === 'agenda_item')
    return {
      ...record,
      cycles: record.cycles?.filter(may('pdsa_cycle')),
      support_requests: record.support_requests?.filter(may('support_request')),
      change_ideas: record.change_ideas?.filter(may('driver_node')),
    };
  if (record.kind === 'meeting_decision')
    return {
      ...record,
      cycles: record.cycles?.filter(may('pdsa_cycle')),
      change_ideas: record.change_ideas?.filter(may('driver_node')),
    };
  if (record.kind === 'measure')
    return {
      ...record,
      aims: record.aims?.filter(may('aim')),
      drivers: record.drivers?.filter(may('driver_node')),
    };
  if (record.kind === 'chart_phase' || record.kind === 'chart_annotation' || record.kind === 'chart_signal')
    return { ...record, cycles: record.cycles?.filter(may('pdsa_cycle')) } as AnyRecord;
  if (record.kind === 'protocol_change')
    return { ...record, cycles: record.cycles?.filter(may('pdsa_cycle')) };
  return record;
}

const placeIn = ({ name, args }: Command): [Kind, string] => [
  name.slice(name.indexOf('_') + 1) as Kind,
  String(args.id),
];

const steps = readExamples('generated.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Generated);

it('[C1] predicts what the server does on generated states, for every command', () => {
  let all = new Map<string, AnyRecord>();
  let told = all;
  const tried = new Map<string, number>();
  const wrong: string[] = [];
  steps.forEach((step, line) => {
    if (step.story) {
      all = new Map(exampleWorld().map((record) => [keyOf(record), record]));
      return;
    }
    if (step.branch) told = new Map(all);
    if (step.back) all = told;
    if (step.branch || step.back) return;
    const hidden = new Set(step.hidden);
    const base = new Replica();
    for (const [key, record] of all) if (!hidden.has(key)) base.put(formFor(record, hidden));
    // A change of an older text is carried over by the server; a browser writes on what it holds.
    const { write, seen_revision } = step.command.args;
    const held = base.get(...placeIn(step.command));
    const older = write !== undefined && held?.revision !== seen_revision;
    const outcome = predict(step.command, base, { me: step.by, now: step.at_ms });
    if (!step.refused && !older) {
      tried.set(step.command.name, (tried.get(step.command.name) ?? 0) + 1);
      const hiddenThen = new Set(step.hidden_then ?? step.hidden);
      const expected = byKey(
        (step.puts ?? [])
          .filter((record) => !hiddenThen.has(keyOf(record)))
          .map((record) => formFor(record, hiddenThen)),
      );
      const gone = (step.removes ?? []).map(keyOf).filter((key) => !hidden.has(key));
      const what = `line ${line + 1}: ${JSON.stringify(step.command)} by ${step.by}`;
      if (!Array.isArray(outcome)) wrong.push(`${what} is refused here: ${JSON.stringify(outcome)}`);
      else {
        const effects = outcome as Effect[];
        // Adding what stands there already, hidden from them, is taken: they see it no more than before.
        const puts = byKey(effects.flatMap((effect) => (effect.put ? formFor(effect.put, hiddenThen) : [])));
        // What one hides from oneself, such as a role one gives up, goes with the server's answer.
        for (const key of Object.keys(puts)) if (hiddenThen.has(key)) delete puts[key];
        const removes = effects.flatMap((effect) => effect.remove ?? []).map(keyOf);
        // Deleted drafts count as well, and those are not on this side.
        if (['create_protocol_version', 'decide_upstream'].includes(step.command.name))
          for (const version of [...Object.values(puts), ...Object.values(expected)]) delete version.number;
        if (comesLater(step.command.name)) {
          for (const key of Object.keys(expected)) if (!(key in puts)) delete expected[key];
        }
        try {
          expect(puts).toEqual(expected);
          expect(removes.sort()).toEqual(gone.sort());
        } catch (difference) {
          wrong.push(`${what}: ${(difference as Error).message}`);
        }
      }
    }
    for (const record of step.puts ?? []) all.set(keyOf(record), record);
    for (const removed of step.removes ?? []) all.delete(keyOf(removed));
  });
  expect(wrong.slice(0, 10).join('\n\n'), `${wrong.length} of ${steps.length} steps`).toBe('');
  expect(tried.size).toBeGreaterThan(70);
});
