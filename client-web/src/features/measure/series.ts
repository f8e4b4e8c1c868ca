import type { DataPoint, Measure, MeasureSeries } from '../../protocol';
import { compare, number, word } from '../../state/language.svelte';
import type { View } from '../../sync/replica';
import { isOwn } from './rights';

/** Whose numbers they are, by name. */
export function nameOfSeries(view: View, series: MeasureSeries): string {
  if (series.organization) return view.get('organization', series.organization)?.name ?? '';
  if (series.team) return view.get('team', series.team)?.name ?? '';
  return series.context_group ?? word('series_scope', series.scope);
}

const order: MeasureSeries['scope'][] = ['network', 'context_group', 'district', 'team', 'school'];

/** The series of a measure by name within their scope: never by how they do. */
export const seriesOf = (view: View, measure: string): MeasureSeries[] =>
  view
    .all('measure_series')
    .filter((series) => series.measure === measure)
    .sort(
      (a, b) =>
        order.indexOf(a.scope) - order.indexOf(b.scope) ||
        compare(nameOfSeries(view, a), nameOfSeries(view, b)),
    );

/** The one a person is shown first: their own. */
export const firstOf = (all: readonly MeasureSeries[]): MeasureSeries | undefined =>
  all.find((series) => series.scope === 'school' && isOwn(series)) ?? all.find(isOwn) ?? all[0];

export const hasParts = (measure: Measure): boolean =>
  measure.data === 'proportion' || measure.data === 'rate';

/** A figure as people read it: three digits or so. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const rounded = Number(value.toFixed(digits));
  return number(Object.is(rounded, -0) ? 0 : rounded);
}

export const withUnit = (value: number, measure: Measure): string =>
  measure.data === 'proportion' && measure.multiply === 100 ? `${figure(value)}\u00a0%` : figure(value);

/** What was entered, as it was entered. */
export const entered = ({ value, numerator, denominator }: DataPoint): string =>
  denominator === undefined
    ? value === undefined
      ? ''
      : number(value)
    : `${number(numerator ?? 0)} / ${number(denominator)}`;
