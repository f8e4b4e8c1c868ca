import type {
  AnyRecord,
  ChartPhase,
  ChartType,
  CommandArgs,
  DataPoint,
  Level,
  Measure,
  MeasureData,
  MeasureDefinition,
  MeasureSeries,
} from '../protocol';
import { derivedId } from './ids';
import type { Refusal } from './messages';
import {
  changed,
  dayOf,
  edited,
  firstLevel,
  fresh,
  notFound,
  type Area,
  type Effect,
  type Fields,
  type Moment,
  type Predictor,
} from './predict';
import type { View } from './replica';

const wrongLink = (field: string): Refusal => ({ code: 'wrong_link', field });
const wrongState = (field: string, state: string): Refusal => ({
  code: 'wrong_state',
  field,
  with: { state },
});

const dataOf: Partial<Record<ChartType, MeasureData[]>> = {
  p: ['proportion'],
  pp: ['proportion'],
  u: ['rate'],
  up: ['rate'],
  c: ['count'],
  xbar: ['value'],
  s: ['value'],
  t: ['time_between'],
  g: ['count_between'],
  ip: ['proportion', 'rate'],
};

/** Whether a chart speaks of data of that sort; a run chart, single values and their ranges of any. */
export const chartFits = (chart: ChartType, data: MeasureData): boolean =>
  dataOf[chart]?.includes(data) ?? true;

/** The chart that a series is drawn in. */
export const chartOf = (view: View, series: MeasureSeries): ChartType =>
  series.chart_type ?? view.get('measure', series.measure)?.chart_type ?? 'run';

// ---- Points

/** What a point, a row of a sheet or a correction says. */
export type PointWords = CommandArgs['import_data_points']['rows'][number];

const DAY_MS = 86_400_000;
const valueOnly = ['numerator', 'denominator'] as const;

const given = (point: Partial<PointWords>, names: readonly (keyof PointWords)[]): Refusal | undefined => {
  const field = names.find((name) => point[name] !== undefined);
  return field && { code: 'unknown_field', field };
};

function partsProblem(point: Partial<PointWords>, data: MeasureData): Refusal | undefined {
  // Of a proportion the denominator says how many people; an exposure does not.
  const other = given(point, data === 'proportion' ? ['value', 'answers'] : ['value']);
  if (other) return other;
  const { numerator, denominator } = point;
  if (numerator === undefined) return { code: 'missing', field: 'numerator' };
  if (denominator === undefined) return { code: 'missing', field: 'denominator' };
  return data === 'proportion' && numerator > denominator
    ? { code: 'too_large', field: 'numerator' }
    : undefined;
}

function valueProblem(point: Partial<PointWords>, data: MeasureData): Refusal | undefined {
  const other = given(point, valueOnly);
  if (other) return other;
  const { value } = point;
  if (value === undefined) return { code: 'missing', field: 'value' };
  if (data === 'value') return undefined;
  if (point.answers !== undefined && data !== 'count') return { code: 'unknown_field', field: 'answers' };
  if (value < 0) return { code: 'too_small', field: 'value', with: { limit: '0' } };
  const counted = data === 'count' || data === 'count_between';
  return counted && !Number.isInteger(value) ? { code: 'not_a_number', field: 'value' } : undefined;
}

/** What is wrong with what a point says, for a measure of that sort of data; the first thing. */
export function pointProblem(
  point: Partial<PointWords> & { on: string },
  data: MeasureData,
  now: number,
): Refusal | undefined {
  if (point.on > dayOf(now + DAY_MS)) return { code: 'in_the_future', field: 'on' };
  if (point.missing) return given(point, ['value', 'numerator', 'denominator', 'answers']);
  if (point.missing_reason) return { code: 'missing', field: 'missing' };
  return data === 'proportion' || data === 'rate' ? partsProblem(point, data) : valueProblem(point, data);
}

export const takesSubgroups = (view: View, series: MeasureSeries): boolean =>
  ['xbar', 's'].includes(chartOf(view, series)) ||
  view.get('measure', series.measure)?.schedule === 'per_event';

