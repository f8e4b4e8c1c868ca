import { DAY_MS } from '../../state/days';
import type { MeasureSeries } from '../../protocol';
import { day } from '../../state/language.svelte';
import { t } from '../../state/measure-words';
import { ideasFor } from '../../state/measures-of';
import type { Addresses } from '../../state/page-of';
import type { View } from '../../sync/replica';

/** Something that happened in the time of a chart. */
export interface ChartEvent {
  id: string;
  on: string;
  kind: 'cycle' | 'note' | 'event' | 'change' | 'data';
  text: string;
  href?: string;
  /** A cycle that says itself that it watches this measure. */
  watches?: boolean;
}

/** What stands over a chart: notes on the series, and the cycles that test what the measure measures, there or anywhere. */
export function eventsOf(
  view: View,
  to: Addresses,
  series: MeasureSeries,
  drivers: readonly string[],
): ChartEvent[] {
  const notes = view
    .all('chart_annotation')
    .filter((note) => note.series === series.id)
    .map((note): ChartEvent => {
      const [cycle] = note.cycles ?? [];
      return {
        id: note.id,
        on: note.on,
        kind: note.annotation_kind,
        text: note.text,
        ...(cycle && { href: to.cycle(cycle) }),
      };
    });
  const ideas = ideasFor(view, drivers);
  const cycles = view.all('pdsa_cycle').flatMap((cycle): ChartEvent[] => {
    const idea = view.get('ramp', cycle.ramp)?.change_idea;
    const began = cycle.start_on;
    const watches = cycle.measures?.includes(series.measure) ?? false;
    const meant = watches || (idea !== undefined && ideas.has(idea));
    if (!began || !meant || cycle.state === 'draft' || !isThere(view, series, cycle)) return [];
    return [
      {
        id: cycle.id,
        on: began,
        kind: 'cycle',
        text: t('chart.cycle_began', { title: cycle.title }),
        href: to.cycle(cycle.id),
        ...(watches && { watches }),
      },
    ];
  });
  const definitions = view.all('measure_definition').flatMap((one): ChartEvent[] =>
    one.measure === series.measure && one.number > 1 && one.starts_on
      ? [
          {
            id: one.id,
            on: one.starts_on,
            kind: 'change',
            text: t('chart.definition_changed', { reason: one.reason ?? '' }),
          },
        ]
      : [],
  );
  return [...notes, ...cycles, ...definitions].sort(
    (a, b) => a.on.localeCompare(b.on) || a.text.localeCompare(b.text),
  );
}

// A school's chart shows what was tried there; a cycle without schools is its team's, wherever that works.
function isThere(view: View, series: MeasureSeries, cycle: { schools?: string[]; team: string }): boolean {
  if (series.scope === 'school')
    return !cycle.schools?.length || cycle.schools.includes(series.organization ?? '');
  if (series.scope === 'team') return cycle.team === series.team;
  if (series.scope !== 'district') return true;
  const district = view.get('team', cycle.team)?.district;
  return district === undefined || district === series.organization;
}

// A change needs some weeks to show: who looks for what stands behind a signal looks back this far.
const BEFORE_DAYS = 60;

/** What may stand behind a change on that day: first the cycles that watch the measure, and of all the nearest first. */
export function causesOf(events: readonly ChartEvent[], turned: string, last_on: string): ChartEvent[] {
  const from = Date.parse(turned);
  const away = (event: ChartEvent): number => Math.abs(Date.parse(event.on) - from);
  const until = last_on > turned ? last_on : turned;
  return events
    .filter(({ on }) => Date.parse(on) >= from - BEFORE_DAYS * DAY_MS && on <= until)
    .sort((a, b) => Number(b.watches ?? false) - Number(a.watches ?? false) || away(a) - away(b));
}

export const eventLine = (event: ChartEvent): string => `${day(event.on)}: ${event.text}`;
