import { describe, expect, it } from 'vitest';
import { base64, hashOf, upload } from './upload';

const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251);

/** A server that takes pieces as the real one does; `deaf` answers are lost on their way back. */
function server(deaf: number[] = []) {
  let kept: number[] = [];
  let asked = 0;
  const send = (piece: { content: string; bytes: number; at?: number; data?: string }) => {
    asked += 1;
    const data = [...atob(piece.data ?? '')].map((letter) => letter.charCodeAt(0));
    if (piece.at === kept.length && data.length > 0) kept = kept.concat(data);
    if (deaf.includes(asked)) return Promise.reject(new Error('no line'));
    const whole = kept.length === piece.bytes && hashOf(Uint8Array.from(kept)) === piece.content;
    return Promise.resolve({ received: kept.length, ...(whole ? { media_type: 'jpeg' as const } : {}) });
  };
  return { send, kept: () => kept, asked: () => asked };
}

describe('an upload', () => {
  it('goes in pieces and says how far it is', async () => {
    const { send, kept, asked } = server();
    const shares: number[] = [];
    const told = await upload(bytes, send, (share) => shares.push(share));
    expect(told).toEqual({ content: hashOf(bytes), bytes: 300_000, media_type: 'jpeg' });
    expect(Uint8Array.from(kept())).toEqual(bytes);
    expect(asked()).toBe(4);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeCloseTo(262_144 / 300_000);
  });

  it('goes on where the server stands after the line broke, though the answer was lost', async () => {
    const { send, kept, asked } = server([3]);
    await expect(upload(bytes, send, () => {})).rejects.toThrow('no line');
    expect(kept().length).toBe(262_144);
    await upload(bytes, send, () => {});
    expect(Uint8Array.from(kept())).toEqual(bytes);
    // Once more how far it is, and the last piece.
    expect(asked()).toBe(5);
  });

  it('ends when the server takes nothing more', async () => {
    let asked = 0;
    const send = () => Promise.resolve({ received: (asked++, 0) });
    await expect(upload(bytes, send, () => {})).rejects.toThrow('takes nothing more');
    expect(asked).toBeLessThan(20);
  });
});

describe('base64', () => {
  it('is what the standard says', () => {
    expect(base64(new TextEncoder().encode('foob'))).toBe('Zm9vYg==');
    expect(base64(new Uint8Array())).toBe('');
    expect(atob(base64(bytes)).length).toBe(bytes.length);
  });
});
