import type en from '../../messages/en.json';
import { preferredLanguage, remember, type LanguageCode } from './preferences.svelte';

export type MessageKey = keyof typeof en;
type Catalogue = Record<string, string>;
export type With = Record<string, string | number>;

type Load = Record<LanguageCode, () => Promise<{ default: Catalogue }>>;

const load: Load = {
  en: () => import('../../messages/en.json'),
  es: () => import('../../messages/es.json'),
};

// What only some screens say comes with them, so that the first visit stays small.
const loadPart = {
  attachment: {
    en: () => import('../../messages/attachment/en.json'),
    es: () => import('../../messages/attachment/es.json'),
  },
  charter: {
    en: () => import('../../messages/charter/en.json'),
    es: () => import('../../messages/charter/es.json'),
  },
  cycle: {
    en: () => import('../../messages/cycle/en.json'),
    es: () => import('../../messages/cycle/es.json'),
  },
  people: {
    en: () => import('../../messages/people/en.json'),
    es: () => import('../../messages/people/es.json'),
  },
  library: {
    en: () => import('../../messages/library/en.json'),
    es: () => import('../../messages/library/es.json'),
  },
  moderation: {
    en: () => import('../../messages/moderation/en.json'),
    es: () => import('../../messages/moderation/es.json'),
  },
  practice: {
    en: () => import('../../messages/practice/en.json'),
    es: () => import('../../messages/practice/es.json'),
  },
  exchange: {
    en: () => import('../../messages/exchange/en.json'),
    es: () => import('../../messages/exchange/es.json'),
  },
  meeting: {
    en: () => import('../../messages/meeting/en.json'),
    es: () => import('../../messages/meeting/es.json'),
  },
  measure: {
    en: () => import('../../messages/measure/en.json'),
    es: () => import('../../messages/measure/es.json'),
  },
  notice: {
    en: () => import('../../messages/notice/en.json'),
    es: () => import('../../messages/notice/es.json'),
  },
  readers: {
    en: () => import('../../messages/readers/en.json'),
    es: () => import('../../messages/readers/es.json'),
  },
  settings: {
    en: () => import('../../messages/settings/en.json'),
    es: () => import('../../messages/settings/es.json'),
  },
  setup: {
    en: () => import('../../messages/setup/en.json'),
    es: () => import('../../messages/setup/es.json'),
  },
  share: {
    en: () => import('../../messages/share/en.json'),
    es: () => import('../../messages/share/es.json'),
  },
  search: {
    en: () => import('../../messages/search/en.json'),
    es: () => import('../../messages/search/es.json'),
  },
} satisfies Record<string, Load>;

export type PartName = keyof typeof loadPart;

class Language {
  #code: LanguageCode = $state('en');
  #catalogue: Catalogue = $state.raw({});
  private readonly parts = new Map<PartName, Promise<void>>();

  get code(): LanguageCode {
    return this.#code;
  }

  async use(code: LanguageCode): Promise<void> {
    const { default: main } = await load[code]();
    let added: Catalogue = {};
    // A part that is asked for meanwhile comes along.
    for (let known = -1; known !== this.parts.size;) {
      known = this.parts.size;
      const loads = [...this.parts.keys()].map((part) => loadPart[part][code]());
      added = Object.assign({}, ...(await Promise.all(loads)).map((each) => each.default));
    }
    this.#catalogue = { ...main, ...added };
    this.#code = code;
    document.documentElement.lang = code;
    remember('language', code);
  }

  /** From now on the words of that part are here too, in whichever language. */
  async include(part: PartName): Promise<void> {
    const coming = this.parts.get(part) ?? this.fetch(part);
    this.parts.set(part, coming);
    // Asked for again when it is needed again: the line may be back.
    coming.catch(() => this.parts.delete(part));
    return coming;
  }

  private async fetch(part: PartName): Promise<void> {
    const { code } = this;
    const { default: added } = await loadPart[part][code]();
    // The language may have been changed meanwhile.
    if (code !== this.#code) return this.fetch(part);
    this.#catalogue = { ...this.#catalogue, ...added };
  }

  async start(): Promise<void> {
    await this.use(preferredLanguage());
  }

  message(key: string): string | undefined {
    return this.#catalogue[key];
  }
}

export const language = new Language();

const fill = (message: string, values: With): string =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });

/** The message in the person's language, its {placeholders} filled in. */
export function t(key: MessageKey, values: With = {}): string {
  return fill(language.message(key) ?? key, values);
}

type CountedOf<Keys extends string> = { [K in Keys]: K extends `${infer Stem}#one` ? Stem : never }[Keys];
type Counted = CountedOf<MessageKey>;

/** A message that counts: `stem#one`, `stem#other`. */
export function counted(stem: Counted, n: number, values: With = {}): string {
  const form = plurals().select(n) === 'one' ? 'one' : 'other';
  return fill(language.message(`${stem}#${form}`) ?? stem, { n, ...values });
}

/** The same two for screens whose words lie in a part of the catalogue, which knows the keys K. */
export const speaking = <K extends string>() => ({
  t: t as (key: MessageKey | K, values?: With) => string,
  counted: counted as (stem: Counted | CountedOf<K>, n: number, values?: With) => string,
});

/** A message whose key is put together from data, such as a state; undefined where none is written. */
export function tMaybe(key: string, values: With = {}): string | undefined {
  const message = language.message(key);
  return message === undefined ? undefined : fill(message, values);
}

/** The word for one choice of a field: a state, a role, a kind. */
export function word(set: string, choice: string | undefined): string {
  return choice === undefined ? '' : (tMaybe(`${set}.${choice}`) ?? choice.replaceAll('_', ' '));
}

// Making such a tool takes longer than using it a hundred times, and one diagram asks for hundreds of sentences.
function inLanguage<T>(make: (code: LanguageCode) => T): () => T {
  const made = new Map<LanguageCode, T>();
  return () => {
    const { code } = language;
    let known = made.get(code);
    if (known === undefined) made.set(code, (known = make(code)));
    return known;
  };
}

const numbers = inLanguage((code) => new Intl.NumberFormat(code));
const plurals = inLanguage((code) => new Intl.PluralRules(code));
const days = inLanguage((code) => new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeZone: 'UTC' }));
const times = inLanguage(
  (code) => new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'short' }),
);
const spans = inLanguage((code) => new Intl.RelativeTimeFormat(code, { numeric: 'auto' }));
const lists = inLanguage((code) => new Intl.ListFormat(code));
const orders = inLanguage((code) => new Intl.Collator(code));

export const number = (value: number): string => numbers().format(value);

// Dates without a time are days of the calendar, the same everywhere: they must not pass through a time zone.
export const day = (iso: string): string => days().format(new Date(`${iso}T00:00Z`));

export const time = (ms: number): string => times().format(ms);

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

export function ago(ms: number, now: number): string {
  const format = spans();
  const [unit, size] = units.find(([, size]) => Math.abs(now - ms) >= size) ?? ['second', 1000];
  return unit === 'second' ? format.format(0, 'minute') : format.format(Math.round((ms - now) / size), unit);
}

export const list = (items: string[]): string => lists().format(items);
export const compare = (a: string, b: string): number => orders().compare(a, b);
