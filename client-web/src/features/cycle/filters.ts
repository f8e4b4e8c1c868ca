import type { PdsaCycle } from '../../protocol';
import { partOf } from '../../state/cycles';
import { here, records } from '../../state/session.svelte';

export const filterNames = ['part', 'owner', 'team', 'school', 'idea', 'decision'] as const;
export type FilterName = (typeof filterNames)[number];

export const ideaOf = (cycle: PdsaCycle): string | undefined =>
  records().get('ramp', cycle.ramp)?.change_idea;

const matches: Record<FilterName, (cycle: PdsaCycle, value: string) => boolean> = {
  part: (cycle, value) => (cycle.state === 'paused' ? cycle.state : (partOf(cycle) ?? cycle.state)) === value,
  owner: (cycle) => cycle.owner === here().me.member,
  team: (cycle, value) => cycle.team === value,
  school: (cycle, value) => (cycle.schools ?? []).includes(value),
  idea: (cycle, value) => ideaOf(cycle) === value,
  decision: (cycle, value) => cycle.decision === value,
};

export const matchesAll = (cycle: PdsaCycle, chosen: Record<FilterName, string>): boolean =>
  filterNames.every((name) => chosen[name] === '' || matches[name](cycle, chosen[name]));

/** One's own teams first, then what moved last. */
export function sortedCycles(cycles: PdsaCycle[]): PdsaCycle[] {
  const { teams } = here().me;
  const own = (cycle: PdsaCycle) => Number(teams.includes(cycle.team));
  return [...cycles].sort((a, b) => own(b) - own(a) || b.updated_at_ms - a.updated_at_ms);
}
