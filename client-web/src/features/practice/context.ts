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

/** The schools this person works at; for a district's people all of its schools. */
export function ourSites(): Organization[] {
  const { organizations } = here().me;
  const schools = records()
    .all('organization')
    .filter((site) => site.organization_kind === 'school' && contextOf(site).length > 0);
  const own = schools.filter(({ id }) => organizations.includes(id));
  return own.length > 0
    ? own
    : schools.filter(({ id }) => lineOf(id).some((above) => organizations.includes(above)));
}
