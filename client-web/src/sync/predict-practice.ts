import type {
  Adaptation,
  AdaptationState,
  EvidenceCard,
  ProtocolVersion,
  ProposalState,
  UpstreamProposal,
} from '../protocol';
import type { Refusal } from './messages';
import {
  changed,
  dayOf,
  districtIn,
  edited,
  firstLevel,
  fresh,
  notFound,
  type Effect,
  type Fields,
  type Moment,
  type Predictor,
} from './predict';
import { nextNumber } from './predict-library';
import { derivedId } from './ids';
import type { View } from './replica';

/** The questions about an adaptation that others need answered, in the order in which they are asked. */
export const toldFields = [
  'stage',
  'planned',
  'modified',
  'nature',
  'for_level',
  'keeps_core',
  'goal',
  'reason',
] as const;

/** What is still to be said of an adaptation before it is kept or proposed: the first thing that is missing. */
export function untold(adaptation: Adaptation): Refusal | undefined {
  const field = toldFields.find((name) => !adaptation[name]);
  return field && { code: 'missing', field };
}

/** The words of a practice, in versions and adaptations alike. */
export const practiceWords = ['steps', 'materials', 'minutes', 'core', 'adaptable'] as const;

const wordsOf = (from: Adaptation | ProtocolVersion, own: Fields = {}): Fields =>
  Object.fromEntries(practiceWords.map((name) => [name, own[name] || from[name]]));

const wrongState = (field: string, state: string): Refusal => ({
  code: 'wrong_state',
  field,
  with: { state },
});

/** A school or a district takes a practice up, and a team carries it in its own district. */
function misplaced(view: View, site: string, team?: string): Refusal | undefined {
  const kind = view.get('organization', site)?.organization_kind;
  if (kind !== undefined && kind !== 'school' && kind !== 'district') {
    return { code: 'wrong_link', field: 'organization' };
  }
  const district = view.get('team', team)?.district;
  return district !== undefined && district !== districtIn(view, site)
    ? { code: 'wrong_link', field: 'team' }
    : undefined;
}

const isUndecided = (proposal: UpstreamProposal): boolean =>
  proposal.state === 'open' || proposal.state === 'held';

/** The proposals of an adaptation, the newest first. */
export const proposalsOf = (view: View, adaptation: string): UpstreamProposal[] =>
  view
    .all('upstream_proposal')
    .filter((proposal) => proposal.adaptation === adaptation)
    .sort((a, b) => b.created_at_ms - a.created_at_ms);

/** The one that waits to be decided. */
export const undecidedOf = (view: View, adaptation: string): UpstreamProposal | undefined =>
  proposalsOf(view, adaptation).find(isUndecided);

/** What still stands in the way of proposing an adaptation to everybody. */
export function missingForProposal(view: View, adaptation: Adaptation): Refusal | undefined {
  const other = undecidedOf(view, adaptation.id);
  if (other) return wrongState('adaptation', other.state);
  if (!['hub', 'network', 'public'].includes(adaptation.shared_with)) {
    return wrongState('adaptation', adaptation.shared_with);
  }
  return untold(adaptation);
}

/** Whole days for objections after the day on which a card was opened. */
export const DAYS_TO_OBJECT = 5;
const DAY_MS = 86_400_000;

/** The first day on which an open card may be agreed. */
export const agreeableFrom = (card: EvidenceCard): string =>
  dayOf(Date.parse(`${card.opened_on ?? '1970-01-01'}T00:00Z`) + (DAYS_TO_OBJECT + 1) * DAY_MS);

/** While the network is asked or has agreed, what it was asked about stays as it is. */
export const isWritten = (card: EvidenceCard): boolean =>
  card.state === 'draft' || card.state === 'challenged';

export function missingToAgree(view: View, card: EvidenceCard, now: number): Refusal | undefined {
  const date = agreeableFrom(card);
  if (dayOf(now) < date) return { code: 'too_early', field: 'state', with: { date } };
  const open = view.all('objection').some((each) => each.card === card.id && !each.resolved);
  return open ? { code: 'objected', field: 'state' } : undefined;
}

const isRefusal = (answer: Fields | Refusal): answer is Refusal => 'code' in answer;

/** A step of a card: what it changes, or why not. */
function ofCard(
  step: (card: EvidenceCard, args: Fields, view: View, now: number) => Fields | Refusal,
): Predictor {
  return ({ args }, view, moment) => {
    const card = view.get('evidence_card', String(args.id));
    if (!card) return notFound();
    const answer = step(card, args, view, moment.now);
    return isRefusal(answer) ? answer : [changed(card, answer, moment)];
  };
}

const frozen = (card: EvidenceCard): Refusal => wrongState('card', card.state);

// A row may be written for as long as its card may.
const ofRow =
  (does: 'edit' | 'archive'): Predictor =>
  ({ args }, view, moment) => {
    const row = view.get('evidence_row', String(args.id));
    if (!row) return notFound();
    const card = view.get('evidence_card', row.card);
    if (card && !isWritten(card)) return frozen(card);
    if (does === 'archive') return [{ remove: { kind: row.kind, id: row.id } }];
    return [changed(row, edited(row, args), moment)];
  };

/** The draft that comes of an accepted adaptation, with a line of what changed. */
function takenUp(id: string, command: string, from: Adaptation, view: View, moment: Moment): Effect[] {
  const base = view.get('protocol_version', from.version);
  if (!base) return [];
  const version = {
    protocol: base.protocol,
    derived_from: base.id,
    adapted_from: from.id,
    number: nextNumber(view, base.protocol),
    ...wordsOf(from),
  };
  const line = derivedId(command, 'protocol_change', 0);
  return [
    { put: fresh('protocol_version', id, version, moment) },
    { put: fresh('protocol_change', line, { version: id, text: from.what }, moment) },
  ];
}

