import { daysAfter } from './days';
import type { AgendaItem, DistrictReport, Meeting, MeetingAction, MeetingDecision } from '../protocol';
import { byRank } from '../sync/rank';
import type { View } from '../sync/replica';

/** A meeting is worth a place on home while there is time to prepare it. */
export const NEXT_DAYS = 14;
/** A report is asked for in the week of the meeting: earlier it would be out of date by then. */
export const REPORT_DAYS = 7;

const beginning = (meeting: Meeting): string => `${meeting.on} ${meeting.begins ?? ''} ${meeting.id}`;
export const byDay = (a: Meeting, b: Meeting): number => (beginning(a) < beginning(b) ? -1 : 1);

/** What is still to come, or goes on, soonest first. */
export const coming = (view: View, today: string): Meeting[] =>
  view
    .all('meeting')
    .filter(({ state, on }) => state === 'live' || (state !== 'closed' && on >= today))
    .sort(byDay);

/** What has been, newest first. */
export function held(view: View, today: string): Meeting[] {
  const still = new Set(coming(view, today).map(({ id }) => id));
  return view
    .all('meeting')
    .filter(({ id }) => !still.has(id))
    .sort((a, b) => byDay(b, a));
}

/** The meetings of the same series and the same people, in order; without a series it is the only one. */
export const seriesOf = (view: View, meeting: Meeting): Meeting[] =>
  view
    .all('meeting')
    .filter((other) =>
      meeting.series
        ? other.series === meeting.series && other.team === meeting.team
        : other.id === meeting.id,
    )
    .sort(byDay);

export const beforeOf = (view: View, meeting: Meeting): Meeting | undefined => {
  const all = seriesOf(view, meeting);
  return all[all.findIndex(({ id }) => id === meeting.id) - 1];
};

const opens = (item: AgendaItem): number => Number(item.item_kind === 'district_report');

/** The agenda: the district report first, the others as they were put. */
export const agendaOf = (view: View, meeting: string): AgendaItem[] =>
  view
    .all('agenda_item')
    .filter((item) => item.meeting === meeting)
    .sort((a, b) => opens(b) - opens(a) || byRank(a, b));

export const isWritten = (report: DistrictReport | undefined): boolean =>
  Boolean(report?.text?.trim() || report?.asks?.trim());

export const reportsOf = (view: View, meeting: string): DistrictReport[] =>
  view.all('district_report').filter((report) => report.meeting === meeting);

/** The districts that report to it: all of them, or the one whose team meets. */
export function districtsOf(view: View, meeting: Meeting): string[] {
  const district = view.get('team', meeting.team)?.district;
  if (district !== undefined) return [district];
  return view
    .all('organization')
    .filter(({ organization_kind }) => organization_kind === 'district')
    .map(({ id }) => id);
}

const byDue = (a: MeetingAction, b: MeetingAction): number =>
  a.due !== b.due ? (a.due < b.due ? -1 : 1) : a.id < b.id ? -1 : 1;

export const actionsOf = (view: View, meeting: string): MeetingAction[] =>
  view
    .all('meeting_action')
    .filter((action) => action.meeting === meeting)
    .sort(byDue);

export const isOverdue = (action: MeetingAction, today: string): boolean =>
  action.state === 'open' && action.due < today;

/** What earlier meetings of the series agreed and nobody has finished: it is on the table again. */
export function carriedTo(view: View, meeting: Meeting): MeetingAction[] {
  const earlier = new Set(
    seriesOf(view, meeting)
      .filter((other) => byDay(other, meeting) < 0 && other.id !== meeting.id)
      .map(({ id }) => id),
  );
  return view
    .all('meeting_action')
    .filter((action) => action.state === 'open' && earlier.has(action.meeting ?? ''))
    .sort(byDue);
}

export const decisionsOf = (view: View, meeting: string): MeetingDecision[] =>
  view
    .all('meeting_decision')
    .filter((decision) => decision.meeting === meeting)
    .sort((a, b) => a.created_at_ms - b.created_at_ms || (a.id < b.id ? -1 : 1));

/** Whether its day to be looked at again has come. */
export const isDue = (decision: MeetingDecision, today: string): boolean =>
  decision.state !== 'changed' && decision.review_on !== undefined && decision.review_on <= today;

/** The next meeting within the days in which it is worth preparing. */
export const nextMeeting = (view: View, today: string): Meeting | undefined =>
  coming(view, today).find(({ on }) => on <= daysAfter(today, NEXT_DAYS));

/** The meetings within the week to which one of these districts has written nothing yet. */
export const reportsWanted = (
  view: View,
  districts: readonly string[],
  today: string,
): { meeting: Meeting; district: string }[] =>
  coming(view, today)
    .filter(({ id, on }) => on <= daysAfter(today, REPORT_DAYS) && opensWithReports(view, id))
    .flatMap((meeting) => {
      const written = reportsOf(view, meeting.id).filter(isWritten);
      return districtsOf(view, meeting)
        .filter((id) => districts.includes(id) && !written.some(({ organization }) => organization === id))
        .map((district) => ({ meeting, district }));
    });

const opensWithReports = (view: View, meeting: string): boolean =>
  view.all('agenda_item').some((item) => item.meeting === meeting && opens(item) === 1);

export const openActionsOf = (view: View, member: string): MeetingAction[] =>
  view
    .all('meeting_action')
    .filter(({ owner, state }) => owner === member && state === 'open')
    .sort(byDue);
