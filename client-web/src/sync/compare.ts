import type { AnyRecord } from '../protocol';

export function changedFields(former: AnyRecord, record: AnyRecord): string[] {
  const a = former as unknown as Record<string, unknown>;
  const b = record as unknown as Record<string, unknown>;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (name) => !envelope.has(name) && JSON.stringify(a[name]) !== JSON.stringify(b[name]),
  );
}

const envelope = new Set([
  'kind',
  'id',
  'revision',
  'created_by',
  'created_at_ms',
  'updated_by',
  'updated_at_ms',
]);

/** The overlay is laid anew with every frame; a copy that says the same is no change to anybody. */
export function sameRecord(a: AnyRecord | undefined, b: AnyRecord | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && a.revision === b.revision && changedFields(a, b).length === 0;
}