export const practicePredictors: Record<string, Predictor> = {
  create_adaptation({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('adaptation', id)) return [];
    const version = view.get('protocol_version', String(args.version));
    if (!version) return notFound();
    if (version.state === 'draft') return wrongState('version', 'draft');
    const wrong = misplaced(view, String(args.organization), args.team as string | undefined);
    if (wrong) return wrong;
    const parent = view.get('adaptation', args.parent as string | undefined);
    if (parent && parent.version !== version.id) return { code: 'wrong_link', field: 'parent' };
    const byRule = {
      ...wordsOf(parent ?? version, args),
      since: dayOf(moment.now),
      shared_with: firstLevel(view, String(args.organization)),
    };
    return [{ put: fresh('adaptation', id, { ...args, ...byRule }, moment) }];
  },

  edit_adaptation({ args }, view, moment) {
    const adaptation = view.get('adaptation', String(args.id));
    if (!adaptation) return notFound();
    const after = edited(adaptation, args);
    // What is kept keeps its answers.
    const missing = adaptation.state === 'kept' ? untold({ ...adaptation, ...after }) : undefined;
    return missing ?? [changed(adaptation, after, moment)];
  },

  conclude_adaptation({ args }, view, moment) {
    const adaptation = view.get('adaptation', String(args.id));
    if (!adaptation) return notFound();
    const to = args.to as AdaptationState;
    if (to === 'kept' && adaptation.state === 'stopped') return wrongState('state', 'stopped');
    const missing = to === 'kept' ? untold(adaptation) : undefined;
    const fields: Fields = { state: to, state_reason: args.reason, since: dayOf(moment.now) };
    if (args.effect) fields.effect = args.effect;
    return missing ?? [changed(adaptation, fields, moment)];
  },

  create_upstream_proposal({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('upstream_proposal', id)) return [];
    const adaptation = view.get('adaptation', String(args.adaptation));
    if (!adaptation) return notFound();
    const missing = missingForProposal(view, adaptation);
    return missing ?? [{ put: fresh('upstream_proposal', id, args, moment) }];
  },

  decide_upstream(command, view, moment) {
    const { args } = command;
    const proposal = view.get('upstream_proposal', String(args.id));
    if (!proposal) return notFound();
    if (!isUndecided(proposal)) return wrongState('state', proposal.state);
    const to = args.to as ProposalState;
    const accepted = to === 'accepted';
    if (accepted && !args.version) return { code: 'missing', field: 'version' };
    const fields: Fields = {
      state: to,
      reason: args.reason,
      decided_by: moment.me,
      decided_on: dayOf(moment.now),
      version: accepted ? args.version : undefined,
    };
    const from = view.get('adaptation', proposal.adaptation);
    const made = accepted && from ? takenUp(String(args.version), command.id, from, view, moment) : [];
    return [changed(proposal, fields, moment), ...made];
  },

  create_evidence_card({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('evidence_card', id)) return [];
    const idea = view.get('driver_node', args.change_idea as string | undefined);
    if (args.protocol && args.change_idea) return { code: 'wrong_link', field: 'protocol' };
    if (idea && idea.node_kind !== 'change_idea') return { code: 'wrong_link', field: 'change_idea' };
    return [{ put: fresh('evidence_card', id, args, moment) }];
  },

  edit_evidence_card: ofCard((card, args) =>
    isWritten(card) ? edited(card, args) : wrongState('state', card.state),
  ),

  open_evidence_card: ofCard((card, _args, _view, now) =>
    card.statement
      ? { state: 'open', state_reason: undefined, opened_on: dayOf(now), agreed_on: undefined }
      : { code: 'missing', field: 'statement' },
  ),

  agree_evidence_card: ofCard(
    (card, _args, view, now) => missingToAgree(view, card, now) ?? { state: 'agreed', agreed_on: dayOf(now) },
  ),

  revise_evidence_card: ofCard((_card, args) => ({
    state: 'draft',
    state_reason: args.reason,
    opened_on: undefined,
    agreed_on: undefined,
  })),

  create_evidence_row({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('evidence_row', id)) return [];
    const card = view.get('evidence_card', String(args.card));
    if (!card) return notFound();
    if (!isWritten(card)) return frozen(card);
    const other = view
      .all('evidence_row')
      .some((row) => row.card === card.id && row.organization === args.organization);
    if (other) return { code: 'duplicate_link', field: 'organization' };
    return misplaced(view, String(args.organization)) ?? [{ put: fresh('evidence_row', id, args, moment) }];
  },

  edit_evidence_row: ofRow('edit'),
  archive_evidence_row: ofRow('archive'),

  create_objection({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('objection', id)) return [];
    const card = view.get('evidence_card', String(args.card));
    if (!card) return notFound();
    if (isWritten(card)) return frozen(card);
    const objection = { put: fresh('objection', id, args, moment) };
    return card.state === 'agreed'
      ? [objection, changed(card, { state: 'challenged' }, moment)]
      : [objection];
  },

  resolve_objection({ args }, view, moment) {
    const objection = view.get('objection', String(args.id));
    if (!objection) return notFound();
    return [changed(objection, { resolved: true, resolution: args.resolution }, moment)];
  },
};
