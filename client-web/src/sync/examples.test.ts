import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byKey, comesLater, exampleWorld, readExamples, type Step } from './example-steps';
import { predict, type Effect } from './predict';
import './predict-later';
import { Replica } from './replica';

// protocol/examples holds what the server's rules do with every command (tests/unit/examples_test.cpp keeps it
// true). What is predicted here must be what the server then does: otherwise the screen would say one thing,
// and a moment later another.

const areas = [
  'network',
  'theory',
  'cycle',
  'library',
  'talk',
  'exchange',
  'practice',
  'moderation',
  'meeting',
  'measure',
  'notice',
];

// Refusals that can be known here, and so must be: nothing is sent that is sure to come back.
const knownHere = new Set([
  'loop',
  'wrong_link',
  'duplicate_link',
  'needs_prediction',
  'needs_decision',
  'published',
  'needs_owner',
  'needs_sustain_plan',
]);

function play(area: string, visit: (step: Step, outcome: ReturnType<typeof predict>) => void): void {
  const base = new Replica();
  for (const record of exampleWorld()) base.put(record);
  for (const step of (JSON.parse(readExamples(`${area}.json`)) as { steps: Step[] }).steps) {
    visit(step, predict(step.command, base, { me: step.by, now: step.at_ms }));
    for (const record of step.puts ?? []) base.put(record);
    for (const { kind, id } of step.removes ?? []) base.remove(kind, id);
  }
}

describe.each(areas)('examples of the %s', (area) => {
  it('[C1] predicts what the server does, and refuses nothing that it takes', () => {
    play(area, (step, outcome) => {
      const what = `${area}: ${step.says} (${step.command.name})`;
      if (step.refused) {
        if (!Array.isArray(outcome)) expect(outcome.code, what).toBe(step.refused.code);
        else expect(knownHere.has(step.refused.code), `${what} is not refused here`).toBe(false);
        return;
      }
      expect(Array.isArray(outcome), `${what} is refused here: ${JSON.stringify(outcome)}`).toBe(true);
      const effects = outcome as Effect[];
      const puts = byKey(effects.flatMap((effect) => effect.put ?? []));
      const removes = effects.flatMap((effect) => effect.remove ?? []);
      const expected = byKey(step.puts ?? []);
      if (comesLater(step.command.name)) {
        for (const key of Object.keys(expected)) if (!(key in puts)) delete expected[key];
      }
      expect(puts, what).toEqual(expected);
      expect(removes.map((r) => `${r.kind}/${r.id}`).sort(), what).toEqual(
        (step.removes ?? []).map((r) => `${r.kind}/${r.id}`).sort(),
      );
    });
  });
});

it('has an accepted example for every command', () => {
  const text = readFileSync(new URL('../protocol.generated.ts', import.meta.url), 'utf8');
  const block = text.slice(
    text.indexOf('export interface CommandArgs {'),
    text.indexOf('export type CommandName'),
  );
  const names = [...block.matchAll(/^ {2}(\w+):/gm)].map((match) => match[1]);
  const shown = new Set<string>();
  for (const area of areas) {
    play(area, (step) => step.refused || shown.add(step.command.name));
  }
  expect(names.length).toBeGreaterThan(70);
  expect(names.filter((name) => !shown.has(name!))).toEqual([]);
});
