import type {
  ChangeProtocol,
  DriverDiagram,
  NodeKind,
  Organization,
  PdsaCycle,
  ProtocolVersion,
  Team,
} from '../protocol';
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

/** Whoever works on the theory adds to it: drivers, change ideas, protocols. */
export const addsToTheory = (): boolean =>
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

/** Who begins a review of a diagram, works on it meanwhile, and ends it. */
export const mayReviewDiagram = (diagram: DriverDiagram): boolean =>
  isHubs(diagram) ? mayKeepTheory() : leads(diagram.owner);

export function mayEditDiagram(diagram: DriverDiagram): boolean {
  if (diagram.in_review) return mayReviewDiagram(diagram);
  if (isHubs(diagram)) return mayKeepTheory();
  if (diagram.team !== undefined && !me().teams.includes(diagram.team)) return false;
  return mayDrawFor(diagram.owner);
}

export function mayEditNode(diagram: DriverDiagram, kind: NodeKind): boolean {
  if (mayEditDiagram(diagram)) return true;
  if (diagram.in_review) return false;
  const shared = kind === 'secondary' || kind === 'change_idea';
  return isHubs(diagram) && shared && addsToTheory();
}

const runsCycles = (): boolean => hasRole('district_lead', 'school_lead', 'team_member');

export const mayEditCycle = (cycle: PdsaCycle): boolean => runsCycles() && me().teams.includes(cycle.team);

export const ownsCycle = (cycle: PdsaCycle): boolean => cycle.owner === me().member;

/** The owner; where a district asks for its lead's yes, that lead too. */
export function mayShareCycle(cycle: PdsaCycle): boolean {
  if (ownsCycle(cycle)) return true;
  return [records().get('team', cycle.team)?.district, ...(cycle.schools ?? [])].flatMap(asking).some(leads);
}

/** Of an organisation and all it belongs to, whose lead must agree before something goes further. */
const asking = (organization: string | undefined): string[] =>
  lineOf(organization).filter((id) => records().get('organization', id)?.sharing_needs_lead);

export const mayEditProtocol = (protocol: ChangeProtocol): boolean =>
  mayKeepTheory() || (protocol.authors ?? []).includes(me().member);

/** Who offers a protocol a version words it; to publish it is for its authors. */
export const mayWriteVersion = (protocol: ChangeProtocol, version: ProtocolVersion): boolean =>
  mayEditProtocol(protocol) || (version.created_by === me().member && addsToTheory());

/** The authors; where a district asks for its lead's yes, that lead too. */
export const mayShareProtocol = (protocol: ChangeProtocol): boolean =>
  mayEditProtocol(protocol) || asking(records().get('team', protocol.team)?.district).some(leads);

/** The district that an organisation is, or lies in. */
export const districtOf = (organization: string): string | undefined =>
  lineOf(organization).find((id) => records().get('organization', id)?.organization_kind === 'district');

/** A school or a district takes a protocol up by the people who work there, or who lead it; nobody does it for them. */
export function mayAdoptFor(organization: string): boolean {
  if (leads(organization)) return true;
  const district = districtOf(organization);
  const ofDistrict = (team: string): boolean =>
    district !== undefined && records().get('team', team)?.district === district;
  return runsCycles() && (me().organizations.includes(organization) || me().teams.some(ofDistrict));
}

export const mayStartCycle = (): boolean => runsCycles() && me().teams.length > 0;

/** The places this person holds a role in: where they write from. */
export const ownSites = (): Organization[] =>
  records()
    .all('membership')
    .filter(({ member, state }) => member === me().member && state === 'active')
    .map(({ organization }) => records().get('organization', organization))
    .filter((site) => site !== undefined);

/** Whether this person's yes is what a district there asks for before something goes further. */
export const mayShareFrom = (...from: (string | undefined)[]): boolean => from.flatMap(asking).some(leads);

/** Who says of a team that it has done an activity: its own people, and the hub. */
export const mayFinish = (team: string): boolean =>
  mayKeepTheory() || (runsCycles() && me().teams.includes(team));
