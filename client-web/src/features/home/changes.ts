import type { AnyRecord, Kind } from '../../protocol';
import { t } from '../../state/language.svelte';
import { pageOf } from '../../state/page-of';
import { recordName } from '../../state/record-name';
import { here, records } from '../../state/session.svelte';
import type { Said } from './said';

/** What somebody else did to a record, or said about it. */
export interface Change {
  key: string;
  kind: Kind;
  title: string;
  href: string;
  did: 'added' | 'edited' | 'said';
  by: string | undefined;
  at_ms: number;
  /** How many comments, where something was said. */
  count: number;
  isNew: boolean;
}

const told = ['pdsa_cycle', 'driver_node', 'driver_diagram', 'aim', 'team', 'post', 'meeting'] as const;

const hrefOf = (record: AnyRecord): string | undefined => pageOf(records(), here().to, record);

const titleOf = (record: AnyRecord): string => recordName(record) ?? t('aim.untitled');

function saidOf({ kind, id, by, at_ms, count }: Said): Change[] {
  const record = records().get(kind, id);
  const href = record && hrefOf(record);
  if (!record || href === undefined) return [];
  return [
    {
      key: `said/${id}`,
      kind,
      title: titleOf(record),
      href,
      did: 'said',
      by,
      at_ms,
      count,
      isNew: here().seen.isNew({ kind: 'said', id, updated_by: by, updated_at_ms: at_ms }, here().me.member),
    },
  ];
}

/** What others did, as the records stand now, and what they said, newest first. */
export function changesSince(me: string, said: readonly Said[]): Change[] {
  const done = told
    .flatMap((kind): AnyRecord[] => records().all(kind))
    .filter((record) => record.updated_by !== me)
    .map((record): Change => ({
      key: `${record.kind}/${record.id}`,
      kind: record.kind,
      title: titleOf(record),
      href: hrefOf(record)!,
      did: record.updated_at_ms === record.created_at_ms ? 'added' : 'edited',
      by: record.updated_by,
      at_ms: record.updated_at_ms,
      count: 0,
      isNew: here().seen.isNew(record, me),
    }));
  return [...done, ...said.flatMap(saidOf)].sort((a, b) => b.at_ms - a.at_ms);
}
