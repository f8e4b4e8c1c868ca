import type { Measure, MeasureSeries, PdsaCycle } from '../protocol';
import type { View } from '../sync/replica';
import type { Subject } from './evidence';

/** The boxes of diagrams that lead to one of these: what is tested there is tested for the measure. */
export function ideasFor(view: View, drivers: readonly string[]): Set<string> {
  const found = new Set(drivers);
  const links = view.all('driver_link');
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { source, target } of links) if (found.has(target)) found.add(source);
  }
  return found;
}

/** The measures that would show whether a practice works: those of what its ideas lead to, and those its cycles watched. */
export function measuresAbout(view: View, subject: Subject, cycles: readonly PdsaCycle[]): Measure[] {
  const ideas =
    subject.protocol === undefined
      ? [subject.change_idea]
      : (view.get('change_protocol', subject.protocol)?.change_ideas ?? []);
  const watched = new Set(cycles.flatMap(({ measures }) => measures ?? []));
  return view
    .all('measure')
    .filter(({ id, state, drivers }) => {
      if (watched.has(id)) return true;
      const leading = state === 'draft' ? [] : [...ideasFor(view, drivers ?? [])];
      return leading.some((idea) => ideas.includes(idea));
    })
    .sort((a, b) => a.title.localeCompare(b.title));
}

/** The series of a site by these measures, in their order. */
export const seriesAt = (view: View, measures: readonly Measure[], site: string): MeasureSeries[] => {
  const own = view.all('measure_series').filter(({ organization }) => organization === site);
  return measures.flatMap(({ id }) => own.filter(({ measure }) => measure === id));
};
