import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '../src/protocol';

type Words = Record<string, string>;

// The one that is always there, and those that come with the screens which need them.
const folder = join(import.meta.dirname, '../messages');
const wordsIn = (path: string): Words => JSON.parse(readFileSync(join(folder, path), 'utf8')) as Words;
const parts = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory());
const catalogues = ['', ...parts.map((each) => each.name)].map((name) => ({
  name: name || 'main',
  english: wordsIn(join(name, 'en.json')),
  spanish: wordsIn(join(name, 'es.json')),
}));
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
  'chart.point',
  'rule_set.nelson',
  'rule_set.nhs',
  'rule_set.western_electric',
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
    expect(REFUSAL_CODES.filter((code) => english[`refusal.${code}`] === undefined)).toEqual([]);
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