const daysOf = (view: View, series: string): Set<string> =>
  new Set(view.all('data_point').flatMap((point) => (point.series === series ? [point.on] : [])));

const dayTaken = (
  view: View,
  series: MeasureSeries,
  on: string,
  taken: ReadonlySet<string>,
): Refusal | undefined =>
  !takesSubgroups(view, series) && taken.has(on) ? { code: 'duplicate_link', field: 'on' } : undefined;

/** Whether one more point fits: the dry run of a sheet asks it row by row. `taken` holds the days there are. */
export function newPointProblem(
  view: View,
  point: PointWords,
  taken: ReadonlySet<string>,
  now: number,
): Refusal | undefined {
  const series = view.get('measure_series', point.series);
  const measure = view.get('measure', series?.measure);
  if (!series || !measure) return { code: 'not_found', field: 'series' };
  if (series.pooled) return worked_out;
  if (measure.state === 'retired') return wrongState('series', measure.state);
  return pointProblem(point, measure.data, now) ?? dayTaken(view, series, point.on, taken);
}

const inRow = (refusal: Refusal, index: number): Refusal => ({
  ...refusal,
  with: { ...refusal.with, row: String(index + 1) },
});

/** The first row of a sheet that would be refused, and why. */
export function sheetProblem(view: View, rows: readonly PointWords[], now: number): Refusal | undefined {
  const days = new Map<string, Set<string>>();
  for (const [index, row] of rows.entries()) {
    const taken = days.get(row.series) ?? daysOf(view, row.series);
    days.set(row.series, taken);
    const problem = newPointProblem(view, row, taken, now);
    if (problem) return inRow(problem, index);
    taken.add(row.on);
  }
  return undefined;
}

const saidIn = (from: Fields): Fields => ({
  value: from.value,
  numerator: from.numerator,
  denominator: from.denominator,
  answers: from.answers,
  missing: from.missing,
  missing_reason: from.missing_reason,
});

// ---- Definitions, and the phases they force

function breakBy(
  commandId: string,
  series: string,
  definition: Pick<MeasureDefinition, 'id' | 'number' | 'starts_on' | 'reason'>,
  moment: Moment,
): Effect {
  const id = derivedId(`${commandId}/${series}`, 'chart_phase', definition.number);
  const fields: Fields = {
    series,
    starts_on: definition.starts_on,
    reason: definition.reason,
    definition: definition.id,
    state: 'confirmed',
  };
  return { put: fresh('chart_phase', id, fields, moment) };
}

// ---- Series

type Scope = MeasureSeries['scope'];
const isPooled = (scope: Scope): boolean => scope === 'network' || scope === 'context_group';

function misplaced(view: View, args: Fields): Refusal | undefined {
  const scope = args.scope as Scope;
  const ofSite = scope === 'school' || scope === 'district';
  const names: [string, boolean][] = [
    ['organization', ofSite],
    ['team', scope === 'team'],
    ['context_group', scope === 'context_group'],
  ];
  for (const [field, needed] of names) {
    if (Boolean(args[field]) === needed) continue;
    return needed ? { code: 'missing', field } : wrongLink(field);
  }
  const place = ofSite ? view.get('organization', args.organization as string | undefined) : undefined;
  return place && place.organization_kind !== scope ? wrongLink('organization') : undefined;
}

const contexts = ['level', 'size', 'setting', 'leader_tenure', 'coach_on_site'];

/** What is worked out from others' points adds up, and says which sites are in it. */
function notPooled(measure: Measure, args: Fields): Refusal | undefined {
  if (!args.pooled) return undefined;
  const adds = ['proportion', 'rate', 'value', 'count'].includes(measure.data);
  if (!isPooled(args.scope as Scope) || !adds || measure.schedule === 'per_event') return wrongLink('pooled');
  if (args.scope === 'network') return undefined;
  const [name, ...value] = String(args.context_group).split(': ');
  return contexts.includes(name!) && value.join(': ') ? undefined : wrongLink('context_group');
}

