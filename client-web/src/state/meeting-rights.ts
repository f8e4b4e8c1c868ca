import type { Meeting, MeetingAction, MeetingDecision } from '../protocol';
import { lineOf, mayRunNetwork } from './rights';
import { here, records } from './session.svelte';

// What to offer; the server decides.

const saysSomething = (): boolean => here().me.roles.some((role) => role !== 'observer');

/** Whether this person calls meetings of that team; without one, of the whole network. */
export function mayCallMeeting(team: string | undefined): boolean {
  if (team === undefined) return mayRunNetwork();
  if (here().me.teams.includes(team) && saysSomething()) return true;
  const district = records().get('team', team)?.district;
  if (district === undefined) return mayRunNetwork();
  return lineOf(district).some((id) => here().me.leads.includes(id));
}

export const mayKeepMeeting = (meeting: Meeting | undefined): boolean =>
  meeting === undefined
    ? mayRunNetwork()
    : (meeting.facilitator === here().me.member && saysSomething()) || mayCallMeeting(meeting.team);

/** Notes, and whether one was there. */
export const mayTakePart = saysSomething;

/** What was decided or agreed outside of a meeting is the hub's. */
export const mayReview = (decision: MeetingDecision): boolean =>
  mayKeepMeeting(records().get('meeting', decision.meeting));

export const mayFinishAction = (action: MeetingAction): boolean =>
  (action.owner === here().me.member && saysSomething()) ||
  mayKeepMeeting(records().get('meeting', action.meeting));
