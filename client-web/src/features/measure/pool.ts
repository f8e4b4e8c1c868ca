import type { Measure, MeasureSeries } from '../../protocol';
import { compare } from '../../state/language.svelte';
import type { View } from '../../sync/replica';

// As the server has it (docs/SYNC.md Q16, Q17).
const LEAST_PEOPLE = 10;
export const SITES_LEAST = 3;
export const leastPeople = (view: View): number => view.all('network')[0]?.min_n ?? LEAST_PEOPLE;

const contexts = ['level', 'size', 'setting', 'leader_tenure', 'coach_on_site'] as const;

export type Pooled = Pick<MeasureSeries, 'scope' | 'context_group' | 'pooled'>;

/** What may be pooled of a measure: the network, and each context that at least three of its schools share. */
export function poolsOf(view: View, measure: Measure, all: readonly MeasureSeries[]): Pooled[] {
  const adds = ['proportion', 'rate', 'value', 'count'].includes(measure.data);
  if (!adds || measure.schedule === 'per_event') return [];
  const schools = view.all('organization').filter(({ organization_kind }) => organization_kind === 'school');
  const groups = new Map<string, number>();
  for (const school of schools) {
    for (const context of contexts) {
      const group = school[context] && `${context}: ${school[context]}`;
      if (group) groups.set(group, (groups.get(group) ?? 0) + 1);
    }
  }
  const shared = [...groups].flatMap(([group, n]) => (n >= SITES_LEAST ? [group] : []));
  return [
    ...(all.some(({ scope }) => scope === 'network') ? [] : [{ scope: 'network', pooled: true } as Pooled]),
    ...shared
      .filter((group) => !all.some(({ context_group }) => context_group === group))
      .sort(compare)
      .map((context_group): Pooled => ({ scope: 'context_group', context_group, pooled: true })),
  ];
}
