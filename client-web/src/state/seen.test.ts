// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { Seen } from './seen.svelte';

const minute = 60_000;
const start = 1_000_000_000;
const changed = (updated_at_ms: number, updated_by = 'ana', id = 'n1') => ({
  kind: 'driver_node',
  id,
  updated_at_ms,
  updated_by,
});

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

  it('is a record no more once it was looked at, over a reload too, until it changes again', () => {
    const seen = new Seen('net:leah', start);
    seen.saw(changed(start + minute));
    expect(seen.isNew(changed(start + minute), 'leah')).toBe(false);
    expect(seen.isNew(changed(start + minute, 'ana', 'n2'), 'leah')).toBe(true);
    const reloaded = new Seen('net:leah', start + 2 * minute);
    expect(reloaded.isNew(changed(start + minute), 'leah')).toBe(false);
    expect(reloaded.isNew(changed(start + 3 * minute), 'leah')).toBe(true);
  });

  it('tells apart a sitting’s worth of records, the latest ones', () => {
    const seen = new Seen('net:leah', start);
    for (let i = 0; i < 400; i++) seen.saw(changed(start + minute, 'ana', `n${i}`));
    expect(seen.isNew(changed(start + minute, 'ana', 'n399'), 'leah')).toBe(false);
    expect(seen.isNew(changed(start + minute, 'ana', 'n100'), 'leah')).toBe(false);
    expect(seen.isNew(changed(start + minute, 'ana', 'n99'), 'leah')).toBe(true);
  });

  it('is each person’s own on a shared device', () => {
    const leah = new Seen('net:leah', start);
    leah.saw(changed(start + 6 * minute));
    leah.markAll(start + 9 * minute);
    const omar = new Seen('net:omar', start + 5 * minute);
    expect(omar.since).toBe(start + 5 * minute);
    expect(omar.isNew(changed(start + 6 * minute), 'omar')).toBe(true);
  });
});
