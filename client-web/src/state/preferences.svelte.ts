export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

export type LanguageCode = 'en' | 'es';
export const languages: readonly LanguageCode[] = ['en', 'es'];

// Storage may be forbidden on a school device: preferences then last as long as the page.
function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Kept in memory only.
  }
}

export const recall = stored;

function oneOf<T extends string>(choices: readonly T[], value: string | null | undefined): T | undefined {
  return choices.find((choice) => choice === value);
}

class Preferences {
  #announce: boolean = $state(stored('announce') !== 'off');
  #presence: boolean = $state(stored('presence') !== 'off');
  #singleKeys: boolean = $state(stored('single_keys') !== 'off');
  #theme: Theme = $state(oneOf(themes, stored('theme')) ?? 'system');

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    remember('theme', theme);
    this.apply();
  }

  /** Shortcuts of one plain letter or sign; some people's software types those by accident. */
  get singleKeys(): boolean {
    return this.#singleKeys;
  }

  set singleKeys(on: boolean) {
    this.#singleKeys = on;
    remember('single_keys', on ? 'on' : 'off');
  }

  /** Others' edits are told to those who hear the page. */
  get announce(): boolean {
    return this.#announce;
  }

  set announce(on: boolean) {
    this.#announce = on;
    remember('announce', on ? 'on' : 'off');
  }

  /** Others see where this person is, and where they point. */
  get presence(): boolean {
    return this.#presence;
  }

  set presence(on: boolean) {
    this.#presence = on;
    remember('presence', on ? 'on' : 'off');
  }

  apply(): void {
    document.documentElement.dataset.theme = this.#theme;
  }
}

export const preferences = new Preferences();

export function preferredLanguage(): LanguageCode {
  const fromBrowser = navigator.languages.map((tag) => oneOf(languages, tag.slice(0, 2)));
  return oneOf(languages, stored('language')) ?? fromBrowser.find(Boolean) ?? 'en';
}
