import { call, type Account } from './http';

// Passkeys (docs/SYNC.md H): what the server asks is handed to the device, and what the device made goes back, bytes in base64url.

export interface Passkey {
  id: string;
  name: string;
  created_at_ms: number;
  used_at_ms?: number;
}

interface Asked {
  challenge: string;
  rp_id: string;
  timeout_ms: number;
}

/** What a device needs to make one. */
interface AskedToMake extends Asked {
  user_handle: string;
  user_name: string;
  user_display_name: string;
  algorithms: number[];
  exclude: string[];
}

/** Why a device made nothing: its owner did not go on, or it has one for this account. */
export class DeviceRefused extends Error {
  constructor(readonly why: 'broken_off' | 'there_already') {
    super(why);
  }
}

const encoded = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const decoded = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

/** Whether this browser makes passkeys and says what is in them. */
export const browserHasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' &&
  typeof AuthenticatorAttestationResponse === 'function' &&
  'getAuthenticatorData' in AuthenticatorAttestationResponse.prototype;

async function fromDevice(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'InvalidStateError') throw new DeviceRefused('there_already');
  }
  throw new DeviceRefused('broken_off');
}

async function make(asked: AskedToMake, name: string) {
  const { response } = await fromDevice(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: decoded(asked.challenge),
        rp: { id: asked.rp_id, name: 'Flywheel' },
        user: {
          id: decoded(asked.user_handle),
          name: asked.user_name,
          displayName: asked.user_display_name,
        },
        pubKeyCredParams: asked.algorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: asked.exclude.map((id) => ({ type: 'public-key', id: decoded(id) })),
        // Found without a name, and opened by who its owner is: it stands for the password and the second factor.
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
        attestation: 'none',
        timeout: asked.timeout_ms,
      },
    }),
  );
  const made = response as AuthenticatorAttestationResponse;
  return {
    name,
    client_data: encoded(made.clientDataJSON),
    authenticator_data: encoded(made.getAuthenticatorData()),
  };
}

async function show(asked: Asked) {
  const { rawId, response } = await fromDevice(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: decoded(asked.challenge),
        rpId: asked.rp_id,
        userVerification: 'required',
        timeout: asked.timeout_ms,
      },
    }),
  );
  const shown = response as AuthenticatorAssertionResponse;
  return {
    credential: encoded(rawId),
    client_data: encoded(shown.clientDataJSON),
    authenticator_data: encoded(shown.authenticatorData),
    signature: encoded(shown.signature),
    user_handle: encoded(shown.userHandle ?? new ArrayBuffer(0)),
  };
}

export const passkeys = {
  offered: () => call<{ offered: boolean }>('GET', 'passkeys/offered'),
  signIn: async (shared_device: boolean) => {
    const asked = await call<Asked>('POST', 'passkeys/sign_in/begin', {});
    return call<{ account: Account }>('POST', 'passkeys/sign_in', { ...(await show(asked)), shared_device });
  },
  list: () => call<{ offered: boolean; passkeys: Passkey[] }>('GET', 'passkeys'),
  /** `code`: of who has a second factor. */
  add: async (name: string, current_password: string, code?: string) => {
    const asked = await call<AskedToMake>('POST', 'passkeys/begin', { current_password, code });
    return call<{ id: string }>('POST', 'passkeys', await make(asked, name));
  },
  end: (id: string, current_password: string) =>
    call<void>('POST', `passkeys/${encodeURIComponent(id)}/end`, { current_password }),
};
