// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import type { ChartedSignal, SeriesChart } from '../../sync/http';
import { turnedOn } from './turn';

const days = ['01', '02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-03-${day}`);
const points = [3, 4, 3, undefined, 8, 9, 8, 9].map((y, i) => ({
  ids: [`p${i}`],
  on: days[i]!,
  y,
  part: 1,
  baseline: true,
  include: true,
})) as SeriesChart['points'];
const signal = (rule: string, first: number, last: number): ChartedSignal =>
  ({
    rule,
    part: 1,
    first_on: days[first]!,
    last_on: days[last]!,
    points: [],
    side: 'up',
    direction: 'improvement',
    found: 4,
  }) as unknown as ChartedSignal;

it('a run tells of the day on which it began, and one with which a phase begins of the day after it', () => {
  expect(turnedOn(signal('anhoej_long_run', 4, 7), points)).toBe('2026-03-05');
  expect(turnedOn(signal('anhoej_long_run', 0, 2), points)).toBe('2026-03-05');
  expect(turnedOn(signal('anhoej_long_run', 0, 7), points)).toBe('2026-03-01');
});

it('a signal of a whole phase tells of the day that parts it best', () => {
  expect(turnedOn(signal('anhoej_few_crossings', 0, 7), points)).toBe('2026-03-05');
  expect(turnedOn(signal('anhoej_few_crossings', 0, 7), [])).toBe('2026-03-01');
});
