import type { AnyRecord, Kind, Level } from '../protocol';
import { isKind } from '../protocol';
import type { Command, Refusal } from './messages';
import { cyclePredictors } from './predict-cycle';
import { exchangePredictors } from './predict-exchange';
import { libraryPredictors } from './predict-library';
import { noticePredictors } from './predict-notice';
import { talkPredictors } from './predict-talk';
import { theoryPredictors } from './predict-theory';
import type { View } from './replica';
import { applyChange, lengthsOf, type TextChange } from './text-change';
import { textIn } from './typing';

export type Effect =
  { put: AnyRecord; remove?: undefined } | { put?: undefined; remove: { kind: Kind; id: string } };

export interface Moment {
  me: string;
  now: number;
}

export type Outcome = Effect[] | Refusal;
export type Predictor = (command: Command, view: View, moment: Moment) => Outcome;
export type Fields = Record<string, unknown>;

/** A record as it will look before the server has seen it: revision 0 until then. */
export function fresh(kind: Kind, id: string, fields: Fields, moment: Moment): AnyRecord {
  const record: Fields = {
    kind,
    id,
    revision: 0,
    created_by: moment.me,
    created_at_ms: moment.now,
    updated_by: moment.me,
    updated_at_ms: moment.now,
  };
  return Object.assign(record, defaults[kind], withoutUnset(fields)) as unknown as AnyRecord;
}

export function changed(record: AnyRecord, fields: Fields, moment: Moment): Effect {
  const next = { ...record, ...fields, updated_by: moment.me, updated_at_ms: moment.now };
  return { put: withoutUnset(next) as unknown as AnyRecord };
}

