import type { Adaptation, Organization } from '../../protocol';
import { compare } from '../../state/language.svelte';
import { districtOf } from '../../state/rights';
import { records } from '../../state/session.svelte';

/** The schools and districts for which this person may speak. */
export const adaptedSites = (may: (organization: string) => boolean): Organization[] =>
  records()
    .all('organization')
    .filter((site) => ['district', 'school'].includes(site.organization_kind) && may(site.id))
    .sort((a, b) => compare(a.name, b.name));

/** The site and its district, as people say it. */
export function fromWhere({ organization }: Adaptation): string {
  const name = (id: string | undefined) => records().get('organization', id)?.name;
  return [...new Set([name(organization), name(districtOf(organization))])].filter(Boolean).join(', ');
}
