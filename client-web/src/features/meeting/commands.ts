import type {
  ActionState,
  AgendaItem,
  DecisionState,
  GivenArgs,
  ItemKind,
  Meeting,
  MeetingAction,
  MeetingDecision,
  MeetingState,
} from '../../protocol';
import { newId } from '../../sync/ids';
import { rankBetween } from '../../sync/rank';
import { agendaOf } from '../../state/meetings';
import { issue, records } from '../../state/session.svelte';

/** A new meeting. Answers its id. */
export function create_meeting(args: Omit<GivenArgs<'create_meeting'>, 'id'>): string | undefined {
  const id = newId();
  return issue('create_meeting', { id, ...args }) ? id : undefined;
}

/** The fields as they are now; what is empty is unset. */
export function edit_meeting(
  id: string,
  fields: Partial<Record<keyof Meeting, string | number | undefined>>,
): boolean {
  const given = Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined);
  const clear = Object.keys(fields).filter((name) => !given.some(([kept]) => kept === name));
  return issue('edit_meeting', { id, set: Object.fromEntries(given), clear });
}

export const archive_meeting = (id: string): boolean => issue('archive_meeting', { id });

export const advance_meeting = (meeting: Meeting, to: MeetingState): boolean =>
  issue('advance_meeting', { id: meeting.id, to }, meeting.revision);

/** Says of somebody that they were there, or spoke; or that they did not. Who spoke was there. */
export function tick(meeting: Meeting, member: string, what: 'present' | 'spoke', on: boolean): boolean {
  const also = what === 'spoke' && on && !meeting.present?.includes(member);
  const lists = also ? { spoke: [member], present: [member] } : { [what]: [member] };
  return issue('edit_meeting', { id: meeting.id, ...(on ? { add: lists } : { remove: lists }) });
}

export interface NewItem {
  title: string;
  item_kind: ItemKind;
  minutes?: number;
  lead?: string;
  outcome_wanted?: string;
  cycles?: string[];
  support_requests?: string[];
  change_ideas?: string[];
}

/** Puts an item last on the agenda. */
export function create_agenda_item(meeting: string, item: NewItem): boolean {
  const ranks = agendaOf(records(), meeting)
    .map(({ rank }) => rank)
    .sort();
  const rank = rankBetween(ranks.at(-1), undefined);
  return issue('create_agenda_item', { id: newId(), meeting, rank, ...item });
}

export const edit_agenda_item = (
  id: string,
  set: NonNullable<GivenArgs<'edit_agenda_item'>['set']>,
): boolean => issue('edit_agenda_item', { id, set });

/** Moves an item one place up or down; the district report keeps the first. */
export function move(item: AgendaItem, by: -1 | 1): boolean {
  const rest = agendaOf(records(), item.meeting).filter(
    ({ id, item_kind }) => id !== item.id && item_kind !== 'district_report',
  );
  const all = agendaOf(records(), item.meeting).filter(({ item_kind }) => item_kind !== 'district_report');
  const to = all.findIndex(({ id }) => id === item.id) + by;
  if (to < 0 || to > rest.length) return false;
  return edit_agenda_item(item.id, { rank: rankBetween(rest[to - 1]?.rank, rest[to]?.rank) });
}

export const archive_agenda_item = (id: string): boolean => issue('archive_agenda_item', { id });

/** Begins the report of a district, with a line or without one. */
export const create_district_report = (meeting: string, organization: string, text = ''): boolean =>
  issue('create_district_report', { id: newId(), meeting, organization, text });

export const create_meeting_decision = (args: Omit<GivenArgs<'create_meeting_decision'>, 'id'>): boolean =>
  issue('create_meeting_decision', { id: newId(), ...args });

export const archive_meeting_decision = (id: string): boolean => issue('archive_meeting_decision', { id });

export const review_decision = (
  decision: MeetingDecision,
  to: DecisionState,
  why: string,
  review_on?: string,
): boolean => issue('review_decision', { id: decision.id, to, why, review_on });

export const create_meeting_action = (args: Omit<GivenArgs<'create_meeting_action'>, 'id'>): boolean =>
  issue('create_meeting_action', { id: newId(), ...args });

export const archive_meeting_action = (id: string): boolean => issue('archive_meeting_action', { id });

export const finish_action = (action: MeetingAction, to: ActionState, reason?: string): boolean =>
  issue('finish_action', { id: action.id, to, reason });
