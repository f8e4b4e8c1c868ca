import type { ChartSignal } from '../../protocol';
import type { ChartedSignal } from '../../sync/http';
import type { View } from '../../sync/replica';
import { patternOf } from './sentence';

/** The kept record of a signal that a chart shows: what people think of it. The two are a moment apart while points come in. */
export function keptSignal(view: View, series: string, shown: ChartedSignal): ChartSignal | undefined {
  return view
    .all('chart_signal')
    .filter(
      (kept) =>
        kept.series === series &&
        kept.rule === patternOf(shown.rule) &&
        kept.first_on <= shown.last_on &&
        shown.first_on <= kept.last_on,
    )
    .sort((a, b) => Number(b.first_on === shown.first_on) - Number(a.first_on === shown.first_on))[0];
}

/** What people once looked into and the chart no longer shows, the newest first. */
export const passedSignals = (view: View, series: string): ChartSignal[] =>
  view
    .all('chart_signal')
    .filter((kept) => kept.series === series && kept.passed)
    .sort((a, b) => b.last_on.localeCompare(a.last_on));
