import { contextFields, contextOf, type ContextField, type ContextValue } from '../../state/evidence';
import type { View } from '../../sync/replica';
import type { MeasureSeries } from '../../protocol';

/** The sites alike in one respect; those of whom it is not known, and what is no school's, come last. */
export interface Stratum<T> {
  value: ContextValue | undefined;
  of: T[];
}

const valueAt = (
  view: View,
  { organization }: MeasureSeries,
  field: ContextField,
): ContextValue | undefined => {
  const site = view.get('organization', organization);
  return site && contextOf(site).find((value) => value.field === field);
};

/** The fields by which these series can be told apart: at least one site says something. */
export const fieldsOf = (view: View, all: readonly MeasureSeries[]): ContextField[] =>
  contextFields.filter((field) => all.some((series) => valueAt(view, series, field)));

/** The series by what their sites are like, in the order of the values; within each in the order given. */
export function strataOf<T extends { series: MeasureSeries }>(
  view: View,
  all: readonly T[],
  field: ContextField,
): Stratum<T>[] {
  const found = new Map<string, Stratum<T>>();
  for (const each of all) {
    const value = valueAt(view, each.series, field);
    const key = value?.value ?? '';
    const stratum = found.get(key) ?? { value, of: [] };
    found.set(key, { ...stratum, of: [...stratum.of, each] });
  }
  return [...found]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || a.localeCompare(b))
    .map(([, stratum]) => stratum);
}
