import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../sync/http';
import { saidIn } from './said';

const said = (at_ms: number, by: string, about: Record<string, string>): HistoryEntry => ({
  at_ms,
  by,
  command: 'create_comment',
  records: [
    {
      kind: 'comment',
      id: `c${at_ms}`,
      did: 'created',
      fields: Object.entries(about).map(([field, after]) => ({ field, after })),
    },
  ],
});
const onBox = { about_kind: 'driver_node', about_id: 'n1', text: 'Why?' };

describe('what others said since one was here', () => {
  it('is one entry a record, with who spoke last and how often', () => {
    const entries = [said(30, 'ana', onBox), said(20, 'omar', onBox)];
    expect(saidIn(entries, 10, 'leah')).toEqual([
      { kind: 'driver_node', id: 'n1', by: 'ana', at_ms: 30, count: 2 },
    ]);
  });

  it('leaves out what was there before, what one said oneself, and what is no new comment', () => {
    const edited = said(40, 'ana', onBox);
    edited.records[0]!.did = 'changed';
    expect(saidIn([edited, said(30, 'leah', onBox), said(10, 'ana', onBox)], 10, 'leah')).toEqual([]);
  });

  it('names the cycle for what is said of something in it', () => {
    const onTask = { about_kind: 'task', about_id: 't1', cycle: 'y1', text: 'When?' };
    expect(saidIn([said(30, 'ana', onTask)], 10, 'leah')).toMatchObject([{ kind: 'pdsa_cycle', id: 'y1' }]);
  });
});
