import { DAY_MS } from '../../state/days';

// Where things stand on a chart. Figures are the server's; here they only become places.

export interface Scale {
  min: number;
  max: number;
  /** The values that lines are drawn at. */
  ticks: number[];
}

const STEPS = [1, 2, 2.5, 5, 10];
// More lines than this are a grid, and nobody reads along one.
const LINES_MAX = 6;

/** A round scale that holds all values. Of values that are all on one side of zero and come near it, zero too. */
export function scaleOf(values: readonly number[]): Scale {
  let min = Math.min(...values);
  let max = Math.max(...values);
  if (!Number.isFinite(min)) [min, max] = [0, 1];
  if (min > 0 && min < max / 2) min = 0;
  if (max < 0 && max > min / 2) max = 0;
  if (min === max) {
    const around = Math.abs(min) / 2 || 1;
    [min, max] = [min - around, max + around];
  }
  const raw = (max - min) / (LINES_MAX - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (STEPS.find((each) => each * power >= raw * 0.999) ?? 10) * power;
  // What lies on the lowest line would be taken for the axis; zero is the axis.
  const lowest = Math.floor(min / step + 1e-9);
  const first = min !== 0 && Math.abs(lowest * step - min) < step * 1e-6 ? lowest - 1 : lowest;
  const last = Math.ceil(max / step - 1e-9);
  // By number, not by adding up: tenths would drift.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { min: ticks[0]!, max: ticks.at(-1)!, ticks };
}

export const place = (value: number, { min, max }: Scale, from: number, to: number): number =>
  from + ((value - min) / (max - min)) * (to - from);

export const dayNumber = (iso: string): number => Date.parse(`${iso}T00:00Z`) / DAY_MS;
const isoOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** First days of months, at most `max` of them, evenly apart: what the axis of time is marked with. */
export function monthsBetween(first: string, last: string, max: number): string[] {
  const months: string[] = [];
  const [from, to] = [dayNumber(first), dayNumber(last)];
  const at = new Date(from * DAY_MS);
  at.setUTCDate(1);
  for (; at.getTime() / DAY_MS <= to; at.setUTCMonth(at.getUTCMonth() + 1)) {
    if (at.getTime() / DAY_MS >= from) months.push(isoOf(at.getTime() / DAY_MS));
  }
  const apart = [1, 2, 3, 6, 12, 24].find((every) => months.length / every <= Math.max(1, max)) ?? 48;
  const monthOf = (iso: string): number => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;
  return months.filter((iso) => monthOf(iso) % apart === 0);
}

/** A line through those places that have one, broken where one is missing: the `d` of a path. */
export function lineThrough(places: readonly (readonly [number, number | undefined])[]): string {
  let drawing = false;
  return places
    .map(([x, y]) => {
      if (y === undefined) {
        drawing = false;
        return '';
      }
      const move = drawing ? 'L' : 'M';
      drawing = true;
      return `${move}${round(x)} ${round(y)}`;
    })
    .join('');
}

/** A line that holds each value around its point and steps half way to the next: a limit, which changes with the denominator. */
export function stepsThrough(places: readonly (readonly [number, number | undefined])[]): string {
  let text = '';
  let former: number | undefined;
  places.forEach(([x, y], i) => {
    if (y === undefined) {
      former = undefined;
      return;
    }
    const from = i === 0 ? x : (places[i - 1]![0] + x) / 2;
    const to = i === places.length - 1 ? x : (x + places[i + 1]![0]) / 2;
    text += former === undefined ? `M${round(from)} ${round(y)}` : former === y ? '' : `V${round(y)}`;
    text += `H${round(to)}`;
    former = y;
  });
  return text;
}

export const MARKS = ['missing', 'excluded', 'point', 'marked'] as const;
export type Mark = (typeof MARKS)[number];

/** One mark around a place, as a part of a path: a cross, a circle or a diamond that reaches `size` to each side. */
export function markAt(kind: Mark, x: number, y: number, size: number): string {
  const [left, at, twice] = [round(x - size), round(y), round(2 * size)];
  if (kind === 'missing')
    return `M${left} ${round(y - size)}l${twice} ${twice}m0 -${twice}l-${twice} ${twice}`;
  if (kind === 'marked')
    return `M${round(x)} ${round(y - size)}l${size} ${size}l-${size} ${size}l-${size} -${size}z`;
  return `M${left} ${at}a${size} ${size} 0 1 0 ${twice} 0a${size} ${size} 0 1 0 -${twice} 0z`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);

/** Neighbours that would cover each other become one: each group holds what stands within `apart` of its first. */
export function folded<T>(items: readonly T[], at: (item: T) => number, apart: number): T[][] {
  const groups: T[][] = [];
  for (const item of [...items].sort((a, b) => at(a) - at(b))) {
    const group = groups.at(-1);
    if (group && at(item) - at(group[0]!) < apart) group.push(item);
    else groups.push([item]);
  }
  return groups;
}
