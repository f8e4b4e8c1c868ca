import type { DriverDiagram, Level, PdsaCycle } from '../protocol';
import { list, t } from '../state/language.svelte';
import { lineOf } from '../state/rights';
import { nameOf, records } from '../state/session.svelte';

const organizationNames = (ids: string[]): string =>
  list(ids.map((id) => records().get('organization', id)?.name ?? '').filter(Boolean));

function districtsOf(record: PdsaCycle | DriverDiagram): string[] {
  if (record.kind === 'driver_diagram') return [record.owner];
  const of = (id: string): string | undefined =>
    lineOf(id).find((up) => records().get('organization', up)?.organization_kind === 'district');
  const districts = (record.schools ?? []).map(of);
  districts.push(records().get('team', record.team)?.district);
  return [...new Set(districts.filter((id) => id !== undefined))];
}

/** In words, who will see a record at this level. Each level adds to those before it. */
export function audienceOf(record: PdsaCycle | DriverDiagram, level: Level): string {
  const cycle = record.kind === 'pdsa_cycle' ? record : undefined;
  switch (level) {
    case 'author':
      return t('audience.author', { name: nameOf(cycle?.owner) });
    case 'team':
      return t('audience.team', { team: records().get('team', cycle?.team)?.name ?? '' });
    case 'school': {
      const schools = organizationNames(cycle?.schools ?? []);
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
