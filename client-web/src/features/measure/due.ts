import { daysAfter } from '../../state/days';
import type { Measure } from '../../protocol';

type Schedule = Measure['schedule'];

const daysApart: Partial<Record<Schedule, number>> = { daily: 1, weekly: 7, two_weekly: 14 };
const monthsApart: Partial<Record<Schedule, number>> = { monthly: 1, quarterly: 3, yearly: 12 };

function monthsLater(iso: string, months: number): string {
  const [year, month, day] = iso.split('-').map(Number) as [number, number, number];
  // The last of a month stays its last: there is no 31st of April.
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The day of the next point, from that of the last one, or from the definition's first day (docs/SYNC.md Q12). */
export function nextDue(
  schedule: Schedule,
  last: string | undefined,
  begins: string | undefined,
): string | undefined {
  if (schedule === 'per_event') return undefined;
  if (last === undefined) return begins;
  const days = daysApart[schedule];
  if (days !== undefined) return daysAfter(last, days);
  return monthsLater(last, monthsApart[schedule] ?? 1);
}
