import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import en from '../../messages/notice/en.json';
import type { AnyRecord, Kind } from '../protocol';
import type { Notice } from '../sync/http';
import { toldFrom } from './told';

const notice = (about_id: string, at_ms: number): Notice => ({
  reason: 'followed',
  what: 'said',
  about_kind: 'pdsa_cycle',
  about_id,
  at_ms,
  count: 1,
});
const here = new Map([['c1', { kind: 'pdsa_cycle', id: 'c1', title: 'One' } as unknown as AnyRecord]]);
const get = (kind: Kind, id: string) => (kind === 'pdsa_cycle' ? here.get(id) : undefined);

describe('[F5] the inbox', () => {
  it('shows what is here to be seen, and nothing of what went out of sight', () => {
    expect(toldFrom([notice('c1', 5), notice('c2', 6)], get, 0).map((each) => each.record.id)).toEqual([
      'c1',
    ]);
  });

  it('knows no kind but those of this program', () => {
    expect(toldFrom([{ ...notice('c1', 5), about_kind: 'toString' }], get, 0)).toEqual([]);
  });

  it('marks what came after the moment until which it was read', () => {
    const told = toldFrom([notice('c1', 5), { ...notice('c1', 6), reason: 'mentioned' }], get, 5);
    expect(told.map((each) => each.isNew)).toEqual([false, true]);
  });

  it('has a sentence for each reason that the server may give', () => {
    const declared = readFileSync('../server/domain/notices.hpp', 'utf8');
    const [reasons, whats] = [...declared.matchAll(/return std::array\{([^}]*)\}/g)].map((found) =>
      [...found[1]!.matchAll(/"(\w+)"sv/g)].map((name) => name[1]!),
    );
    expect(reasons).toHaveLength(9);
    const words = en as Record<string, string>;
    for (const reason of reasons!) {
      expect(words[`notice_reason.${reason}`], reason).toBeDefined();
      expect(words[`notice_show.${reason}`], reason).toBeDefined();
    }
    for (const what of whats!)
      expect(words[`inbox.${what}`] ?? words[`inbox.${what}#one`], what).toBeDefined();
  });
});
