import type { Member } from '../protocol';
import type { View } from '../sync/replica';
import { fold, wordsOf } from './fold';

// Somebody is named in a comment by "@" and their name as it stands in the network (docs/SYNC.md F3).

/** What is being typed of a name: where its "@" stands, and the letters since. */
export interface Naming {
  at: number;
  typed: string;
}

const OFFERED_MAX = 6;
// Longer than that nobody types of a name before they choose.
const TYPED_MAX = 40;

/** The name that is being typed before the caret. An "@" within a word is an address. */
export function namingBefore(text: string, caret: number): Naming | undefined {
  const at = text.lastIndexOf('@', caret - 1);
  if (at < 0 || (at > 0 && /[\p{L}\p{N}.]/u.test(text[at - 1]!))) return undefined;
  const typed = text.slice(at + 1, caret);
  return typed.length > TYPED_MAX || /^\s|\n/.test(typed) ? undefined : { at, typed };
}

/** Those of the network whose name has a word that begins so, or begins with all of it; by name. */
export function peopleNamed(view: Pick<View, 'all'>, typed: string, but: string): Member[] {
  const asked = fold(typed).trimEnd();
  const active = new Set(
    view.all('membership').flatMap(({ member, state }) => (state === 'active' ? [member] : [])),
  );
  return view
    .all('member')
    .filter(({ id, name }) => id !== but && active.has(id) && fits(name, asked))
    .sort((a, b) => a.name.localeCompare(b.name))
    .slice(0, OFFERED_MAX);
}

// A name that is there in full asks for nothing more.
function fits(name: string, asked: string): boolean {
  const whole = fold(name);
  if (whole === asked) return false;
  return whole.startsWith(asked) || wordsOf(name).some((word) => word.startsWith(asked));
}

/** The text with the name in place of what was typed of it, and where the caret goes. */
export function withName(text: string, { at, typed }: Naming, name: string): { text: string; caret: number } {
  const rest = text.slice(at + 1 + typed.length);
  const put = `@${name}${/^[\s.,;:!?)]/.test(rest) ? '' : ' '}`;
  return { text: text.slice(0, at) + put + rest, caret: at + put.length };
}
