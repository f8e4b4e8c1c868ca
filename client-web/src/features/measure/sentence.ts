import type { Measure, MeasureSeries } from '../../protocol';
import { day, number } from '../../state/language.svelte';
import { t, counted } from '../../state/measure-words';
import type { ChartedSignal, ChartLine } from '../../sync/http';
import { SITES_LEAST } from './pool';
import { figure, withUnit } from './series';

// The server's names of rules, and what they are called here: one pattern has several names among the rule sets.
const patterns = {
  anhoej_long_run: 'long_run',
  anhoej_few_crossings: 'few_crossings',
  beyond_three_sigma: 'outside_limits',
  WE1: 'outside_limits',
  N1: 'outside_limits',
  nhs_outside_limits: 'outside_limits',
  WE2: 'two_of_three',
  N5: 'two_of_three',
  nhs_two_in_three: 'two_of_three',
  WE3: 'four_of_five',
  N6: 'four_of_five',
  WE4: 'shift',
  N2: 'shift',
  nhs_shift: 'shift',
  ihi_shift: 'shift',
  N3: 'trend',
  nhs_trend: 'trend',
  ihi_trend: 'trend',
  N4: 'alternating',
  N7: 'hugging_centre',
  N8: 'avoiding_centre',
  ihi_few_runs: 'too_few_runs',
  ihi_many_runs: 'too_many_runs',
} as const;
type Pattern = (typeof patterns)[keyof typeof patterns];

/** One name for the patterns that several rule sets know. */
export const patternOf = (rule: string): Pattern | undefined => patterns[rule as keyof typeof patterns];

/** Of rules about a whole phase no point is more of a sign than another. */
export const marksPoints = (rule: string): boolean =>
  !['few_crossings', 'too_few_runs', 'too_many_runs'].includes(patternOf(rule) ?? '');

/** What is called a signal of that rule, in a word or two. */
export const nameOfRule = (rule: string): string => {
  const pattern = patternOf(rule);
  return pattern ? t(`signal_rule.${pattern}`) : rule;
};

/** A signal in a plain sentence. */
export function signalSentence(signal: ChartedSignal): string {
  const pattern = patternOf(signal.rule);
  if (!pattern) return signal.rule;
  const up = signal.side === 'up';
  const same = signal.first_on === signal.last_on;
  const says = t(`signal_says.${pattern}`, {
    n: signal.found,
    limit: signal.limit ?? '',
    side: t(up ? 'signal_side.above' : 'signal_side.below'),
    way: t(up ? 'signal_side.rising' : 'signal_side.falling'),
    when: same
      ? t('signal_when.on', { day: day(signal.first_on) })
      : t('signal_when.from_to', { from: day(signal.first_on), to: day(signal.last_on) }),
  });
  if (signal.direction === 'neither') return says;
  return `${says} ${t(`signal_means.${signal.direction}`)}`;
}

/** The signals in the order of what happened last, those of the phase that runs first. */
export const latestFirst = (signals: readonly ChartedSignal[]): ChartedSignal[] =>
  [...signals].sort((a, b) => b.part - a.part || b.last_on.localeCompare(a.last_on));

/** What the newest phase says: that it is too early, that nothing stands out, or what does. */
export function standing(chart: ChartLine): string {
  const { useful, needed } = chart.facts;
  if (chart.too_early) return counted('chart.too_early', useful, { needed });
  const part = Math.max(...chart.signals.map((signal) => signal.part), 0);
  const now = latestFirst(chart.signals.filter((signal) => signal.part === part && !isFormer(chart, part)));
  return now.length === 0 ? t('chart.no_signal') : now.map(signalSentence).join(' ');
}

const isFormer = (chart: ChartLine, part: number): boolean =>
  'parts' in chart && Array.isArray(chart.parts) && part < chart.parts.length;

/** The whole chart in sentences: what it is called where it cannot be seen. */
export function sentenceOf(
  chart: ChartLine,
  measure: Measure,
  site: string,
  { pooled }: Pick<MeasureSeries, 'pooled'>,
): string {
  const { points, centre, latest, latest_on, lcl, ucl } = chart.facts;
  const head = counted('chart.points', points, { measure: measure.title, site });
  if (points === 0) return t('chart.empty_sentence', { measure: measure.title, site });
  const said = [head];
  // Which sites, and how many, is told to nobody: their numbers could be worked out from it.
  if (pooled) said.push(t('chart.pooled', { least: number(SITES_LEAST) }));
  if (latest !== undefined && latest_on !== undefined)
    said.push(t('chart.latest', { value: withUnit(latest, measure), day: day(latest_on) }));
  if (centre !== undefined) {
    const limits = lcl !== undefined && ucl !== undefined;
    said.push(
      limits
        ? t('chart.centre_limits', { centre: withUnit(centre, measure), lcl: figure(lcl), ucl: figure(ucl) })
        : t('chart.centre', { centre: withUnit(centre, measure) }),
    );
  }
  if (measure.target !== undefined)
    said.push(t('chart.target', { target: withUnit(measure.target, measure) }));
  said.push(standing(chart));
  return said.join(' ');
}
