import type { PdsaCycle } from '../../protocol';
import { planFields } from '../../sync/predict-cycle';

export interface Plan {
  cycle: PdsaCycle;
  /** Not there while the cycle's details are not here. */
  questions?: string[];
  tasks?: string[];
}

export interface Difference {
  field: string;
  before?: string | number;
  after?: string | number;
}

/** Where our plan says something else than the one it was taken from, in the order of the worksheet. */
export function planDifferences(theirs: Plan, ours: Plan): Difference[] {
  const lines = (texts: string[]): string | undefined => texts.join('\n') || undefined;
  const all: Difference[] = planFields.map((field) => ({
    field,
    before: theirs.cycle[field],
    after: ours.cycle[field],
  }));
  for (const field of ['questions', 'tasks'] as const) {
    const [before, after] = [theirs[field], ours[field]];
    if (before && after) all.push({ field, before: lines(before), after: lines(after) });
  }
  return all.filter(({ before, after }) => before !== after);
}
