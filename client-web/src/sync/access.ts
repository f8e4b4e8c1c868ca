import { call, inNetwork } from './http';

// What reads for a person where there is no browser: their programs and their calendars (docs/SYNC.md H9, H10).

/** A token of a program of theirs; the secret itself is told once, when it is made. */
export interface ApiToken {
  id: string;
  name: string;
  /** The one network it is for; none: all of theirs. */
  network?: string;
  may_write: boolean;
  created_at_ms: number;
  expires_at_ms: number;
  used_at_ms?: number;
}

export const access = {
  tokens: () => call<{ tokens: ApiToken[] }>('GET', 'tokens'),
  makeToken: (token: {
    current_password: string;
    code?: string;
    name: string;
    network?: string;
    may_write: boolean;
    days: number;
  }) => call<{ id: string; secret: string }>('POST', 'tokens', token),
  endToken: (id: string) => call<void>('DELETE', `tokens/${encodeURIComponent(id)}`),
  calendars: () => call<{ calendars: { network: string; created_at_ms: number }[] }>('GET', 'calendars'),
  makeCalendar: (network: string) => call<{ address: string }>('POST', `${inNetwork(network)}/calendar`, {}),
  endCalendar: (network: string) => call<void>('DELETE', `calendars/${encodeURIComponent(network)}`),
};