// On the wire an unset field is absent, and so it is here: a screen asks one question, not three.
function withoutUnset(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

// What a new record holds when the command says nothing, as the server fills it in.
const defaults: Partial<Record<Kind, Fields>> = {
  organization: { sharing_needs_lead: false },
  member: { erased: false },
  team: { tier: 'design_and_testing' },
  membership: { role: 'observer', state: 'active' },
  team_membership: { state: 'active' },
  sponsor_commitment: { state: 'open' },
  aim: { state: 'draft' },
  driver_node: { state: 'in_play' },
  pdsa_cycle: { state: 'draft', intent: 'test', jump_confirmed: false, shared_with: 'team' },
  task: { done: false },
  change_protocol: { licence: 'cc_by' },
  protocol_version: { state: 'draft' },
  adoption: { state: 'considering' },
  observation: { names_a_person: false },
  comment: { names_a_person: false, resolved: false },
  flag: { state: 'open' },
  post: { closed: false },
  support_request: { urgency: 'whenever', state: 'open' },
  adaptation: { state: 'trying' },
  upstream_proposal: { state: 'open' },
  evidence_card: { state: 'draft' },
  evidence_row: { result: 'not_yet' },
  objection: { resolved: false },
  meeting: { state: 'scheduled' },
  meeting_decision: { state: 'made' },
  meeting_action: { state: 'open' },
};

const verbs: Record<string, Predictor> = {
  ...theoryPredictors,
  ...cyclePredictors,
  ...libraryPredictors,
  ...talkPredictors,
  ...exchangePredictors,
  ...noticePredictors,
  end_membership: setState('membership', 'ended'),
  suspend_membership: setState('membership', 'suspended'),
  resume_membership: setState('membership', 'active'),
  end_team_membership: setState('team_membership', 'ended'),
};

/** What an area adds that does not come with the first load. */
export interface Area {
  predictors: Record<string, Predictor>;
  defaults: Partial<Record<Kind, Fields>>;
  guarded: Record<string, Kind>;
}

/** From now on the commands of that area are predicted too; what was laid over the base before must be laid anew. */
export function alsoPredict(area: Area): void {
  Object.assign(verbs, area.predictors);
  Object.assign(defaults, area.defaults);
  Object.assign(guardedVerbs, area.guarded);
}

function setState(kind: 'membership' | 'team_membership', state: string): Predictor {
  return ({ args }, view, moment) => {
    const record = view.get(kind, String(args.id));
    if (!record) return notFound();
    const today = dayOf(moment.now);
    let { ends_on } = record;
    if (state === 'ended') ends_on = today;
    else if (state === 'active' && ends_on && ends_on < today) ends_on = undefined;
    return [changed(record, { state, ends_on }, moment)];
  };
}

/** The district that an organisation is, or lies in. */
export function districtIn(view: View, organization: string | undefined): string | undefined {
  const seen = new Set<string>();
  for (let at = view.get('organization', organization); at && !seen.has(at.id);) {
    if (at.organization_kind === 'district') return at.id;
    seen.add(at.id);
    at = view.get('organization', at.parent);
  }
  return undefined;
}

/** How far something new is shared: with the network, or as far as a district lets it go without its lead. */
export const firstLevel = (view: View, organization: string | undefined): Level =>
  view.get('organization', districtIn(view, organization))?.sharing_needs_lead ? 'district' : 'network';

/** The day of a moment as the server counts days: in UTC. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const notFound = (): Refusal => ({ code: 'not_found' });

function splitName(name: string): { does: string; kind: Kind } | undefined {
  const at = name.indexOf('_');
  const kind = name.slice(at + 1);
  return isKind(kind) ? { does: name.slice(0, at), kind } : undefined;
}

/** What `command` will most likely do. The server alone decides; this only saves the wait. */
export function predict(command: Command, view: View, moment: Moment): Outcome {
  const split = splitName(command.name);
  const misfit = split && misfitIn(view.get(split.kind, String(command.args.id)), command.args);
  if (misfit !== undefined) return { code: 'not_well_formed', field: misfit };
  const verb = verbs[command.name];
  if (verb) return verb(command, view, moment);
  return split ? predictGeneric(split.does, split.kind, command.args, view, moment) : [];
}

function predictGeneric(does: string, kind: Kind, args: Fields, view: View, moment: Moment): Outcome {
  const id = String(args.id);
  const record = view.get(kind, id);
  if (does === 'create') {
    // Already there: the server's update arrived before its `accepted`.
    return record ? [] : [{ put: fresh(kind, id, args, moment) }];
  }
  if (does === 'restore') return [];
  if (!record) return notFound();
  if (does === 'archive') return [{ remove: { kind, id } }];
  if (does === 'share') {
    return [
      changed(record, { shared_with: args.shared_with, guests: args.guests ?? guestsOf(record) }, moment),
    ];
  }
  return [changed(record, edited(record, args), moment)];
}

type Writes = Record<string, TextChange>;

/** The text of which a change is not. */
const misfitIn = (record: AnyRecord | undefined, args: Fields): string | undefined =>
  Object.entries((args.write as Writes | undefined) ?? {}).find(
    ([field, change]) => record && lengthsOf(change).before !== textIn(record, field).length,
  )?.[0];

const guestsOf = (record: AnyRecord): unknown => (record as { guests?: string[] }).guests;

export function edited(record: AnyRecord, args: Fields): Fields {
  const fields: Fields = { ...(args.set as Fields | undefined) };
  for (const name of (args.clear as string[] | undefined) ?? []) fields[name] = undefined;
  for (const [name, change] of Object.entries((args.write as Writes | undefined) ?? {})) {
    fields[name] = applyChange(textIn(record, name), change);
  }
  const before = record as unknown as Record<string, string[] | undefined>;
  const now = (name: string): string[] => (fields[name] as string[] | undefined) ?? before[name] ?? [];
  for (const [name, gone] of Object.entries((args.remove as Record<string, string[]> | undefined) ?? {})) {
    fields[name] = now(name).filter((item) => !gone.includes(item));
  }
  for (const [name, added] of Object.entries((args.add as Record<string, string[]> | undefined) ?? {})) {
    fields[name] = [...new Set([...now(name), ...added])];
  }
  return fields;
}

const guardedVerbs: Record<string, Kind> = {
  publish_aim: 'aim',
  review_driver_diagram: 'driver_diagram',
  set_driver_node_state: 'driver_node',
  advance_pdsa_cycle: 'pdsa_cycle',
  transfer_pdsa_cycle: 'pdsa_cycle',
  advance_protocol_version: 'protocol_version',
  advance_adoption: 'adoption',
  match_support_request: 'support_request',
  advance_support_request: 'support_request',
  rate_support_request: 'support_request',
  conclude_adaptation: 'adaptation',
  decide_upstream: 'upstream_proposal',
  open_evidence_card: 'evidence_card',
  agree_evidence_card: 'evidence_card',
  revise_evidence_card: 'evidence_card',
  advance_meeting: 'meeting',
};

/** The record whose seen revision the command must carry, if it is of that sort. */
export function guardedRecord(command: Command): { kind: Kind; id: string } | undefined {
  const id = String(command.args.id);
  const guarded = guardedVerbs[command.name];
  if (guarded) return { kind: guarded, id };
  const split = splitName(command.name);
  return split && (split.does === 'edit' || split.does === 'share') ? { kind: split.kind, id } : undefined;
}
