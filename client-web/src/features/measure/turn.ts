import type { ChartedSignal, SeriesChart } from '../../sync/http';
import { marksPoints } from './sentence';

type Points = SeriesChart['points'];

// Where two means instead of one leave the least sum of squares: one step of Scott and Knott's segmentation (1974).
function splitOf(points: { on: string; y: number }[]): string | undefined {
  const total = points.reduce((sum, { y }) => sum + y, 0);
  let before = 0;
  let best = { gain: -1, on: points[0]?.on };
  points.slice(1).forEach(({ on }, i) => {
    before += points[i]!.y;
    const [n, rest] = [i + 1, points.length - i - 1];
    const gain = before ** 2 / n + (total - before) ** 2 / rest;
    if (i === 0 || gain > best.gain) best = { gain, on };
  });
  return best.on;
}

/**
 * The day on which the numbers turned, of which a signal tells: its first, or, where the phase itself begins with it, the one after
 * it ended; of a signal of a whole phase the day that parts it best.
 */
export function turnedOn(signal: ChartedSignal, points: Points): string {
  const phase = points.filter(({ part, y }) => part === signal.part && y !== undefined);
  const known = phase.map(({ on, y }) => ({ on, y: y! }));
  if (!marksPoints(signal.rule)) return splitOf(known) ?? signal.first_on;
  if (known[0] === undefined || signal.first_on > known[0].on) return signal.first_on;
  return known.find(({ on }) => on > signal.last_on)?.on ?? signal.first_on;
}
