import { limitsOf } from '../../limits';
import type { DataPoint, Measure, MeasureSeries } from '../../protocol';
import type { Refusal } from '../../sync/messages';
import { pointProblem, takesSubgroups, type PointWords } from '../../sync/predict-measure';
import type { View } from '../../sync/replica';
import {
  dayIn,
  looksLikeDay,
  numberOf,
  sameName,
  type Columns,
  type DayOrder,
  type DecimalMark,
} from './sheet';
import { hasParts } from './series';

// What would come of a sheet, row by row, before anything is given. The server has the last word (docs/SYNC.md Q8).

/** A row as it is written, in the sheet or corrected beside it. */
export interface RowText {
  site: string;
  on: string;
  value: string;
  numerator: string;
  denominator: string;
  missing_reason: string;
}
export type RowField = keyof RowText;

export interface HowToRead {
  mark: DecimalMark;
  order: DayOrder | undefined;
  /** What an empty cell means; undefined: such rows are left out. */
  empty: 'no_window' | 'not_collected' | undefined;
  empty_reason: string;
}

export interface Site {
  series: MeasureSeries;
  name: string;
}

export interface Row {
  text: RowText;
  series?: MeasureSeries;
  /** `new` is entered, `same` and `other` are there already, `empty` and `out` are left out. */
  what: 'new' | 'same' | 'other' | 'empty' | 'out' | 'problem';
  point?: PointWords;
  /** The point that is there on that day. */
  there?: DataPoint;
  problem?: Refusal & { field: RowField };
}

export function textOf(cells: readonly string[], columns: Columns, site: string): RowText {
  const at = (name: keyof Columns): string => {
    const column = columns[name];
    return column === undefined ? '' : (cells[column] ?? '');
  };
  return {
    site: columns.site === undefined ? site : at('site'),
    on: at('on'),
    value: at('value'),
    numerator: at('numerator'),
    denominator: at('denominator'),
    missing_reason: at('missing_reason'),
  };
}

const numbersOf = (measure: Measure): readonly ('value' | 'numerator' | 'denominator')[] =>
  hasParts(measure) ? ['numerator', 'denominator'] : ['value'];

export const fieldsOf = (measure: Measure): readonly RowField[] => ['site', 'on', ...numbersOf(measure)];

class Wrong {
  constructor(
    readonly field: RowField,
    readonly code: string,
    readonly values: Record<string, string> = {},
  ) {}
}

function dayOf(text: string, order: DayOrder | undefined): string {
  if (text.trim() === '') throw new Wrong('on', 'missing');
  const on = dayIn(text, order);
  if (on !== undefined) return on;
  const undecided =
    looksLikeDay(text) && (dayIn(text, 'day_first') ?? dayIn(text, 'month_first')) !== undefined;
  throw new Wrong('on', undecided && order === undefined ? 'which_order' : 'not_a_day');
}

function numbersIn(text: RowText, measure: Measure, mark: DecimalMark): Partial<PointWords> {
  const found: Partial<PointWords> = {};
  for (const field of numbersOf(measure)) {
    const value = numberOf(text[field], mark);
    if (value === undefined) continue;
    if (Number.isNaN(value)) throw new Wrong(field, 'not_a_number');
    const { min, max } = limitsOf('data_point', field);
    if (min !== undefined && value < min) throw new Wrong(field, 'too_small', { limit: String(min) });
    if (max !== undefined && value > max) throw new Wrong(field, 'too_large', { limit: String(max) });
    found[field] = value;
  }
  return found;
}

const said = (point: Partial<PointWords>): string =>
  [point.value, point.numerator, point.denominator, point.missing].map((each) => each ?? '').join('|');

/** The points there are, by series and day. */
type There = Map<string, DataPoint[]>;
const placeOf = (series: string, on: string): string => `${series} ${on}`;

export class ImportPlan {
  private readonly there: There = new Map();
  // Rows of the sheet by the place they take, for the second one of a day.
  private readonly taken = new Map<string, number>();
  private readonly subgroups = new Map<string, boolean>();

