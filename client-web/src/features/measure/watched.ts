import type { Measure, MeasureSeries, PdsaCycle } from '../../protocol';
import type { View } from '../../sync/replica';
import { seriesOf } from './series';

export interface Watched {
  measure: Measure;
  series: MeasureSeries;
}

// The numbers nearest to where it was tried: of its schools, else of its team, of its district, of the network.
function nearest(view: View, cycle: PdsaCycle, all: readonly MeasureSeries[]): MeasureSeries[] {
  const district = view.get('team', cycle.team)?.district;
  const rings: ((series: MeasureSeries) => boolean)[] = [
    ({ scope, organization }) => scope === 'school' && Boolean(cycle.schools?.includes(organization ?? '')),
    ({ scope, team }) => scope === 'team' && team === cycle.team,
    ({ scope, organization }) => scope === 'district' && organization === district,
    ({ scope }) => scope === 'network',
  ];
  for (const isNear of rings) {
    const found = all.filter(isNear);
    if (found.length > 0) return found;
  }
  return [];
}

/** The series that show what a cycle watches, as far as this person sees them. */
export const watchedSeries = (view: View, cycle: PdsaCycle): Watched[] =>
  (cycle.measures ?? []).flatMap((id) => {
    const measure = view.get('measure', id);
    if (!measure) return [];
    return nearest(view, cycle, seriesOf(view, id)).map((series) => ({ measure, series }));
  });
