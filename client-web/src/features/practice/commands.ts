import type {
  Adaptation,
  AdaptationState,
  EvidenceCard,
  GivenArgs,
  ProposalState,
  UpstreamProposal,
} from '../../protocol';
import { issue } from '../../state/session.svelte';
import { newId } from '../../sync/ids';

/** Answers the id of the new adaptation. */
export function create_adaptation(args: Omit<GivenArgs<'create_adaptation'>, 'id'>): string | undefined {
  const id = newId();
  return issue('create_adaptation', { id, ...args }) ? id : undefined;
}

export const archive_adaptation = (id: string): boolean => issue('archive_adaptation', { id });

export const conclude_adaptation = (adaptation: Adaptation, to: AdaptationState, reason?: string): boolean =>
  issue('conclude_adaptation', { id: adaptation.id, to, reason }, adaptation.revision);

/** Puts one among those who decided it, or takes them out. */
export const setDecider = (adaptation: Adaptation, member: string, on: boolean): boolean =>
  issue('edit_adaptation', { id: adaptation.id, [on ? 'add' : 'remove']: { decided_by: [member] } });

export const create_upstream_proposal = (adaptation: string, message: string): boolean =>
  issue('create_upstream_proposal', { id: newId(), adaptation, message });

export const archive_upstream_proposal = (id: string): boolean => issue('archive_upstream_proposal', { id });

export function decide_upstream(proposal: UpstreamProposal, to: ProposalState, reason?: string): boolean {
  const version = to === 'accepted' ? newId() : undefined;
  return issue('decide_upstream', { id: proposal.id, to, reason, version }, proposal.revision);
}

export const create_evidence_card = (about: { protocol?: string; change_idea?: string }): boolean =>
  issue('create_evidence_card', { id: newId(), ...about });

export const open_evidence_card = (card: EvidenceCard): boolean =>
  issue('open_evidence_card', { id: card.id }, card.revision);

export const agree_evidence_card = (card: EvidenceCard): boolean =>
  issue('agree_evidence_card', { id: card.id }, card.revision);

export const revise_evidence_card = (card: EvidenceCard, reason: string): boolean =>
  issue('revise_evidence_card', { id: card.id, reason }, card.revision);

export const archive_evidence_card = (id: string): boolean => issue('archive_evidence_card', { id });

export const create_evidence_row = (args: Omit<GivenArgs<'create_evidence_row'>, 'id'>): boolean =>
  issue('create_evidence_row', { id: newId(), ...args });

export const archive_evidence_row = (id: string): boolean => issue('archive_evidence_row', { id });

export const create_objection = (card: string, text: string): boolean =>
  issue('create_objection', { id: newId(), card, text });

export const archive_objection = (id: string): boolean => issue('archive_objection', { id });

export const resolve_objection = (id: string, resolution: string): boolean =>
  issue('resolve_objection', { id, resolution });
