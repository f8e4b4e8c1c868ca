import { isKind, type AnyRecord, type Kind } from '../protocol';
import type { Notice } from '../sync/http';

/** A notice whose record is here to be seen. */
export interface Told extends Notice {
  record: AnyRecord;
  isNew: boolean;
}

/** Notices as they show: what is out of sight by now is gone at once, before the server is asked again. */
export function toldFrom(
  notices: readonly Notice[],
  get: (kind: Kind, id: string) => AnyRecord | undefined,
  readUntil: number,
): Told[] {
  return notices.flatMap((notice) => {
    const record = isKind(notice.about_kind) ? get(notice.about_kind, notice.about_id) : undefined;
    return record ? [{ ...notice, record, isNew: notice.at_ms > readUntil }] : [];
  });
}
