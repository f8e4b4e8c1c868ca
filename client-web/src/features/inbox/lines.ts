import type { AnyRecord } from '../../protocol';
import type { Told } from '../../state/told';
import { day } from '../../state/language.svelte';
import { recordName } from '../../state/record-name';
import { here, nameOf } from '../../state/session.svelte';
import { counted, t } from '../../state/notice-words';

/** The page on which the record is read. */
export function pageOf(record: AnyRecord): string {
  const { to } = here();
  switch (record.kind) {
    case 'pdsa_cycle':
      return to.cycle(record.id);
    case 'driver_node':
      return record.node_kind === 'change_idea' ? to.idea(record.id) : to.diagram(record.diagram, record.id);
    case 'driver_diagram':
      return to.diagram(record.id);
    case 'change_protocol':
      return to.protocol(record.id);
    case 'adaptation':
      return to.adaptation(record.id);
    case 'post':
      return to.post(record.id);
    case 'support_request':
      return to.request(record.id);
    case 'meeting':
      return to.meeting(record.id);
    case 'team':
      return to.team(record.id);
    case 'aim':
      return to.aim;
    case 'charter':
    case 'root_cause':
    case 'sponsor_commitment':
      return to.charter;
    case 'flag':
    case 'moderation_case':
      return to.moderation;
    case 'member':
    case 'organization':
      return to.people;
    default:
      return to.home;
  }
}

/** Where it leads: to the very thread, where something was said. */
export const linkOf = ({ record, comment }: Told): string =>
  pageOf(record) + (comment ? `#comment-${comment}` : '');

/** What happened, in a sentence around the record's name. */
export function inWords({ record, what, by, count, due_on }: Told, word: (kind: string) => string): string {
  const title = `“${recordName(record) ?? word(record.kind)}”`;
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
