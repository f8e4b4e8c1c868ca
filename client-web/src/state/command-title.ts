import { t, tMaybe } from './language.svelte';

/** What a command is called, for people: its own words, or its verb and the kind it is about. */
export function commandTitle(name: string): string {
  const at = name.indexOf('_');
  const kind = tMaybe(`kind.${name.slice(at + 1)}`);
  const generic = kind && tMaybe(`command.${name.slice(0, at)}`, { kind });
  return tMaybe(`command.${name}`) ?? generic ?? t('attention.a_change');
}