const worked_out: Refusal = { code: 'set_by_rule', field: 'series' };

const whose = ['measure', 'scope', 'organization', 'team', 'context_group'] as const;

function levelOf(view: View, args: Fields): Level {
  const scope = args.scope as Scope;
  if (scope === 'school' || scope === 'team') return scope;
  return scope === 'district' ? firstLevel(view, args.organization as string | undefined) : 'network';
}

/** How far a series may be shared: from whose numbers they are outwards. */
export function seriesLevels(scope: Scope): Level[] {
  if (isPooled(scope)) return ['hub', 'network'];
  const beyond: Level[] = ['district', 'hub', 'network'];
  return scope === 'district' ? beyond : [scope === 'school' ? 'school' : 'team', ...beyond];
}

// ---- Phases

const phaseDayTaken = (view: View, series: string, starts_on: unknown, own?: string): Refusal | undefined =>
  view
    .all('chart_phase')
    .some(
      (other) =>
        other.series === series &&
        other.id !== own &&
        other.state !== 'withdrawn' &&
        other.starts_on === starts_on,
    )
    ? { code: 'duplicate_link', field: 'starts_on' }
    : undefined;

const byDefinition = (phase: ChartPhase): Refusal | undefined =>
  phase.definition ? { code: 'set_by_rule', field: 'definition' } : undefined;

// ---- What the commands do

/** A verb on one record, which it finds by its id. */
const on =
  <K extends AnyRecord['kind']>(
    kind: K,
    does: (
      record: Extract<AnyRecord, { kind: K }>,
      args: Fields,
      view: View,
      moment: Moment,
    ) => Fields | Refusal,
  ): Predictor =>
  ({ args }, view, moment) => {
    const record = view.get(kind, String(args.id)) as Extract<AnyRecord, { kind: K }> | undefined;
    if (!record) return notFound();
    const outcome = does(record, args, view, moment);
    return 'code' in outcome ? (outcome as unknown as Refusal) : [changed(record, outcome, moment)];
  };

/** Deletes what nothing speaks against. */
const archives =
  <K extends 'measure_definition' | 'chart_phase'>(
    kind: K,
    problem: (record: Extract<AnyRecord, { kind: K }>) => Refusal | undefined,
  ): Predictor =>
  ({ args }, view) => {
    const id = String(args.id);
    const record = view.get(kind, id) as Extract<AnyRecord, { kind: K }> | undefined;
    return record ? (problem(record) ?? [{ remove: { kind, id } }]) : notFound();
  };

const published = (field: string): Refusal => ({ code: 'published', field });

const misfit = (measure: Partial<Measure> | undefined, chart: unknown): Refusal | undefined =>
  chart && measure?.data && !chartFits(chart as ChartType, measure.data)
    ? wrongLink('chart_type')
    : undefined;

