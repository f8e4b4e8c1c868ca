import { list, t, tMaybe } from '../../state/language.svelte';
import { contextOf, type Condition, type ContextValue } from '../../state/evidence';
import { lineOf } from '../../state/rights';
import { here, records } from '../../state/session.svelte';
import type { Organization } from '../../protocol';

/** A value of a site's context as people say it; sites write freely, so what is not known is named with its field. */
export function contextWord({ field, value }: ContextValue): string {
  const first = /^[a-z0-9]+/.exec(value.toLowerCase())?.[0] ?? '';
  return tMaybe(`context.${field}.${first}`) ?? `${t(`field.organization.${field}`)}: ${value}`;
}

export const conditionWords = (condition: Condition, most = condition.values.length): string =>
  list(condition.values.slice(0, most).map(contextWord));

/** The sites this person works at; for a district's people its schools. */
export function ourSites(): Organization[] {
  const { organizations } = here().me;
  const own = organizations
    .map((id) => records().get('organization', id))
    .filter((site) => site !== undefined)
    .filter((site) => contextOf(site).length > 0);
  if (own.length > 0) return own;
  return records()
    .all('organization')
    .filter((site) => contextOf(site).length > 0 && lineOf(site.id).some((id) => organizations.includes(id)));
}
