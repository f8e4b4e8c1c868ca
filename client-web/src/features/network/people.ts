import type { Membership, Role } from '../../protocol';
import { records } from '../../state/session.svelte';

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

// What an organisation of a kind usually needs first; the others stay possible.
const usual: Record<string, readonly Role[]> = {
  hub: roles.slice(0, 6),
  district: ['district_lead', 'executive_sponsor', 'team_member', 'coach', 'observer'],
  school: ['school_lead', 'team_member', 'observer'],
};

export const rolesFor = (organization: string | undefined): readonly Role[] => {
  const kind = records().get('organization', organization)?.organization_kind ?? '';
  return usual[kind] ?? ['partner', 'researcher', 'executive_sponsor', 'observer'];
};

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
