// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { Seen } from './seen.svelte';

const minute = 60_000;
const start = 1_000_000_000;
const changed = (updated_at_ms: number, updated_by = 'ana') => ({ updated_at_ms, updated_by });

describe('what is new to somebody', () => {
  beforeEach(() => localStorage.clear());

  it('is nothing at the first visit, and then what others change', () => {
    const seen = new Seen('net:leah', start);
    expect(seen.isNew(changed(start - 1), 'leah')).toBe(false);
    expect(seen.isNew(changed(start + 1), 'leah')).toBe(true);
    expect(seen.isNew(changed(start + 1, 'leah'), 'leah')).toBe(false);
  });

  it('is what came since they left, when they were away for long', () => {
    new Seen('net:leah', start).left(start + minute);
    const later = new Seen('net:leah', start + 90 * minute);
    expect(later.isNew(changed(start + minute), 'leah')).toBe(false);
    expect(later.isNew(changed(start + 2 * minute), 'leah')).toBe(true);
  });

  it('stays new over a reload, and is seen when all is marked as seen', () => {
    const first = new Seen('net:leah', start);
    first.left(start + 5 * minute);
    const reloaded = new Seen('net:leah', start + 6 * minute);
    expect(reloaded.isNew(changed(start + minute), 'leah')).toBe(true);
    reloaded.markAll(start + 7 * minute);
    expect(reloaded.isNew(changed(start + minute), 'leah')).toBe(false);
    expect(new Seen('net:leah', start + 8 * minute).isNew(changed(start + minute), 'leah')).toBe(false);
  });

  it('is each person’s own on a shared device', () => {
    new Seen('net:leah', start).markAll(start + 9 * minute);
    expect(new Seen('net:omar', start + 5 * minute).since).toBe(start + 5 * minute);
  });
});
