import type { Membership, Role, Team } from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

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

export const create_team_membership = (member: string, team: string): boolean =>
  issue('create_team_membership', { id: newId(), member, team });

export const end_team_membership = (id: string): boolean => issue('end_team_membership', { id });
