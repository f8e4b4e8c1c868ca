import type {
  Adoption,
  AdoptionState,
  ChangeProtocol,
  GivenArgs,
  ProtocolState,
  ProtocolVersion,
} from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

/** A new protocol with a first draft to write in. Answers its id. */
export function propose(
  args: Omit<GivenArgs<'create_change_protocol'>, 'id'>,
  steps?: string,
): string | undefined {
  const id = newId();
  if (!issue('create_change_protocol', { id, ...args })) return undefined;
  issue('create_protocol_version', { id: newId(), protocol: id, steps });
  return id;
}

/** A new draft that begins with what `from` says. Answers its id. */
export function create_protocol_version(from: ProtocolVersion): string | undefined {
  const id = newId();
  const { protocol, steps, materials, minutes, core, adaptable } = from;
  const copied = { protocol, steps, materials, minutes, core, adaptable };
  return issue('create_protocol_version', { id, derived_from: from.id, ...copied }) ? id : undefined;
}

export const archive_protocol_version = (id: string): boolean => issue('archive_protocol_version', { id });

export const archive_change_protocol = (id: string): boolean => issue('archive_change_protocol', { id });

export const advance_protocol_version = (
  version: ProtocolVersion,
  to: ProtocolState,
  reason?: string,
): boolean => issue('advance_protocol_version', { id: version.id, to, reason }, version.revision);

/** Puts one into a list of the protocol or takes it out; two people doing so at once do not undo each other. */
export const setListed = (
  protocol: ChangeProtocol,
  field: 'authors' | 'change_ideas',
  id: string,
  on: boolean,
): boolean => issue('edit_change_protocol', { id: protocol.id, [on ? 'add' : 'remove']: { [field]: [id] } });

export const create_protocol_change = (version: string, text: string, cycles: string[]): boolean =>
  issue('create_protocol_change', { id: newId(), version, text, cycles });

export const archive_protocol_change = (id: string): boolean => issue('archive_protocol_change', { id });

export const create_adoption = (args: Omit<GivenArgs<'create_adoption'>, 'id'>): boolean =>
  issue('create_adoption', { id: newId(), ...args });

export const advance_adoption = (adoption: Adoption, to: AdoptionState, reason?: string): boolean =>
  issue('advance_adoption', { id: adoption.id, to, reason }, adoption.revision);

export const archive_adoption = (id: string): boolean => issue('archive_adoption', { id });
