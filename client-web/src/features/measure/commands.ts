import type { ChartPhase, DataPoint, GivenArgs, Measure, MeasureDefinition } from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

/** A new measure as a draft, with the first words of how it is counted. Answers its id. */
export function create_measure(
  args: Omit<GivenArgs<'create_measure'>, 'id'>,
  counted: Omit<GivenArgs<'create_measure_definition'>, 'id' | 'measure'>,
): string | undefined {
  const id = newId();
  if (!issue('create_measure', { id, ...args })) return undefined;
  issue('create_measure_definition', { id: newId(), measure: id, ...counted });
  return id;
}

/** Publishes how it is counted and takes the measure into use. */
export function take_into_use(
  measure: Measure,
  draft: MeasureDefinition | undefined,
  starts_on: string,
): boolean {
  if (draft && !issue('publish_measure_definition', { id: draft.id, starts_on }, draft.revision))
    return false;
  return issue('advance_measure', { id: measure.id, to: 'active' });
}

export const advance_measure = (measure: Measure, to: Measure['state'], reason?: string): boolean =>
  issue('advance_measure', { id: measure.id, to, reason }, measure.revision);

export const create_measure_series = (
  args: Omit<GivenArgs<'create_measure_series'>, 'id'>,
): string | undefined => {
  const id = newId();
  return issue('create_measure_series', { id, ...args }) ? id : undefined;
};

export const release_measure_series = (id: string, released: boolean): boolean =>
  issue('release_measure_series', { id, released });

export type Said = Omit<GivenArgs<'create_data_point'>, 'id' | 'series'>;

/** Enters a point. Answers its id, by which it is taken back. */
export function enter_data_point(series: string, said: Said): string | undefined {
  const id = newId();
  return issue('create_data_point', { id, series, ...said }) ? id : undefined;
}

export const take_back_data_point = (id: string): boolean =>
  issue('archive_data_point', { id, only_mine: true });

export const correct_data_point = (point: DataPoint, said: Said, reason: string): boolean =>
  issue('correct_data_point', { id: point.id, ...said, reason }, point.revision);

export const exclude_data_point = (id: string, excluded: boolean, reason?: string): boolean =>
  issue('exclude_data_point', { id, excluded, reason });

/** Names a phase and proposes it; a second person confirms it. */
export function propose_chart_phase(args: Omit<GivenArgs<'create_chart_phase'>, 'id'>): boolean {
  const id = newId();
  return issue('create_chart_phase', { id, ...args }) && issue('advance_chart_phase', { id, to: 'proposed' });
}

export const advance_chart_phase = (phase: ChartPhase, to: ChartPhase['state'], reason?: string): boolean =>
  issue('advance_chart_phase', { id: phase.id, to, reason }, phase.revision);

export const create_chart_annotation = (args: Omit<GivenArgs<'create_chart_annotation'>, 'id'>): boolean =>
  issue('create_chart_annotation', { id: newId(), ...args });

/** Says what one thinks stands behind a signal. */
export const acknowledge_chart_signal = (id: string, explanation: string, cycles: string[]): boolean =>
  issue('acknowledge_chart_signal', { id, explanation, cycles });

/** Enters many points at once. Answers the name of the import, by which it is taken back. */
export function import_data_points(rows: GivenArgs<'import_data_points'>['rows']): string | undefined {
  const import_id = newId();
  return issue('import_data_points', { import_id, rows }) ? import_id : undefined;
}

export const undo_data_import = (import_id: string, series: string[]): boolean =>
  issue('undo_data_import', { import_id, series });

/** The next definition of a measure as a draft: it begins with the words of the one in force. */
export function draft_measure_definition(measure: string, before: MeasureDefinition | undefined): boolean {
  const { definition, numerator, denominator, inclusion, source } = before ?? {};
  const { collected_by, how_often, unit, minutes_to_collect, burden } = before ?? {};
  return issue('create_measure_definition', {
    ...{ id: newId(), measure, definition, numerator, denominator, inclusion, source },
    ...{ collected_by, how_often, unit, minutes_to_collect, burden },
  });
}

export const publish_measure_definition = (id: string, starts_on: string, reason: string): boolean =>
  issue('publish_measure_definition', { id, starts_on, reason });

export const archive_measure_definition = (id: string): boolean =>
  issue('archive_measure_definition', { id });

/** Puts in or takes out what a measure measures; two people doing so at once do not undo each other. */
export const set_measured = (id: string, field: 'aims' | 'drivers', what: string, on: boolean): boolean =>
  issue('edit_measure', { id, [on ? 'add' : 'remove']: { [field]: [what] } });
