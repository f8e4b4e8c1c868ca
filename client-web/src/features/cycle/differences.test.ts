import { expect, it } from 'vitest';
import type { PdsaCycle } from '../../protocol';
import { planDifferences } from './differences';

const cycle = (fields: Partial<PdsaCycle>): PdsaCycle =>
  ({ title: 'Door', intent: 'test', ...fields }) as PdsaCycle;
const plan = (fields: Partial<PdsaCycle>, questions: string[] = [], tasks: string[] = []) => ({
  cycle: cycle(fields),
  questions,
  tasks,
});

it('[P9] names what a plan says differently, and nothing that is a team’s own', () => {
  const theirs = plan({ what: 'Greet', scale_people: 3, team: 'a', start_on: '2026-03-01' }, ['How many?']);
  const ours = plan(
    { what: 'Greet twice', scale_people: 3, team: 'b', conditions: 'Rain' },
    ['How many?'],
    ['Print'],
  );
  expect(planDifferences(theirs, ours)).toEqual([
    { field: 'what', before: 'Greet', after: 'Greet twice' },
    { field: 'conditions', before: undefined, after: 'Rain' },
    { field: 'tasks', before: undefined, after: 'Print' },
  ]);
  expect(planDifferences(theirs, theirs)).toEqual([]);
  // Whose questions are not here has not been seen to have none.
  expect(planDifferences({ cycle: theirs.cycle }, ours).map(({ field }) => field)).toEqual([
    'what',
    'conditions',
  ]);
});
