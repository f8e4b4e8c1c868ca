import { call, inNetwork } from './http';

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

export const people = {
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
