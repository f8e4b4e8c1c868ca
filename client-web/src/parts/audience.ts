import type {
  Adaptation,
  Adoption,
  ChangeProtocol,
  DriverDiagram,
  Level,
  PdsaCycle,
  Post,
} from '../protocol';
import { list, t } from '../state/language.svelte';
import { districtOf } from '../state/rights';
import { nameOf, records } from '../state/session.svelte';

/** What is shared further or less far, level by level. */
export type Shared = PdsaCycle | DriverDiagram | ChangeProtocol | Adoption | Adaptation | Post;

const organizationNames = (ids: string[]): string =>
  list(ids.map((id) => records().get('organization', id)?.name ?? '').filter(Boolean));

function districtsOf(record: Shared): string[] {
  if (record.kind === 'driver_diagram') return [record.owner];
  const districts = sitesOf(record).map(districtOf);
  if (!isAtSite(record)) districts.push(records().get('team', record.team)?.district);
  return [...new Set(districts.filter((id) => id !== undefined))];
}

const isAtSite = (record: Shared): record is Adoption | Adaptation =>
  record.kind === 'adoption' || record.kind === 'adaptation';

function sitesOf(record: Shared): string[] {
  if (isAtSite(record)) return [record.organization];
  if (record.kind === 'post') return record.organization ? [record.organization] : [];
  return record.kind === 'pdsa_cycle' ? (record.schools ?? []) : [];
}

/** Those who see it at any level. */
function authorsOf(record: Shared): string {
  if (record.kind === 'change_protocol') return list((record.authors ?? []).map(nameOf).filter(Boolean));
  if (record.kind === 'adaptation' || record.kind === 'post') return nameOf(record.created_by);
  return record.kind === 'driver_diagram' ? '' : nameOf(record.owner ?? record.created_by);
}

/** In words, who will see a record at this level. Each level adds to those before it. */
export function audienceOf(record: Shared, level: Level): string {
  switch (level) {
    case 'author':
      return record.kind === 'pdsa_cycle'
        ? t('audience.author', { name: authorsOf(record) })
        : t('audience.only', { name: authorsOf(record) });
    case 'team':
      return t('audience.team', { team: records().get('team', record.team)?.name ?? '' });
    case 'school': {
      const schools = organizationNames(sitesOf(record));
      return schools ? t('audience.school', { schools }) : t('audience.school_none');
    }
    case 'district': {
      const districts = organizationNames(districtsOf(record));
      return districts ? t('audience.district', { districts }) : t('audience.district_none');
    }
    case 'hub':
      return t('audience.hub');
    case 'network':
      return t('audience.network');
    case 'public':
      return t('audience.public');
  }
}
