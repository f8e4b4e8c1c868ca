import type { Told } from '../../state/told';
import { day } from '../../state/language.svelte';
import { pageOf } from '../../state/page-of';
import { recordName } from '../../state/record-name';
import { titleOfSeries } from '../../state/signals';
import { here, nameOf, records } from '../../state/session.svelte';
import { counted, t } from '../../state/notice-words';

/** Where it leads: to the very thread, where something was said. */
export const linkOf = ({ record, comment }: Told): string =>
  (pageOf(records(), here().to, record) ?? here().to.home) + (comment ? `#comment-${comment}` : '');

/** What happened, in a sentence around the record's name. */
export function inWords({ record, what, by, count, due_on }: Told, word: (kind: string) => string): string {
  const called = record.kind === 'measure_series' ? titleOfSeries(records(), record) : recordName(record);
  const title = `“${called ?? word(record.kind)}”`;
  const name = nameOf(by) || t('inbox.somebody');
  if (what === 'said') return counted('inbox.said', count, { name, title });
  if (what === 'due') return t('inbox.due', { title, day: due_on ? day(due_on) : '' });
  return t(`inbox.${what}`, { name, title });
}

/** The lines by the day on which they came, in their order. */
export function byDay(told: readonly Told[]): { day: string; lines: Told[] }[] {
  const days = new Map<string, Told[]>();
  for (const line of told) {
    const local = new Date(line.at_ms);
    const iso = [local.getFullYear(), local.getMonth() + 1, local.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');
    days.set(iso, [...(days.get(iso) ?? []), line]);
  }
  return [...days].map(([day, lines]) => ({ day, lines }));
}
