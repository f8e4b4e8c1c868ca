import { limitsOf } from '../limits';
import type { Comment, GivenArgs, Kind } from '../protocol';
import { newId } from '../sync/ids';
import { tMaybe } from '../state/language.svelte';
import type { Readable } from '../state/seen.svelte';
import { here, issue, records } from '../state/session.svelte';

export interface Thread {
  id: string;
  /** Undefined when it was taken back; its answers stay. */
  first: Comment | undefined;
  answers: Comment[];
}

const byTime = (a: Comment, b: Comment): number =>
  a.created_at_ms - b.created_at_ms || (a.id < b.id ? -1 : 1);

/** The comments on a record; on a cycle, those on what lies in it too. */
export const commentsOn = (kind: Kind, id: string): Comment[] =>
  records()
    .all('comment')
    .filter((c) => (kind === 'pdsa_cycle' ? c.cycle === id : c.about_kind === kind && c.about_id === id))
    .sort(byTime);

/** Comments in their threads, open ones first, each in the order in which they were said. */
export function threadsOf(comments: Comment[]): Thread[] {
  const threads = new Map<string, Thread>();
  for (const comment of comments) {
    const id = comment.thread ?? comment.id;
    const thread = threads.get(id) ?? { id, first: undefined, answers: [] };
    threads.set(id, thread);
    if (comment.thread === undefined) thread.first = comment;
    else thread.answers.push(comment);
  }
  const settled = (thread: Thread): number => (thread.first?.resolved ? 1 : 0);
  return [...threads.values()].sort((a, b) => settled(a) - settled(b));
}

/** The fields of a kind that have a name in this language: what a comment can be about. */
export const fieldsToSpeakOf = (kind: Kind, fields: readonly string[]) =>
  fields.flatMap((field) => {
    const label = tMaybe(`field.${kind}.${field}`);
    return label === undefined || limitsOf(kind, field).maxLength === undefined ? [] : [{ field, label }];
  });

/** Where on the page what is said about a record stands. */
export const talkPanelId = (record: { kind: Kind; id: string }): string => `talk-${record.kind}-${record.id}`;

/** A comment as something to read on the page of `record`: new there until somebody has left that page. */
export const saidOn = (record: { id: string }, comment: Comment): Readable => ({
  kind: 'said',
  // What lies in a cycle is read on the cycle's page.
  id: comment.cycle ?? record.id,
  updated_by: comment.created_by,
  updated_at_ms: comment.created_at_ms,
});

/** Observers read along. */
export const mayComment = (): boolean => here().me.roles.some((role) => role !== 'observer');

export const create_comment = (args: Omit<GivenArgs<'create_comment'>, 'id'>): boolean =>
  issue('create_comment', { id: newId(), ...args });

export const edit_comment = (id: string, text: string, names_a_person: boolean): boolean =>
  issue('edit_comment', { id, set: { text, names_a_person } });

export const archive_comment = (id: string): boolean => issue('archive_comment', { id });

export const resolve_comment = (id: string): boolean => issue('resolve_comment', { id });

export const reopen_comment = (id: string): boolean => issue('reopen_comment', { id });
