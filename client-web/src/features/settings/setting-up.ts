import type { Choice, Settings } from '../../sync/first-run';

export const steps = ['network', 'address', 'mail', 'backups', 'factor'] as const;
export type Step = (typeof steps)[number];

const stepOfSection: Record<string, Step> = {
  server: 'address',
  mail: 'mail',
  backup: 'backups',
  accounts: 'factor',
};

/** Where a refused field is asked for: "mail.from" with the mails, a name without a section with the network. */
export const stepOf = (field: string): Step => stepOfSection[field.split('.')[0] ?? ''] ?? 'network';

/** What goes to the server: what was typed, without what its operator settled and what belongs to a mail server that is not there. */
export function settledBy(choices: Choice[], typed: Settings): Settings {
  const mails = Boolean(typed['mail.smtp_url']) || choices.some((c) => c.name === 'mail.smtp_url' && c.given);
  return Object.fromEntries(
    choices
      .filter(({ name, given }) => !given && (mails || !name.startsWith('mail.')))
      .map(({ name }) => [name, typed[name]?.trim() ?? ''] as const)
      .filter(([name, value]) => value !== '' && !(name === 'accounts.second_factor' && value === 'nobody')),
  );
}

/** Bytes as people say them; disks are counted in powers of 1000. */
export function sizeOf(bytes: number, language: string): string {
  const [unit, of] = bytes >= 1e12 ? (['terabyte', 1e12] as const) : (['gigabyte', 1e9] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(
    bytes / of,
  );
}
