import { readFileSync } from 'node:fs';
import type { AnyRecord, Kind } from '../protocol';
import type { Command } from './messages';

// protocol/examples, as the tests of the predictions read them.

export interface Step {
  says?: string;
  by: string;
  at_ms: number;
  command: Command;
  puts?: AnyRecord[];
  removes?: { kind: Kind; id: string }[];
  refused?: { code: string; field?: string };
}

export const readExamples = (file: string): string =>
  readFileSync(new URL(`../../../protocol/examples/${file}`, import.meta.url), 'utf8');

export const exampleWorld = (): AnyRecord[] =>
  (JSON.parse(readExamples('world.json')) as { records: AnyRecord[] }).records;

// What comes with the server's answer only, and why.
export const comesLater = (name: string): boolean =>
  // What was archived is not on this side.
  name.startsWith('restore_') ||
  name === 'release_record' ||
  // What others' numbers add up to is known to the server alone.
  name === 'pool_measure_series' ||
  // The copied questions are in step only while the cycle is open.
  name === 'continue_pdsa_cycle';

const unset = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);
const written = new Set(['revision', 'created_by', 'created_at_ms', 'updated_by', 'updated_at_ms']);
const fieldsOf = (record: AnyRecord): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([name, value]) => !written.has(name) && value !== undefined && !unset(value),
    ),
  );

export function byKey(records: AnyRecord[]): Record<string, Record<string, unknown>> {
  return Object.fromEntries(records.map((record) => [`${record.kind}/${record.id}`, fieldsOf(record)]));
}