const predictors: Record<string, Predictor> = {
  create_measure({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('measure', id)) return [];
    return misfit(args, args.chart_type) ?? [{ put: fresh('measure', id, args, moment) }];
  },
  edit_measure: on('measure', (measure, args) => {
    const fields = edited(measure, args);
    return misfit(measure, fields.chart_type) ?? fields;
  }),
  advance_measure: on('measure', (measure, { to, reason }) =>
    to === 'active' && !measure.definition
      ? { code: 'missing', field: 'definition' }
      : { state: to, state_reason: to === 'active' ? undefined : reason },
  ),

  edit_measure_definition: on('measure_definition', (definition, args) =>
    definition.state === 'published' ? published('id') : edited(definition, args),
  ),
  archive_measure_definition: archives('measure_definition', (definition) =>
    definition.state === 'published' ? published('id') : undefined,
  ),
  publish_measure_definition({ id: command, args }, view, moment) {
    const draft = view.get('measure_definition', String(args.id));
    const measure = view.get('measure', draft?.measure);
    if (!draft || !measure) return notFound();
    if (draft.state === 'published') return published('state');
    if (!draft.definition) return { code: 'missing', field: 'definition' };
    const former = view.get('measure_definition', measure.definition);
    if (former && !args.reason) return { code: 'needs_reason', field: 'reason' };
    const starts_on = String(args.starts_on);
    if (former && starts_on <= (former.starts_on ?? '')) return { code: 'too_small', field: 'starts_on' };
    const number = (former?.number ?? 0) + 1;
    const reason = args.reason as string | undefined;
    const breaks = former
      ? view
          .all('measure_series')
          .filter((series) => series.measure === measure.id)
          .map((series) => breakBy(command, series.id, { id: draft.id, number, starts_on, reason }, moment))
      : [];
    return [
      changed(draft, { number, state: 'published', starts_on, reason }, moment),
      changed(measure, { definition: draft.id }, moment),
      ...breaks,
    ];
  },

  create_measure_series({ id: command, args }, view, moment) {
    const id = String(args.id);
    if (view.get('measure_series', id)) return [];
    const measure = view.get('measure', String(args.measure));
    if (!measure) return notFound();
    const chart = misfit(measure, args.chart_type);
    if (chart) return chart;
    if (measure.state === 'retired') return wrongState('measure', measure.state);
    const place = misplaced(view, args);
    if (place) return place;
    const pool = notPooled(measure, args);
    if (pool) return pool;
    const same = (other: Fields): boolean =>
      whose.every((name) => (other[name] ?? '') === (args[name] ?? ''));
    if (view.all('measure_series').some((other) => same(other as unknown as Fields)))
      return { code: 'duplicate_link', field: 'scope' };
    const breaks = view
      .all('measure_definition')
      .filter((definition) => definition.measure === measure.id && definition.number > 1)
      .map((definition) => breakBy(command, id, definition, moment));
    const series = { ...args, shared_with: levelOf(view, args) };
    return [{ put: fresh('measure_series', id, series, moment) }, ...breaks];
  },
  edit_measure_series: on('measure_series', (series, args, view) => {
    const fields = edited(series, args);
    return misfit(view.get('measure', series.measure), fields.chart_type) ?? fields;
  }),
  share_measure_series: on('measure_series', (series, { shared_with }) =>
    seriesLevels(series.scope).includes(shared_with as Level) ? { shared_with } : wrongLink('shared_with'),
  ),
  release_measure_series: on('measure_series', (series, { released }) => {
    if (isPooled(series.scope)) return wrongLink('scope');
    return { released_to_pool: released };
  }),

  pool_measure_series: ({ args }, view) =>
    view.get('measure_series', String(args.id))?.pooled ? [] : wrongLink('id'),

  create_data_point({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('data_point', id)) return [];
    const words = args as unknown as PointWords;
    const problem = newPointProblem(view, words, daysOf(view, words.series), moment.now);
    return problem ?? [{ put: fresh('data_point', id, args, moment) }];
  },
  correct_data_point: on('data_point', (point, args, view, moment) => {
    const said = { ...saidIn(args), on: String(args.on ?? point.on) };
    const series = view.get('measure_series', point.series);
    const measure = view.get('measure', series?.measure);
    if (!series || !measure) return notFound() as unknown as Fields;
    if (series.pooled) return worked_out as unknown as Fields;
    const moved = said.on !== point.on;
    const problem =
      pointProblem(said, measure.data, moment.now) ??
      (moved ? dayTaken(view, series, said.on, daysOf(view, series.id)) : undefined);
    return problem ?? { ...said, corrections: point.corrections + 1, correction_reason: args.reason };
  }),
  exclude_data_point: on('data_point', (point, { excluded, reason }) =>
    point.excluded === excluded
      ? wrongState('excluded', excluded ? 'excluded' : 'counted')
      : { excluded, excluded_reason: excluded ? reason : undefined },
  ),
  import_data_points({ id: command, args }, view, moment) {
    const rows = args.rows as PointWords[];
    if (rows.length > 0 && view.get('data_point', derivedId(command, 'data_point', 0))) return [];
    const problem = sheetProblem(view, rows, moment.now);
    if (problem) return problem;
    return rows.map((row, index) => {
      const fields: Fields = { ...row, import_id: args.import_id };
      return { put: fresh('data_point', derivedId(command, 'data_point', index), fields, moment) };
    });
  },
  undo_data_import({ args }, view, { me }) {
    const series = args.series as string[];
    const isIts = (point: DataPoint): boolean =>
      point.import_id === args.import_id &&
      series.includes(point.series) &&
      point.created_by === me &&
      point.updated_by === me;
    return view
      .all('data_point')
      .filter(isIts)
      .map(({ kind, id }) => ({ remove: { kind, id } }));
  },

  create_chart_phase({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('chart_phase', id)) return [];
    const taken = phaseDayTaken(view, String(args.series), args.starts_on);
    return taken ?? [{ put: fresh('chart_phase', id, args, moment) }];
  },
  edit_chart_phase: on('chart_phase', (phase, args, view, { me }) => {
    if (phase.state === 'confirmed' || phase.state === 'withdrawn') return wrongState('state', phase.state);
    const fields = edited(phase, args);
    const { starts_on } = fields;
    const moved = starts_on !== undefined && starts_on !== phase.starts_on;
    const taken = moved ? phaseDayTaken(view, phase.series, starts_on, phase.id) : undefined;
    return taken ?? (phase.state === 'proposed' ? { ...fields, proposed_by: me } : fields);
  }),
  archive_chart_phase: archives(
    'chart_phase',
    (phase) =>
      byDefinition(phase) ?? (phase.state === 'confirmed' ? wrongState('state', phase.state) : undefined),
  ),
  advance_chart_phase: on('chart_phase', (phase, { to, reason }, _view, { me }) => {
    const fixed = byDefinition(phase);
    if (fixed) return fixed;
    const state = { state: to, state_reason: to === 'withdrawn' ? reason : undefined };
    // The cycle behind it may be one that this person does not see.
    if (to === 'proposed')
      return phase.reason ? { ...state, proposed_by: me } : { code: 'needs_reason', field: 'reason' };
    if (to !== 'confirmed') return state;
    return phase.proposed_by === me
      ? { code: 'needs_second_person', field: 'to' }
      : { ...state, confirmed_by: me };
  }),

  create_chart_signal({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('chart_signal', id)) return [];
    const elsewhere = ((args.points as string[] | undefined) ?? []).some((point) => {
      const series = view.get('data_point', point)?.series;
      return series !== undefined && series !== args.series;
    });
    if (elsewhere) return wrongLink('points');
    const there = view
      .all('chart_signal')
      .some((s) => s.series === args.series && s.rule === args.rule && s.last_on === args.last_on);
    if (there) return { code: 'duplicate_link', field: 'rule' };
    const points = [...new Set(args.points as string[] | undefined)];
    return [{ put: fresh('chart_signal', id, { ...args, points }, moment) }];
  },
  acknowledge_chart_signal: on('chart_signal', (signal, args, _view, { me }) => ({
    acknowledged_by: me,
    explanation: args.explanation,
    cycles: [...new Set([...(signal.cycles ?? []), ...((args.cycles as string[] | undefined) ?? [])])],
  })),
};

export const measureArea: Area = {
  predictors,
  defaults: {
    measure: { rule_set: 'anhoej', screened_moving_ranges: false, state: 'draft' },
    measure_definition: { number: 0, state: 'draft' },
    measure_series: { released_to_pool: false, pooled: false },
    data_point: { excluded: false, corrections: 0 },
    chart_phase: { state: 'suggested' },
    chart_signal: { direction: 'either', passed: false, reach: 'all' },
  },
  guarded: {
    advance_measure: 'measure',
    publish_measure_definition: 'measure_definition',
    correct_data_point: 'data_point',
    advance_chart_phase: 'chart_phase',
  },
};
