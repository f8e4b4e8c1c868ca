import { compare } from './language.svelte';
import { nameOf, records } from './session.svelte';

/** Whom one may choose, by name. Who was erased is among them only where they are chosen already (`also`). */
export const peopleHere = (also: readonly (string | undefined)[] = []): { id: string; name: string }[] =>
  records()
    .all('member')
    .filter(({ id, erased }) => !erased || also.includes(id))
    .map(({ id }) => ({ id, name: nameOf(id) }))
    .sort((a, b) => compare(a.name, b.name));
