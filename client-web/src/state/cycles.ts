import type { CycleState, PdsaCycle, Ramp } from '../protocol';
import { byRank } from '../sync/rank';
import { records } from './session.svelte';

export const testingStates: readonly CycleState[] = ['planned', 'doing', 'studying', 'acting'];
export const movingStates: readonly CycleState[] = ['draft', ...testingStates];

/** The four parts of the worksheet, and which one a cycle in a given state is in. */
export const parts = ['plan', 'do', 'study', 'act'] as const;
export type Part = (typeof parts)[number];

const partOfState: Record<CycleState, Part | undefined> = {
  draft: 'plan',
  planned: 'plan',
  doing: 'do',
  studying: 'study',
  acting: 'act',
  complete: undefined,
  paused: undefined,
  stopped: undefined,
};

export const partOf = (cycle: PdsaCycle): Part | undefined => partOfState[cycle.paused_from ?? cycle.state];

export const cyclesOf = (ramp: Ramp): PdsaCycle[] =>
  records()
    .all('pdsa_cycle')
    .filter((cycle) => cycle.ramp === ramp.id)
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || byRank(a, b));

export interface Activity {
  cycles: number;
  testing: number;
}

/** How much each change idea has been and is being tested, over all teams this person may see. */
export function activityByIdea(): Map<string, Activity> {
  const ideaOf = new Map(
    records()
      .all('ramp')
      .map((ramp) => [ramp.id, ramp.change_idea]),
  );
  const activity = new Map<string, Activity>();
  for (const cycle of records().all('pdsa_cycle')) {
    const idea = ideaOf.get(cycle.ramp);
    if (idea === undefined) continue;
    const sum = activity.get(idea) ?? { cycles: 0, testing: 0 };
    sum.cycles++;
    if (testingStates.includes(cycle.state)) sum.testing++;
    activity.set(idea, sum);
  }
  return activity;
}

/** The calendar day here, so many days from now, as the wire writes days. */
export function inDays(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export const today = (): string => inDays(0);
