import type { Measure, MeasureSeries, Organization, Team } from '../../protocol';
import { addsToTheory, districtOf, lineOf, mayKeepTheory } from '../../state/rights';
import { here, records } from '../../state/session.svelte';

// What to offer, never what to allow (docs/SYNC.md Q1, Q4, Q9).

const me = () => here().me;
const RUNS = ['district_lead', 'school_lead', 'team_member'];
const COLLECTS = [...RUNS, 'coach', 'analyst'];

const holdsAt = (organization: string | undefined, roles: readonly string[]): boolean =>
  records()
    .all('membership')
    .some(
      (held) =>
        held.member === me().member &&
        held.state === 'active' &&
        held.organization === organization &&
        roles.includes(held.role),
    );

const isHubAnalyst = (): boolean =>
  records()
    .all('organization')
    .some(({ id, organization_kind }) => organization_kind === 'hub' && holdsAt(id, ['analyst']));

const leads = (organization: string | undefined): boolean =>
  lineOf(organization).some((id) => me().leads.includes(id));

const runs = (): boolean => me().roles.some((role) => RUNS.includes(role));

const runsIn = (team: Team | undefined): boolean =>
  team !== undefined && me().teams.includes(team.id) && runs();

export const mayAddMeasure = (): boolean => addsToTheory();

export const keepsMeasure = (measure: Measure): boolean =>
  mayKeepTheory() || (measure.created_by === me().member && addsToTheory());

type Whose = Pick<MeasureSeries, 'scope' | 'organization' | 'team'>;

/** Who enters points, and begins a series. */
export function entersPoints({ scope, organization, team }: Whose): boolean {
  if (scope === 'team') return runsIn(records().get('team', team));
  if (isHubAnalyst()) return true;
  if (scope === 'school') return holdsAt(organization, COLLECTS) || leads(organization);
  if (scope === 'district') {
    const ofTeam = me().teams.some((id) => records().get('team', id)?.district === organization);
    return holdsAt(organization, COLLECTS) || leads(organization) || (ofTeam && runs());
  }
  return mayKeepTheory();
}

/** Who names phases and notes in a chart. */
export const readsChart = (series: Whose): boolean =>
  entersPoints(series) || me().roles.some((role) => role === 'improvement_advisor' || role === 'coach');

/** The schools and districts that this person may begin a series for. */
export const ownPlaces = (): Organization[] =>
  records()
    .all('organization')
    .filter(
      ({ id, organization_kind: kind }) =>
        (kind === 'school' || kind === 'district') && entersPoints({ scope: kind, organization: id }),
    );

export const ownTeams = (): Team[] => records().all('team').filter(runsIn);

/** Whether the series is of this person's own school, team or district: the one to show first. */
export function isOwn({ scope, organization, team }: Whose): boolean {
  if (scope === 'team') return team !== undefined && me().teams.includes(team);
  if (organization === undefined) return false;
  return me().organizations.some(
    (own) => own === organization || (scope === 'district' && districtOf(own) === organization),
  );
}

/** Whether this person says that the series counts in what the network pools: the lead of its district. */
export function mayRelease({ scope, organization }: MeasureSeries): boolean {
  if (scope !== 'school' && scope !== 'district') return false;
  const district = scope === 'district' ? organization : organization && districtOf(organization);
  return me().leads.some((id) => id === district);
}
