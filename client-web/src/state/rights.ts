import type { DriverDiagram, NodeKind, PdsaCycle, Team } from '../protocol';
import { here, records } from './session.svelte';

// What to offer, never what to allow: the server decides, and these only keep buttons that would be
// refused off the page.

const me = () => here().me;

const hasRole = (...roles: string[]): boolean => me().roles.some((role) => roles.includes(role));

/** The organisation and all it belongs to, nearest first. */
export function lineOf(organization: string | undefined): string[] {
  const line: string[] = [];
  for (let at = organization; at !== undefined && !line.includes(at);) {
    line.push(at);
    at = records().get('organization', at)?.parent;
  }
  return line;
}

export const mayDirect = (): boolean => hasRole('hub_director');

export const mayRunNetwork = (): boolean => me().hub && hasRole('hub_director', 'hub_facilitator');

/** Charter, aim and the hub's own drivers. */
export const mayKeepTheory = (): boolean =>
  me().hub && hasRole('hub_director', 'hub_facilitator', 'improvement_advisor');

const addsToTheory = (): boolean =>
  hasRole(
    'hub_director',
    'hub_facilitator',
    'improvement_advisor',
    'district_lead',
    'school_lead',
    'team_member',
  );

export const mayManage = (organization: string | undefined): boolean =>
  mayRunNetwork() || leads(organization);

const leads = (organization: string | undefined): boolean =>
  lineOf(organization).some((id) => me().leads.includes(id));

/** A district's teams are the district's: the hub looks after those of the whole network only. */
export const mayKeepTeam = (team: Team): boolean =>
  team.district === undefined ? mayRunNetwork() : leads(team.district);

const isHubs = (diagram: DriverDiagram): boolean =>
  records().get('organization', diagram.owner)?.organization_kind === 'hub';

const belongsTo = (organization: string): boolean =>
  me().organizations.some((mine) => lineOf(mine).includes(organization));

/** Whether this person may draw a diagram for that hub or district. */
export function mayDrawFor(organization: string): boolean {
  if (records().get('organization', organization)?.organization_kind === 'hub') return mayKeepTheory();
  return belongsTo(organization) && addsToTheory();
}

export function mayShareDiagram(diagram: DriverDiagram): boolean {
  if (isHubs(diagram)) return mayKeepTheory();
  return leads(diagram.owner) || (diagram.created_by === me().member && mayEditDiagram(diagram));
}

export function mayEditDiagram(diagram: DriverDiagram): boolean {
  if (isHubs(diagram)) return mayKeepTheory();
  if (diagram.team !== undefined && !me().teams.includes(diagram.team)) return false;
  return mayDrawFor(diagram.owner);
}

export function mayEditNode(diagram: DriverDiagram, kind: NodeKind): boolean {
  if (mayEditDiagram(diagram)) return true;
  const shared = kind === 'secondary' || kind === 'change_idea';
  return isHubs(diagram) && shared && addsToTheory();
}

const runsCycles = (): boolean => hasRole('district_lead', 'school_lead', 'team_member');

export const mayEditCycle = (cycle: PdsaCycle): boolean => runsCycles() && me().teams.includes(cycle.team);

export const ownsCycle = (cycle: PdsaCycle): boolean => cycle.owner === me().member;

/** The owner; where a district asks for its lead's yes, that lead too. */
export function mayShareCycle(cycle: PdsaCycle): boolean {
  if (ownsCycle(cycle)) return true;
  const asked = [records().get('team', cycle.team)?.district, ...(cycle.schools ?? [])]
    .flatMap(lineOf)
    .filter((id) => records().get('organization', id)?.sharing_needs_lead);
  return asked.some(leads);
}

export const mayStartCycle = (): boolean => runsCycles() && me().teams.length > 0;
