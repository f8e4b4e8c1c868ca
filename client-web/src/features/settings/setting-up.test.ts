import { expect, it } from 'vitest';
import type { Choice } from '../../sync/first-run';
import { settledBy, sizeOf, stepOf } from './setting-up';

const choice = (name: string, given = false): Choice => ({ name, value: '', proposed: '', given });
const choices = [
  'server.public_url',
  'accounts.second_factor',
  'mail.smtp_url',
  'mail.from',
  'backup.folder',
].map((name) => choice(name));

it('sends what was typed, and nothing that the operator settled', () => {
  const typed = {
    'server.public_url': ' https://flywheel.example.org ',
    'accounts.second_factor': 'leads',
    'backup.folder': '/srv/backups',
  };
  expect(settledBy(choices, typed)).toEqual({
    ...typed,
    'server.public_url': 'https://flywheel.example.org',
  });
  const fixed = choices.map((each) => (each.name === 'backup.folder' ? choice(each.name, true) : each));
  expect(settledBy(fixed, typed)).not.toHaveProperty('backup.folder');
});

it('leaves out an address to send from where no server takes mails, and a second factor of nobody', () => {
  expect(settledBy(choices, { 'mail.from': 'hub@example.org', 'accounts.second_factor': 'nobody' })).toEqual(
    {},
  );
  expect(settledBy(choices, { 'mail.from': 'hub@example.org', 'mail.smtp_url': 'smtp://m:25' })).toEqual({
    'mail.from': 'hub@example.org',
    'mail.smtp_url': 'smtp://m:25',
  });
});

it('leads to the step that asks for a refused field', () => {
  expect(stepOf('password')).toBe('network');
  expect(stepOf('mail.smtp_url')).toBe('mail');
  expect(stepOf('backup.folder')).toBe('backups');
  expect(stepOf('')).toBe('network');
});

it('says bytes in gigabytes or terabytes', () => {
  expect(sizeOf(53_700_000_000, 'en')).toBe('53.7 GB');
  expect(sizeOf(2_000_000_000_000, 'en')).toBe('2 TB');
});
