import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { derivedId, newId } from './ids';
import { sha256 } from './sha256';

describe('ids', () => {
  it('[R2] are 26 characters of the alphabet, and differ', () => {
    const ids = Array.from({ length: 200 }, newId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{25}[048cgmrw]$/);
    expect(new Set(ids).size).toBe(200);
  });

  it('[R2] derived ones depend on command, kind and number alone', () => {
    expect(derivedId('c', 'question', 0)).toBe(derivedId('c', 'question', 0));
    expect(derivedId('c', 'question', 0)).not.toBe(derivedId('c', 'question', 1));
    expect(derivedId('c', 'question', 0)).not.toBe(derivedId('c', 'ramp', 0));
  });

  it('[R2] derived ones are those the server makes', () => {
    // Worked out by Python's hashlib, and met by the server's derived_id.
    expect(derivedId('c', 'question', 0)).toBe('9fpfx1x462kp0hgpq0aw8gq7yg');
    expect(derivedId('01h8xgk3zq9m4n5p6r7s8t9v0w', 'ramp', 0)).toBe('wf7m0hjeqthfqh7jvd0pym4b20');
  });

  it('hash as the platform does, at every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
      expect(Buffer.from(sha256(message)).toString('hex')).toBe(
        createHash('sha256').update(message).digest('hex'),
      );
    }
  });
});
