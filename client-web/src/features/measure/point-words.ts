import { today } from '../../state/cycles';
import { records } from '../../state/session.svelte';
import type { DataPoint, Measure, MeasureSeries } from '../../protocol';
import type { Refusal } from '../../sync/messages';
import { newPointProblem, pointProblem } from '../../sync/predict-measure';
import type { Said } from './commands';
import { hasParts } from './series';

/** What somebody types of a point, wherever one is entered. */
export interface PointTyped {
  on: string;
  value: string;
  numerator: string;
  denominator: string;
  missing: '' | NonNullable<DataPoint['missing']>;
  missing_reason: string;
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));

/** As the form begins: what is there, or nothing for the day it is due, where that has come. */
export const typedOf = (of: DataPoint | undefined, due: string | undefined): PointTyped => ({
  on: of?.on ?? (due && due <= today() ? due : today()),
  value: text(of?.value),
  numerator: text(of?.numerator),
  denominator: text(of?.denominator),
  missing: of?.missing ?? '',
  missing_reason: of?.missing_reason ?? '',
});

// Either mark of decimals is a mark here: "3,5" is not thirty-five.
const numberOf = (typed: string): number | undefined => {
  const plain = typed.trim().replace(',', '.');
  return plain === '' ? undefined : Number(plain);
};

export function saidOf(typed: PointTyped, measure: Measure): Said {
  const { on, missing, missing_reason } = typed;
  if (missing) return { on, missing, missing_reason: missing_reason.trim() || undefined };
  return hasParts(measure)
    ? { on, numerator: numberOf(typed.numerator), denominator: numberOf(typed.denominator) }
    : { on, value: numberOf(typed.value) };
}

/** What is wrong with a new point of a series, or with what `of` shall say from now on; the first thing. */
export function problemOf(
  said: Said,
  measure: Measure,
  series: MeasureSeries,
  of?: DataPoint,
): Refusal | undefined {
  if (!said.on) return { code: 'missing', field: 'on' };
  for (const field of ['value', 'numerator', 'denominator'] as const) {
    const value = said[field];
    if (value === undefined) continue;
    if (!Number.isFinite(value)) return { code: 'not_a_number', field };
    if (field !== 'value' && value < 0) return { code: 'too_small', field, with: { limit: '0' } };
  }
  if (of) return pointProblem(said, measure.data, Date.now());
  const taken = new Set(
    records()
      .all('data_point')
      .flatMap((each) => (each.series === series.id ? [each.on] : [])),
  );
  return newPointProblem(records(), { ...said, series: series.id }, taken, Date.now());
}
