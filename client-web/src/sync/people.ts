import { call, inNetwork, Refused } from './http';
import type { Refusal } from './messages';

// How people come into a network and back into it: of docs/SYNC.md H what only its leads ask.

export interface Invitation {
  id: string;
  organization: string;
  role: string;
  team?: string;
  email?: string;
  expires_at_ms: number;
  uses_left: number;
}

/** What erasing somebody does, and which records name them in their words still. */
export interface Erasure {
  name: string;
  account_goes: boolean;
  still_named: { kind: string; id: string }[];
}

const erasureOf = (network: string, member: string): string =>
  `${inNetwork(network)}/members/${encodeURIComponent(member)}/erasure`;

/** Everything that one may see, or a district's share of it, as a file that another server imports (protocol/IMPORT.md). */
async function takeAlong(network: string, current_password: string, district?: string): Promise<Blob> {
  const response = await fetch(`/api/v1/${inNetwork(network)}/export`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ current_password, district }),
  }).catch(() => undefined);
  if (!response) throw new Refused(0, { code: 'unreachable' });
  if (response.ok) return response.blob();
  throw new Refused(
    response.status,
    (await response.json().catch(() => ({ code: 'unreachable' }))) as Refusal,
  );
}

export const people = {
  takeAlong,
  erasure: (network: string, member: string) => call<Erasure>('GET', erasureOf(network, member)),
  erase: (network: string, member: string, current_password: string) =>
    call<Erasure>('POST', erasureOf(network, member), { current_password }),
  invite: (
    network: string,
    invitation: {
      organization: string;
      role: string;
      team?: string;
      email?: string;
      days?: number;
      language?: string;
    },
  ) => call<{ link: string; mailed: boolean }>('POST', `${inNetwork(network)}/invitations`, invitation),
  invitations: (network: string) =>
    call<{ invitations: Invitation[] }>('GET', `${inNetwork(network)}/invitations`),
  revokeInvitation: (network: string, id: string) =>
    call<void>('DELETE', `${inNetwork(network)}/invitations/${encodeURIComponent(id)}`),
  makeSignInLink: (network: string, member: string) =>
    call<{ link: string }>(
      'POST',
      `${inNetwork(network)}/members/${encodeURIComponent(member)}/sign_in_link`,
      {},
    ),
};
