import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../messages/en.json';
import es from '../messages/es.json';
import charterEn from '../messages/charter/en.json';
import charterEs from '../messages/charter/es.json';
import cycleEn from '../messages/cycle/en.json';
import cycleEs from '../messages/cycle/es.json';
import exchangeEn from '../messages/exchange/en.json';
import exchangeEs from '../messages/exchange/es.json';
import libraryEn from '../messages/library/en.json';
import libraryEs from '../messages/library/es.json';
import mailEn from '../messages/mail/en.json';
import mailEs from '../messages/mail/es.json';
import meetingEn from '../messages/meeting/en.json';
import meetingEs from '../messages/meeting/es.json';
import moderationEn from '../messages/moderation/en.json';
import moderationEs from '../messages/moderation/es.json';
import noticeEn from '../messages/notice/en.json';
import noticeEs from '../messages/notice/es.json';
import peopleEn from '../messages/people/en.json';
import peopleEs from '../messages/people/es.json';
import practiceEn from '../messages/practice/en.json';
import practiceEs from '../messages/practice/es.json';
import searchEn from '../messages/search/en.json';
import searchEs from '../messages/search/es.json';
import settingsEn from '../messages/settings/en.json';
import settingsEs from '../messages/settings/es.json';
import { REFUSAL_CODES } from '../src/protocol';

type Words = Record<string, string>;

// The one that is always there, and those that come with the screens which need them.
const catalogues: { name: string; english: Words; spanish: Words }[] = [
  { name: 'main', english: en, spanish: es },
  { name: 'charter', english: charterEn, spanish: charterEs },
  { name: 'cycle', english: cycleEn, spanish: cycleEs },
  { name: 'library', english: libraryEn, spanish: libraryEs },
  { name: 'people', english: peopleEn, spanish: peopleEs },
  { name: 'practice', english: practiceEn, spanish: practiceEs },
  { name: 'exchange', english: exchangeEn, spanish: exchangeEs },
  { name: 'meeting', english: meetingEn, spanish: meetingEs },
  { name: 'moderation', english: moderationEn, spanish: moderationEs },
  { name: 'mail', english: mailEn, spanish: mailEs },
  { name: 'notice', english: noticeEn, spanish: noticeEs },
  { name: 'settings', english: settingsEn, spanish: settingsEs },
  { name: 'search', english: searchEn, spanish: searchEs },
];
const english = Object.assign({}, ...catalogues.map((each) => each.english)) as Words;
const spanish = Object.assign({}, ...catalogues.map((each) => each.spanish)) as Words;
const keys = Object.keys(english);

// Words that are the same in both languages.
const same = new Set([
  'choice.none',
  'as_planned.no',
  'tier.ideas',
  'node.ideas#one',
  'node.ideas#other',
  'library.option',
  'context.setting.rural',
  'keeps_core.no',
]);

const placeholders = (message: string): string[] =>
  [...message.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts|cpp)$/.test(entry.name) && !entry.name.includes('.test.')
      ? [readFileSync(path, 'utf8')]
      : [];
  });
}

describe('the message catalogues', () => {
  it.each(catalogues)('hold the same keys, in order: $name', (catalogue) => {
    const own = Object.keys(catalogue.english);
    expect(Object.keys(catalogue.spanish)).toEqual(own);
    expect(own).toEqual([...own].sort());
  });

  it('hold no key twice', () => {
    const all = catalogues.flatMap((catalogue) => Object.keys(catalogue.english));
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  it('fill the same placeholders, and leave no message empty', () => {
    for (const key of keys) {
      expect(placeholders(spanish[key]!), key).toEqual(placeholders(english[key]!));
      expect(english[key]!.trim() === '' || spanish[key]!.trim() === '', key).toBe(false);
    }
  });

  it('are translated', () => {
    const untranslated = keys.filter((key) => english[key] === spanish[key] && !same.has(key));
    expect(untranslated).toEqual([]);
  });

  it('allow only what is really the same', () => {
    for (const key of same) expect(spanish[key], key).toBe(english[key]);
  });

  it('count in both forms', () => {
    const one = keys.filter((key) => key.endsWith('#one')).map((key) => key.slice(0, -4));
    const other = keys.filter((key) => key.endsWith('#other')).map((key) => key.slice(0, -6));
    expect(one).toEqual(other);
  });

  it('know every refusal of the protocol', () => {
    expect(REFUSAL_CODES.filter((code) => (en as Words)[`refusal.${code}`] === undefined)).toEqual([]);
  });

  it('hold nothing that no screen says', () => {
    // The mails are put together by the server.
    const text = [
      ...sources('src'),
      ...[...sources('../server/mail'), ...sources('../server/web')].map((each) => each.replaceAll('"', "'")),
    ].join('\n');
    // Keys put together from data: `word(set, choice)`, `t(\`set.${...}\`)`, field labels and refusals.
    const sets = new Set([...text.matchAll(/word\(\s*'(\w+)'/g)].map((m) => m[1]!));
    for (const [, set] of text.matchAll(/`(\w+)\.[^`]*\$\{/g)) sets.add(set!);
    for (const [, set] of text.matchAll(/words="(\w+)"/g)) sets.add(set!);
    for (const [, set] of text.matchAll(/field="(\w+)"\s+type="choice"/g)) sets.add(set!);
    for (const [, set] of text.matchAll(/'(\w+)\.' \+/g)) sets.add(set!);
    const unused = keys.filter((key) => {
      const stem = key.replace(/#(one|other)$/, '');
      return !text.includes(`'${stem}'`) && !sets.has(stem.slice(0, stem.indexOf('.')));
    });
    expect(unused).toEqual([]);
  });
});
