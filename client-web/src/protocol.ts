// The one door to the emitted wire types, so that the rest of the tree does not care how they are emitted.
import type { CommandArgs, CommandName, Kind } from './protocol.generated';
import { KINDS, SHELF } from './protocol.generated';

export type * from './protocol.generated';
export { REFUSAL_CODES, WIRE_VERSION } from './protocol.generated';

/** What a person gives with a command; the engine adds which revision they had seen. */
export type GivenArgs<N extends CommandName> = Omit<CommandArgs[N], 'seen_revision' | 'if_changed'>;

export const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);

/** Details are in step only while their parent is open (SYNC.md R5). */
export const isDetail = (kind: Kind): boolean => SHELF[kind] === 'detail';
