import type { Meeting, MeetingAction, MeetingDecision, Member } from '../protocol';
import type { View } from '../sync/replica';
import { compare } from './language.svelte';
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

/** Who can see the meeting and say something there: the ones to lead an item or own an action. */
export function peopleOf(view: View, meeting: Meeting): Member[] {
  const roles = view.all('membership').filter(({ state }) => state === 'active');
  const says = new Set(roles.filter(({ role }) => role !== 'observer').map(({ member }) => member));
  const district = view.get('team', meeting.team)?.district;
  const isHub = (organization: string) => view.get('organization', organization)?.organization_kind === 'hub';
  const sees = new Set([
    meeting.facilitator ?? '',
    ...(meeting.team === undefined
      ? roles.filter(({ role }) => role !== 'partner')
      : [
          ...view
            .all('team_membership')
            .filter(({ team, state }) => team === meeting.team && state === 'active'),
          ...roles.filter(({ role, organization }) =>
            district === undefined
              ? isHub(organization)
              : role === 'district_lead' && organization === district,
          ),
        ]
    ).map(({ member }) => member),
  ]);
  return view
    .all('member')
    .filter(({ id }) => sees.has(id) && says.has(id))
    .sort((a, b) => compare(a.name, b.name));
}
