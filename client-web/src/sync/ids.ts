import { sha256 } from './sha256';

// Crockford base32, lower case: no i, l, o, u, so that an id can be read out on the telephone.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

// 26 characters hold 130 bits; the 128 stand at the left, and two zeros fill the last character.
function encode(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  value <<= 2n;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}

export function newId(): string {
  return encode(crypto.getRandomValues(new Uint8Array(16)));
}

/** The id of the n-th record of `kind` that a command makes beyond its own (SYNC.md R2). */
export function derivedId(commandId: string, kind: string, n: number): string {
  return encode(sha256(new TextEncoder().encode(`${commandId}/${kind}/${n}`)).subarray(0, 16));
}
