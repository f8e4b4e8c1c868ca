import type { ChartSignal, MeasureSeries } from '../protocol';
import type { View } from '../sync/replica';

/** What people call a series where nothing else says what it is: its measure, and whose numbers they are. */
export function titleOfSeries(view: View, series: MeasureSeries | undefined): string {
  if (!series) return '';
  const whose =
    view.get('organization', series.organization)?.name ??
    view.get('team', series.team)?.name ??
    series.context_group ??
    view.all('network')[0]?.name;
  return [view.get('measure', series.measure)?.title, whose].filter(Boolean).join(' – ');
}

/** Whether a confirmed phase has begun since: what was a signal then is another process now. */
const isFormer = (view: View, { series, first_on }: ChartSignal): boolean =>
  view
    .all('chart_phase')
    .some((phase) => phase.series === series && phase.state === 'confirmed' && phase.starts_on > first_on);

/** What the charts in use show now and nobody has looked into: of each series its newest signal, the newest first. */
export function openSignals(view: View): ChartSignal[] {
  const told = new Set<string>();
  return view
    .all('chart_signal')
    .filter((signal) => {
      const measure = view.get('measure', view.get('measure_series', signal.series)?.measure);
      return (
        measure?.state === 'active' && !signal.acknowledged_by && !signal.passed && !isFormer(view, signal)
      );
    })
    .sort((a, b) => b.last_on.localeCompare(a.last_on) || (a.id < b.id ? -1 : 1))
    .filter(({ series }) => !told.has(series) && told.add(series));
}

/** The district whose numbers they are, or whose school's or team's. */
export function districtOfSeries(view: View, series: MeasureSeries | undefined): string | undefined {
  const place = view.get('organization', series?.organization);
  if (place) return place.organization_kind === 'district' ? place.id : place.parent;
  return view.get('team', series?.team)?.district;
}
