import type { AgendaItem, Meeting } from '../../protocol';
import { counted, t } from '../../state/meeting-words';
import { day, word } from '../../state/language.svelte';
import { nameOf, records } from '../../state/session.svelte';

/** What stands over an item: its own words, or what a district report is called here. */
export const headingOf = (item: AgendaItem): string => item.title ?? word('item_kind', item.item_kind);

/** When, how long, next to what, whose and led by whom, as far as it is said. */
export const factsOf = (meeting: Meeting): string[] =>
  [
    [day(meeting.on), meeting.begins].filter(Boolean).join(', '),
    meeting.minutes ? counted('meeting.minutes', meeting.minutes) : '',
    meeting.held_next_to ?? '',
    records().get('team', meeting.team)?.name ?? '',
    meeting.facilitator ? t('meeting.led_by', { name: nameOf(meeting.facilitator) }) : '',
  ].filter(Boolean);
