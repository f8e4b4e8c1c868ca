import { call, type Account } from './http';

// What somebody settles about their own sign-ins: of docs/SYNC.md H what only the settings ask.

/** Somewhere this person is signed in. */
export interface Place {
  id: string;
  browser: 'chrome' | 'edge' | 'firefox' | 'opera' | 'other' | 'safari';
  system: 'android' | 'chromeos' | 'ipad' | 'iphone' | 'linux' | 'macos' | 'other' | 'windows';
  created_at_ms: number;
  seen_at_ms: number;
  shared_device: boolean;
  current: boolean;
}

/** What somebody shows beside their password, as far as it is there. */
export type Factor = { asked: boolean } & (
  { on: false } | { on: true; since_ms: number; recovery_codes_left: number }
);

/** For an authenticator app: to type, or as rows of a picture with "1" for a dark square. */
export interface BegunFactor {
  secret: string;
  uri: string;
  qr: string[];
}

export interface InvitationLook {
  network: string;
  network_name: string;
  organization_name: string;
  role: string;
  email?: string;
}

export const account = {
  signInLink: (token: string, password?: string, code?: string) =>
    call<{ account: Account }>('POST', 'sign_in_link', { token, password, code }),
  lookAtInvitation: (token: string) => call<InvitationLook>('POST', 'invitations/look', { token }),
  acceptInvitation: (acceptance: {
    token: string;
    name?: string;
    email?: string;
    password?: string;
    code?: string;
  }) => call<{ account: Account }>('POST', 'invitations/accept', acceptance),
  /** Whether a link to a new password comes by mail here. Asking for one is answered alike, whoever it is. */
  resetOffered: () => call<{ mail: boolean }>('GET', 'reset_password'),
  askReset: (email: string, language: string) =>
    call<{ mail: boolean }>('POST', 'reset_password', { email, language }),
  sessions: () => call<{ sessions: Place[] }>('GET', 'sessions'),
  endSession: (id: string) => call<void>('DELETE', `sessions/${encodeURIComponent(id)}`),
  endOtherSessions: () => call<void>('POST', 'sessions/end_others', {}),
  changePassword: (current_password: string, password: string) =>
    call<void>('POST', 'password', { current_password, password }),
  secondFactor: () => call<Factor>('GET', 'second_factor'),
  beginSecondFactor: (current_password: string) =>
    call<BegunFactor>('POST', 'second_factor/begin', { current_password }),
  confirmSecondFactor: (code: string) =>
    call<{ recovery_codes: string[] }>('POST', 'second_factor/confirm', { code }),
  endSecondFactor: (current_password: string, code: string) =>
    call<void>('POST', 'second_factor/end', { current_password, code }),
};