  constructor(
    view: View,
    points: readonly DataPoint[],
    private readonly measure: Measure,
    private readonly sites: readonly Site[],
    private readonly how: HowToRead,
    private readonly now: number,
  ) {
    const own = new Set(sites.map(({ series }) => series.id));
    for (const point of points) {
      if (!own.has(point.series)) continue;
      const place = placeOf(point.series, point.on);
      this.there.set(place, [...(this.there.get(place) ?? []), point]);
    }
    for (const { series } of sites) this.subgroups.set(series.id, takesSubgroups(view, series));
  }

  /** What comes of one row more; `left` are the rows that a person leaves out. */
  row(text: RowText, index: number, left: boolean): Row {
    if (left) return { text, what: 'out' };
    try {
      return this.read(text, index);
    } catch (wrong) {
      if (!(wrong instanceof Wrong)) throw wrong;
      const problem = { code: wrong.code, field: wrong.field, with: wrong.values };
      return { text, series: this.found(text.site), what: 'problem', problem };
    }
  }

  private read(text: RowText, index: number): Row {
    const series = this.siteOf(text.site);
    const on = dayOf(text.on, this.how.order);
    const point: PointWords = { series: series.id, on, ...numbersIn(text, this.measure, this.how.mark) };
    if (numbersOf(this.measure).every((field) => point[field] === undefined)) {
      if (!this.how.empty) return { text, series, what: 'empty' };
      point.missing = this.how.empty;
      const why = text.missing_reason.trim() || this.how.empty_reason.trim();
      if (why) point.missing_reason = this.short(why);
    }
    const problem = pointProblem(point, this.measure.data, this.now);
    if (problem) throw new Wrong(problem.field as RowField, problem.code, problem.with);
    return this.placed({ text, series, what: 'new', point }, on, index);
  }

  private short(why: string): string {
    const { maxLength = Infinity } = limitsOf('data_point', 'missing_reason');
    if (why.length > maxLength) throw new Wrong('missing_reason', 'too_long', { limit: String(maxLength) });
    return why;
  }

  private siteOf(name: string): MeasureSeries {
    if (name.trim() === '') throw new Wrong('site', 'missing');
    const found = this.found(name);
    if (!found) throw new Wrong('site', 'no_such_site');
    return found;
  }

  private found(name: string): MeasureSeries | undefined {
    return this.sites.find((site) => site.series.id === name || sameName(site.name, name))?.series;
  }

  // Two rows of one day, or a row of a day that has its point.
  private placed(row: Row, on: string, index: number): Row {
    const { series, point } = row;
    const place = placeOf(series!.id, on);
    const known = this.there.get(place) ?? [];
    const same = known.find((each) => said(each) === said(point!));
    if (same) {
      // A point stands for one row: of two alike on one day the second is another one, where the chart takes several.
      if (this.subgroups.get(series!.id))
        this.there.set(
          place,
          known.filter((each) => each !== same),
        );
      return { ...row, what: 'same', there: same };
    }
    if (this.subgroups.get(series!.id)) return row;
    if (known[0]) return { ...row, what: 'other', there: known[0] };
    const before = this.taken.get(place);
    if (before !== undefined) throw new Wrong('on', 'twice', { row: String(before + 1) });
    this.taken.set(place, index);
    return row;
  }
}

/** The imports of a person among these points, the latest first. */
export interface Import {
  id: string;
  at_ms: number;
  points: number;
  series: string[];
}

export function importsOf(points: readonly DataPoint[], member: string): Import[] {
  const found = new Map<string, Import>();
  for (const { import_id: id, created_by, updated_by, created_at_ms: at_ms, series } of points) {
    if (!id || created_by !== member || updated_by !== member) continue;
    const one = found.get(id) ?? { id, at_ms, points: 0, series: [] };
    found.set(id, { ...one, points: one.points + 1, series: [...new Set([...one.series, series])] });
  }
  return [...found.values()].sort((a, b) => b.at_ms - a.at_ms);
}
