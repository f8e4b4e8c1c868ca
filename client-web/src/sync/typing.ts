import type { AnyRecord } from '../protocol';
import { newId } from './ids';
import type { Command } from './messages';
import type { Pending } from './outbox';
import { placeOf, type Key } from './replica';
import {
  applyChange,
  changesNothing,
  difference,
  lengthsOf,
  mapChange,
  nothing,
  overlap,
  type TextChange,
} from './text-change';

// Long texts that several people write in at once (SYNC.md T): what somebody typed waits in the outbox like any command. One
// piece of a text is on its way at a time; what is typed meanwhile gathers in the next one.

/** A piece of typing: a change of `on`, which is what the text was with all pieces before it. */
export interface Typed {
  key: Key;
  field: string;
  on: string;
  change: TextChange;
}

export type TypedPending = Pending & { text: Typed };

/** A text that was typed offline and meets what others rewrote: both versions, for its writer to look over. */
export interface Merge {
  key: Key;
  field: string;
  mine: string;
  theirs: string;
}

export const isTyped = (pending: Pending): pending is TypedPending => pending.text !== undefined;

export const isOf = (pending: Pending, { key, field }: Pick<Typed, 'key' | 'field'>): boolean =>
  pending.text?.key === key && pending.text.field === field;

export const textIn = (record: AnyRecord | undefined, field: string): string =>
  (record as unknown as Record<string, string | undefined> | undefined)?.[field] ?? '';

/** The text with that piece. */
export const withPiece = ({ text }: TypedPending): string => applyChange(text.on, text.change);

/** The piece as an edit of the whole text: what screens are shown, and what is kept when it is refused. */
export function asEdit(pending: TypedPending): Command {
  const { key, field } = pending.text;
  const { kind, id } = placeOf(key);
  const text = withPiece(pending);
  const args = text === '' ? { id, clear: [field] } : { id, set: { [field]: text } };
  return { id: pending.command.id, name: `edit_${kind}`, args };
}

/** The piece as it goes out: its change, of the text at that revision. */
export const asWrite = ({ command, text }: TypedPending, seen_revision: number): Command => ({
  ...command,
  args: { id: placeOf(text.key).id, seen_revision, write: { [text.field]: text.change } },
});

export function writeCommand(key: Key, field: string, change: TextChange): Command {
  const { kind, id } = placeOf(key);
  return { id: newId(), name: `edit_${kind}`, args: { id, write: { [field]: change } } };
}

export interface CarriedOver {
  moved: readonly TypedPending[];
  merge?: Merge;
  /** What that does to the text with all pieces; undefined where it is not known, or nothing. */
  shown?: TextChange;
}

/**
 * The text is `now` on the server's side: carries its pieces over to it, in order. `landed` are those whose effect `now`
 * holds already; `exact` is the one change that made it of what it was, where that is known.
 */
export function carryOver(
  pieces: readonly TypedPending[],
  now: string,
  landed: (pending: Pending) => boolean,
  exact?: TextChange,
): CarriedOver {
  const [first] = pieces;
  if (!first) return { moved: [], shown: exact };
  const mine = withPiece(pieces.at(-1)!);
  let expected = first.text.on;
  const there = pieces.findIndex((piece) => !landed(piece));
  const [done, rest] = there < 0 ? [pieces, []] : [pieces.slice(0, there), pieces.slice(there)];
  for (const piece of done) {
    expected = withPiece(piece);
    piece.text = { ...piece.text, on: now, change: nothing(now.length) };
  }
  const known = exact && done.length === 0 && lengthsOf(exact).before === expected.length;
  let theirs = known ? exact : difference(expected, now);
  if (changesNothing(theirs)) return { moved: done };
  let under = now;
  let touched = false;
  for (const piece of rest) {
    const { change } = piece.text;
    touched ||= piece.offline && overlap(change, theirs);
    piece.text = { ...piece.text, on: under, change: mapChange(change, theirs, false) };
    theirs = mapChange(theirs, change, true);
    under = withPiece(piece);
  }
  const { key, field } = first.text;
  const merge = touched ? { key, field, mine, theirs: now } : undefined;
  return { moved: pieces, merge, shown: theirs };
}

/** Pieces of several tabs that are gone, each on the text that its tab saw: one after the other. */
export function chain(pieces: readonly TypedPending[]): void {
  let under: string | undefined;
  for (const piece of pieces) {
    const { text } = piece;
    if (under !== undefined && under !== text.on) {
      const change = mapChange(text.change, difference(text.on, under), false);
      piece.text = { ...text, on: under, change };
    }
    under = withPiece(piece);
  }
}
