import { call, type Account } from './http';

// Setting a server up: what only the page behind its one-time link asks (docs/SYNC.md H13).

/** What may be settled for the whole server; `given`: its operator has done that already. */
export interface Choice {
  name: string;
  value: string;
  proposed: string;
  given: boolean;
}

export type Settings = Record<string, string>;

export interface Founding {
  token: string;
  organization: string;
  network: string;
  name: string;
  email: string;
  password: string;
  settings: Settings;
}

export const firstRun = {
  /** Whether nobody has an account yet, and when the server was started. */
  state: () => call<{ open: boolean; began_at_ms: number }>('GET', 'setup'),
  look: (token: string) => call<{ choices: Choice[]; restarts: boolean }>('POST', 'setup/look', { token }),
  tryMail: (token: string, settings: Settings, to: string, language: string) =>
    call<void>('POST', 'setup/mail', { token, settings, to, language }),
  tryFolder: (token: string, folder: string) =>
    call<{ free_bytes: number; same_disk: boolean }>('POST', 'setup/folder', { token, folder }),
  found: (founding: Founding) => call<{ account: Account }>('POST', 'setup', founding),
};
