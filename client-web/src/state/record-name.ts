import type { AnyRecord } from '../protocol';

/** What people call a record: its title, name or first words; undefined where it has none of its own. */
export function recordName(record: AnyRecord): string | undefined {
  const fields = record as unknown as Record<string, string | undefined>;
  const { title, name, text, what, topic, statement, message } = fields;
  return title ?? name ?? text ?? what ?? topic ?? statement ?? message;
}
