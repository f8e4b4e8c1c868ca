import type { Member, Membership, Role } from '../../protocol';
import { lineOf, mayDirect } from '../../state/rights';
import { fold, wordsOf } from '../../state/fold';
import { compare } from '../../state/language.svelte';
import { here, records } from '../../state/session.svelte';

const roles: readonly Role[] = [
  'hub_director',
  'hub_facilitator',
  'improvement_advisor',
  'coach',
  'analyst',
  'partnership_manager',
  'district_lead',
  'executive_sponsor',
  'school_lead',
  'team_member',
  'researcher',
  'partner',
  'observer',
];

/** Whoever looks after people's accounts: as themselves, never through other eyes. */
export const mayAdminister = (): boolean => !here().through && (mayDirect() || here().me.leads.length > 0);

// What an organisation of a kind usually needs first; the others stay possible.
const usual: Record<string, readonly Role[]> = {
  hub: roles.slice(0, 6),
  district: ['district_lead', 'executive_sponsor', 'team_member', 'coach', 'observer'],
  school: ['school_lead', 'team_member', 'observer'],
};

// What the lead of a district gives in it; all else is the director's.
const ofDistricts: readonly Role[] = [
  'district_lead',
  'executive_sponsor',
  'school_lead',
  'team_member',
  'observer',
];

export const mayGiveRole = (organization: string | undefined, role: Role): boolean =>
  mayDirect() ||
  (ofDistricts.includes(role) && lineOf(organization).some((id) => here().me.leads.includes(id)));

/** What somebody may be there. */
export const rolesAt = (organization: string | undefined): readonly Role[] => {
  const kind = records().get('organization', organization)?.organization_kind ?? '';
  return usual[kind] ?? ['partner', 'researcher', 'executive_sponsor', 'observer'];
};

/** What this person may give there. */
export const rolesFor = (organization: string | undefined): readonly Role[] =>
  rolesAt(organization).filter((role) => mayGiveRole(organization, role));

export const organizationKinds = [
  'hub',
  'district',
  'school',
  'university',
  'union',
  'community',
  'funder',
  'advisory_partner',
] as const;

export const membershipsAt = (organization: string): Membership[] =>
  records()
    .all('membership')
    .filter((membership) => membership.organization === organization);

/** The roles of somebody, those that hold first. */
export const membershipsOf = (member: string): Membership[] =>
  records()
    .all('membership')
    .filter((membership) => membership.member === member)
    .sort((a, b) => Number(b.state === 'active') - Number(a.state === 'active'));

/** Nobody takes a role from themselves here, and nobody one that they could not give. */
export const mayKeep = (membership: Membership): boolean =>
  membership.member !== here().me.member && mayGiveRole(membership.organization, membership.role);

/** Whoever answers to a part of a name, by name. */
export function peopleCalled(text: string): Member[] {
  const wanted = wordsOf(text);
  return records()
    .all('member')
    .filter(({ name, erased }) => !erased && wanted.every((word) => fold(name).includes(word)))
    .sort((a, b) => compare(a.name, b.name));
}
