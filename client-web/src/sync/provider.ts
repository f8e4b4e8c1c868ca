import { call, type Account } from './http';

// Signing in with an account elsewhere. Each way there begins with an address to go to, and ends at a screen of ours with `?provider=`.

/** An account elsewhere with which this person signs in. */
export interface Identity {
  id: string;
  issuer: string;
  /** As it was when it was added. */
  email?: string;
  created_at_ms: number;
  used_at_ms?: number;
}

export const provider = {
  /** Nothing: one signs in with a password alone. */
  look: () => call<{ name?: string }>('GET', 'provider'),
  /** With a token: to take an invitation up. */
  begin: (wish: { shared_device?: boolean; next?: string; token?: string }) =>
    call<{ address: string }>('POST', 'provider/begin', wish),
  finish: (code: string) => call<{ account: Account }>('POST', 'provider/finish', { code }),
  identities: () => call<{ identities: Identity[] }>('GET', 'identities'),
  add: (current_password: string) => call<{ address: string }>('POST', 'identities', { current_password }),
  end: (id: string) => call<void>('DELETE', `identities/${encodeURIComponent(id)}`),
};
