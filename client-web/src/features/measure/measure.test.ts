// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest';
import { language } from '../../state/language.svelte';
import type { Measure } from '../../protocol';
import type { ChartLine, ChartedSignal } from '../../sync/http';
import { nextDue } from './due';
import { nameOfRule, sentenceOf, signalSentence, standing } from './sentence';
import { folded, lineThrough, monthsBetween, place, scaleOf, stepsThrough } from './scale';

describe('a scale', () => {
  it('holds every value, in round steps', () => {
    const scale = scaleOf([31.2, 74.7, 100, 90]);
    expect(scale).toEqual({ min: 0, max: 100, ticks: [0, 20, 40, 60, 80, 100] });
  });

  it('begins at zero only where the values come near it', () => {
    expect(scaleOf([215, 240, 260]).min).toBe(210);
    expect(scaleOf([2.8, 3.54]).min).toBe(2.6);
    expect(scaleOf([3, 9]).min).toBe(0);
    expect(scaleOf([-9, -3]).max).toBe(0);
  });

  it('draws tenths without the dust of adding them up', () => {
    expect(scaleOf([2.1, 2.65]).ticks).toEqual([2, 2.2, 2.4, 2.6, 2.8]);
  });

  it('has room around a single value, and stands without any', () => {
    const { min, max } = scaleOf([3.5]);
    expect(min).toBeLessThan(3.5);
    expect(max).toBeGreaterThan(3.5);
    expect(scaleOf([0]).max).toBeGreaterThan(0);
    expect(scaleOf([]).ticks.length).toBeGreaterThan(1);
  });

  it('places its ends where they belong', () => {
    const scale = { min: 10, max: 20, ticks: [] };
    expect([10, 15, 20].map((value) => place(value, scale, 100, 0))).toEqual([100, 50, 0]);
  });
});

describe('lines', () => {
  it('are broken where a value is missing', () => {
    expect(
      lineThrough([
        [0, 1],
        [10, 2],
        [20, undefined],
        [30, 4],
      ]),
    ).toBe('M0 1L10 2M30 4');
  });

  it('step half way between two points when a limit moves with the denominator', () => {
    expect(
      stepsThrough([
        [0, 5],
        [10, 5],
        [20, 8],
      ]),
    ).toBe('M0 5H5H15V8H20');
    expect(
      stepsThrough([
        [0, 5],
        [10, undefined],
        [20, 8],
      ]),
    ).toBe('M0 5H5M15 8H20');
  });
});

describe('months along the axis', () => {
  it('are as many as there is room for, evenly apart', () => {
    expect(monthsBetween('2025-08-20', '2026-02-10', 12)).toEqual([
      '2025-09-01',
      '2025-10-01',
      '2025-11-01',
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
    ]);
    expect(monthsBetween('2023-08-28', '2025-05-19', 4)).toEqual(['2024-01-01', '2024-07-01', '2025-01-01']);
    expect(monthsBetween('2026-02-02', '2026-02-20', 5)).toEqual([]);
  });
});

describe('what happened', () => {
  it('folds where marks would cover each other, and only there', () => {
    const at = (n: number): number => n;
    expect(folded([50, 0, 10, 27, 28, 100], at, 28)).toEqual([[0, 10, 27], [28, 50], [100]]);
    expect(folded([], at, 28)).toEqual([]);
  });
});

describe('the next point', () => {
  it('is due a period after the last one', () => {
    expect(nextDue('weekly', '2026-02-23', undefined)).toBe('2026-03-02');
    expect(nextDue('two_weekly', '2025-05-19', '2023-08-28')).toBe('2025-06-02');
    expect(nextDue('quarterly', '2025-11-30', undefined)).toBe('2026-02-28');
    expect(nextDue('yearly', '2024-02-29', undefined)).toBe('2025-02-28');
    expect(nextDue('monthly', '2026-01-31', undefined)).toBe('2026-02-28');
  });

  it('is the first day of the definition before there is any, and never with events', () => {
    expect(nextDue('monthly', undefined, '2026-03-01')).toBe('2026-03-01');
    expect(nextDue('monthly', undefined, undefined)).toBeUndefined();
    expect(nextDue('per_event', '2026-01-31', '2026-01-01')).toBeUndefined();
  });
});

describe('a chart in a sentence', () => {
  const measure = {
    title: 'Reached in the window',
    data: 'proportion',
    multiply: 100,
    target: 90,
  } as Measure;
  const run: ChartedSignal = {
    rule: 'anhoej_long_run',
    side: 'up',
    direction: 'improvement',
    part: 1,
    first_on: '2026-01-05',
    last_on: '2026-05-11',
    points: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    found: 10,
    limit: 8,
  };
  const chart: ChartLine = {
    series: 's',
    chart: 'p',
    rules: 'anhoej',
    too_early: false,
    facts: {
      points: 24,
      useful: 24,
      needed: 10,
      latest: 77.777,
      latest_on: '2026-05-11',
      centre: 74.68,
      lcl: 33.5,
      ucl: 100,
    },
    points: [],
    signals: [run],
  };

  beforeAll(async () => {
    await language.use('en');
    await language.include('measure');
  });

  it('names the numbers, the signal and what it means', () => {
    expect(sentenceOf(chart, measure, 'Elm', { pooled: false })).toBe(
      'Reached in the window, Elm: 24 points. The latest is 77.8\u00a0% on May 11, 2026. ' +
        'The centre line is at 74.7\u00a0%, the limits now at 33.5 and 100. The target is 90\u00a0%. ' +
        '10 points in a row lie above the centre line from Jan 5, 2026 to May 11, 2026; chance explains at most 8. ' +
        'That is for the better.',
    );
  });

  it('[Q17] says of what is pooled that it is, and not from which sites', () => {
    const pooled = sentenceOf(chart, measure, 'Network', { pooled: true });
    expect(pooled).toContain('24 points. Each point is pooled from at least 3 sites. The latest is');
  });

  it('says that it is too early before it says anything else', () => {
    const early = { ...chart, too_early: true, signals: [], facts: { ...chart.facts, useful: 3 } };
    expect(standing(early)).toContain('Too early to say');
    expect(standing(early)).toContain('there are 3 so far');
  });

  it('speaks of the phase that runs, and leaves what was before to the list', () => {
    const later = { ...chart, parts: [{}, {}] } as unknown as ChartLine;
    expect(standing(later)).toBe('No signal: the points vary as chance would have them.');
  });

  it('has words for every rule of the engine', () => {
    const rules = (
      'anhoej_long_run anhoej_few_crossings beyond_three_sigma WE1 WE2 WE3 WE4 N1 N2 N3 N4 N5 N6 N7 N8 ' +
      'nhs_outside_limits nhs_trend nhs_two_in_three nhs_shift ihi_shift ihi_trend ihi_few_runs ihi_many_runs'
    ).split(' ');
    for (const rule of rules) {
      expect(nameOfRule(rule)).not.toBe(rule);
      expect(signalSentence({ ...run, rule })).not.toMatch(/[{}]|signal_says/);
    }
  });
});
