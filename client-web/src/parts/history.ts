import { limitsOf } from '../limits';
import type { Kind } from '../protocol';
import { day, list, number, time, word } from '../state/language.svelte';
import { versionName } from '../state/protocols';
import { recordName } from '../state/record-name';
import { nameOf, records } from '../state/session.svelte';

/** Whether a field holds words of somebody's own, which are compared word by word. */
export const isText = (kind: Kind, field: string): boolean => limitsOf(kind, field).maxLength !== undefined;

/** Whether an earlier text can be given back by an ordinary edit. */
export const mayBringBack = (kind: Kind, field: string): boolean =>
  isText(kind, field) && !limitsOf(kind, field).fixed;

/** A value as a person reads it: a choice, a day, a time, a number, or who is meant by an id. */
export function inWords(field: string, value: unknown): string {
  if (Array.isArray(value)) return list(value.map((item) => inWords(field, item)));
  if (typeof value === 'boolean') return word('as_planned', value ? 'yes' : 'no');
  if (typeof value === 'number') return field.endsWith('_at_ms') ? time(value) : number(value);
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return day(text);
  return nameOf(text) || namedRecord(field, text) || word(field, text);
}

// What the ids in a field lead to, where people have a word for it.
const kindsNamed: Partial<Record<string, Kind>> = {
  adaptation: 'adaptation',
  accepted_reply: 'reply',
  adapted_from: 'pdsa_cycle',
  builds_on: 'pdsa_cycle',
  card: 'evidence_card',
  change_idea: 'driver_node',
  change_ideas: 'driver_node',
  cycle: 'pdsa_cycle',
  cycles: 'pdsa_cycle',
  derived_from: 'protocol_version',
  diagram: 'driver_diagram',
  done_by: 'team',
  district: 'organization',
  from_reply: 'reply',
  organization: 'organization',
  owner: 'organization',
  meeting: 'meeting',
  parent: 'organization',
  protocol: 'change_protocol',
  post: 'post',
  measures: 'measure',
  protocol_version: 'protocol_version',
  protocols: 'change_protocol',
  question: 'question',
  ramp: 'ramp',
  schools: 'organization',
  source: 'driver_node',
  target: 'driver_node',
  team: 'team',
  support_requests: 'support_request',
  teams: 'team',
  used_by: 'organization',
  version: 'protocol_version',
};

function namedRecord(field: string, id: string): string | undefined {
  const kind = kindsNamed[field];
  // A version and an adaptation have their own origin, by the names that others use for other things.
  const record = (kind && records().get(kind, id)) ?? records().get('adaptation', id);
  if (record?.kind === 'protocol_version') return versionName(record);
  return record && recordName(record);
}
