import { call, inNetwork } from './http';

// How people get in, for those who look after them: docs/SYNC.md H14.

export interface AdministeredPerson {
  member: string;
  email: string;
  has_password: boolean;
  has_second_factor: boolean;
  owes_second_factor: boolean;
  passkeys: number;
  /** Of whoever belongs to other networks too, where they are signed in is not told. */
  only_here: boolean;
  sign_ins?: number;
  seen_at_ms?: number;
  may_end: boolean;
}

export interface AdministeredToken {
  id: string;
  member: string;
  name: string;
  may_write: boolean;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms?: number;
  may_end: boolean;
}

export interface AdministeredEvent {
  what: string;
  at_ms: number;
  member?: string;
  organization?: string;
  by?: string;
}

export interface AdministeredServer {
  version: string;
  started_at_ms: number;
  secure: boolean;
  mail: boolean;
  second_factor: 'everyone' | 'leads' | 'nobody';
  disk_is_full: boolean;
  backups: boolean;
  last_backup_at_ms?: number;
  backup_proven_at_ms?: number;
  connected: number;
}

const below = (network: string): string => `${inNetwork(network)}/administration`;

/** All of them, a page after the other. */
async function people(network: string): Promise<AdministeredPerson[]> {
  const all: AdministeredPerson[] = [];
  for (let query = ''; ;) {
    const page = await call<{ people: AdministeredPerson[]; after?: string }>(
      'GET',
      `${below(network)}/people${query}`,
    );
    all.push(...page.people);
    if (page.after === undefined) return all;
    query = `?after=${encodeURIComponent(page.after)}`;
  }
}

export const administration = {
  people,
  endSignIns: (network: string, member: string) =>
    call<{ ended: number }>(
      'POST',
      `${below(network)}/people/${encodeURIComponent(member)}/end_sign_ins`,
      {},
    ),
  tokens: (network: string) =>
    call<{ tokens: AdministeredToken[]; more: boolean }>('GET', `${below(network)}/tokens`),
  endToken: (network: string, id: string) =>
    call<void>('DELETE', `${below(network)}/tokens/${encodeURIComponent(id)}`),
  history: (network: string) =>
    call<{ events: AdministeredEvent[]; since_ms: number }>('GET', `${below(network)}/history`),
  server: (network: string) => call<AdministeredServer>('GET', `${below(network)}/server`),
};
