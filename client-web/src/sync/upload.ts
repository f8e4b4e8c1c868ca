import type { Attachment } from '../protocol';
import { sha256 } from './sha256';

/** As the server bounds them: a file, and what it takes of one at a time. */
export const FILE_BYTES_MAX = 5 * 1024 * 1024;
const PIECE_BYTES = 128 * 1024;
// btoa takes one string; so many of its letters at a time are no strain on the stack.
const LETTERS = 8 * 1024;

interface Piece {
  content: string;
  bytes: number;
  at?: number;
  data?: string;
}

interface Standing {
  received: number;
  media_type?: Attachment['media_type'];
}

export const hashOf = (bytes: Uint8Array): string =>
  Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function base64(bytes: Uint8Array): string {
  let letters = '';
  for (let at = 0; at < bytes.length; at += LETTERS) {
    letters += String.fromCharCode(...bytes.subarray(at, at + LETTERS));
  }
  return btoa(letters);
}

/**
 * Sends a file piece by piece, from where the server stands: what reached it before the line broke is not sent
 * again. Rejects as `send` does.
 */
export async function upload(
  bytes: Uint8Array,
  send: (piece: Piece) => Promise<Standing>,
  told: (share: number) => void,
): Promise<{ content: string; bytes: number; media_type: Attachment['media_type'] }> {
  const whole = { content: hashOf(bytes), bytes: bytes.length };
  let standing = await send(whole);
  // Each answer says where to go on, so a server that stands still is asked a few times more than there are pieces.
  const turns = 2 * Math.ceil(bytes.length / PIECE_BYTES) + 2;
  for (let turn = 0; standing.media_type === undefined && turn < turns; turn++) {
    const at = standing.received;
    told(at / bytes.length);
    standing = await send({ ...whole, at, data: base64(bytes.subarray(at, at + PIECE_BYTES)) });
  }
  if (standing.media_type === undefined) throw new Error('the server takes nothing more of the file');
  return { ...whole, media_type: standing.media_type };
}
