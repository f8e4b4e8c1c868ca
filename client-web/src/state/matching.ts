import type { Member, RequestKind, Role, SupportRequest } from '../protocol';
import type { View } from '../sync/replica';
import { ALIKE_FROM, sharedBetween } from './alike';
import { openStates } from './exchange';

/** More than a handful is a list to read and not a suggestion. */
export const SUGGESTED_MAX = 5;

// Whose work it is to help with what; a peer is nobody by their role.
const helpers: Record<RequestKind, readonly Role[]> = {
  coaching: ['coach', 'improvement_advisor'],
  technical: ['improvement_advisor', 'hub_facilitator'],
  peer: [],
  data: ['analyst'],
  design: ['improvement_advisor', 'hub_facilitator'],
};

// What speaks for somebody, in points: two cycles on the very thing count as much as a role, and a request that they
// carry already counts against them as much as a cycle in such a place for them.
const POINTS = { cycleOnIdea: 2, cycleInAlike: 1, role: 4, load: 1 } as const;
// The fourth cycle says no more than the third.
const CYCLES_COUNTED = 3;

export interface Suggestion {
  member: Member;
  /** The role that makes helping their work. */
  role: Role | undefined;
  /** Completed cycles of theirs on what the request is about. */
  onIdea: number;
  /** Completed cycles of theirs in schools like the asker's. */
  inAlike: number;
  /** Requests that are matched with them now, as far as they can be seen here. */
  load: number;
}

const points = ({ role, onIdea, inAlike, load }: Suggestion): number =>
  POINTS.cycleOnIdea * Math.min(onIdea, CYCLES_COUNTED) +
  POINTS.cycleInAlike * Math.min(inAlike, CYCLES_COUNTED) +
  (role ? POINTS.role : 0) -
  POINTS.load * load;

const speaksFor = ({ role, onIdea, inAlike }: Suggestion): boolean =>
  role !== undefined || onIdea > 0 || inAlike > 0;

/** People who may help with a request, the likeliest first, from the records that are here. */
export function suggestionsFor(view: View, request: SupportRequest): Suggestion[] {
  const roles = new Map<string, Role[]>();
  for (const { member, role, state } of view.all('membership')) {
    if (state === 'active') roles.set(member, [...(roles.get(member) ?? []), role]);
  }
  const ideaOf = new Map(view.all('ramp').map((ramp) => [ramp.id, ramp.change_idea]));
  const place = view.get('organization', request.organization);
  const alike = (school: string): boolean => {
    const other = view.get('organization', school);
    return place !== undefined && other !== undefined && sharedBetween(place, other).length >= ALIKE_FROM;
  };
  const ran = view.all('pdsa_cycle').filter((cycle) => cycle.state === 'complete');
  const carried = view
    .all('support_request')
    .filter((other) => other.id !== request.id && openStates.includes(other.state));

  return view
    .all('member')
    .filter(
      ({ id }) =>
        id !== request.created_by &&
        id !== request.matched_with &&
        roles.get(id)?.some((role) => role !== 'observer'),
    )
    .map((member): Suggestion => {
      const own = ran.filter((cycle) => cycle.owner === member.id);
      return {
        member,
        role: helpers[request.request_kind].find((role) => roles.get(member.id)?.includes(role)),
        onIdea: own.filter((c) => request.change_ideas?.includes(ideaOf.get(c.ramp) ?? '')).length,
        inAlike: own.filter((c) => c.schools?.some(alike)).length,
        load: carried.filter((other) => other.matched_with === member.id).length,
      };
    })
    .filter(speaksFor)
    .sort((a, b) => points(b) - points(a) || a.load - b.load || a.member.name.localeCompare(b.member.name))
    .slice(0, SUGGESTED_MAX);
}
