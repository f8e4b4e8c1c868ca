import type { ChartPhase, Measure, MeasureSeries } from '../../protocol';
import { compare } from '../../state/language.svelte';
import { here, records } from '../../state/session.svelte';
import { nextDue } from './due';
import { entersPoints, isOwn, readsChart } from './rights';

export interface PhaseWaiting {
  phase: ChartPhase;
  series: MeasureSeries;
  measure: Measure;
}

/** Phases that somebody else has proposed and this person may confirm (docs/SYNC.md Q9), the oldest first. */
export function phasesWaiting(): PhaseWaiting[] {
  const me = here().me.member;
  return records()
    .all('chart_phase')
    .flatMap((phase): PhaseWaiting[] => {
      if (phase.state !== 'proposed' || phase.proposed_by === me) return [];
      const series = records().get('measure_series', phase.series);
      const measure = records().get('measure', series?.measure);
      return series && measure && readsChart(series) ? [{ phase, series, measure }] : [];
    })
    .sort((a, b) => a.phase.updated_at_ms - b.phase.updated_at_ms);
}

/**
 * The series of this person's own school, team or district that numbers are entered for. A district's are its lead's: of whoever
 * does not lead it some of its points may be hidden, and which one is due with them.
 */
export const ownSeries = (): { series: MeasureSeries; measure: Measure }[] =>
  records()
    .all('measure_series')
    .flatMap((series) => {
      const measure = records().get('measure', series.measure);
      const asked = measure?.state === 'active' && measure.schedule !== 'per_event';
      const seesAll = series.scope !== 'district' || here().me.leads.includes(series.organization ?? '');
      return asked && seesAll && isOwn(series) && entersPoints(series) ? [{ series, measure }] : [];
    })
    .sort((a, b) => compare(a.measure.title, b.measure.title) || a.series.id.localeCompare(b.series.id));

/** The day for which the next point of a series is due, by the points of it that are here. */
export function dueOf(measure: Measure, series: MeasureSeries): string | undefined {
  let last: string | undefined;
  for (const point of records().all('data_point'))
    if (point.series === series.id && (last === undefined || point.on > last)) last = point.on;
  return nextDue(measure.schedule, last, records().get('measure_definition', measure.definition)?.starts_on);
}
