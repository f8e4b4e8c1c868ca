import { language } from '../../state/language.svelte';

/** What a language is called in the reader's own; its tag where the browser knows no name. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames(language.code, { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(language.code) + name.slice(1);
  } catch {
    // Not a tag at all: somebody's own word.
    return tag;
  }
}
