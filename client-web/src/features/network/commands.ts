import type { Membership, Role, Team } from '../../protocol';
import { newId } from '../../sync/ids';
import { editField } from '../../parts/edit-field';
import { mayKeepTeam } from '../../state/rights';
import { issue, records } from '../../state/session.svelte';

type MembershipState = Membership['state'];

export interface NewOrganization {
  name: string;
  organization_kind: string;
  parent?: string;
}

export const create_organization = (organization: NewOrganization): boolean =>
  issue('create_organization', { id: newId(), ...organization });

export const archive_organization = (id: string): boolean => issue('archive_organization', { id });

export function create_team(
  name: string,
  tier: Team['tier'],
  district: string | undefined,
): string | undefined {
  const id = newId();
  return issue('create_team', { id, name, tier, district }) ? id : undefined;
}

export const archive_team = (id: string): boolean => issue('archive_team', { id });

export const create_membership = (member: string, organization: string, role: Role): boolean =>
  issue('create_membership', { id: newId(), member, organization, role });

const membershipVerb = {
  ended: 'end_membership',
  suspended: 'suspend_membership',
  active: 'resume_membership',
} as const satisfies Record<MembershipState, string>;

/** Ends, suspends or resumes a membership. */
export const setMembershipState = (id: string, state: MembershipState): boolean =>
  issue(membershipVerb[state], { id });

export const edit_role = (membership: Membership, role: Role): boolean => editField(membership, 'role', role);

/** Ends every role and every place in a team that somebody has. What they wrote stays. */
export function removeFromNetwork(member: string): boolean {
  const open = ({ member: of, state }: { member: string; state: MembershipState }) =>
    of === member && state !== 'ended';
  // A team is its district's: where they keep their place there, it gives them nothing without a role.
  const places = records()
    .all('team_membership')
    .filter(open)
    .filter(({ team }) => {
      const of = records().get('team', team);
      return of !== undefined && mayKeepTeam(of);
    });
  const roles = records().all('membership').filter(open);
  return (
    places.every(({ id }) => end_team_membership(id)) &&
    roles.every(({ id }) => setMembershipState(id, 'ended'))
  );
}

export const create_team_membership = (member: string, team: string): boolean =>
  issue('create_team_membership', { id: newId(), member, team });

export const end_team_membership = (id: string): boolean => issue('end_team_membership', { id });
