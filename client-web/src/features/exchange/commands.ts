import type { GivenArgs, Post, Reply, RequestState, SupportRequest } from '../../protocol';
import { newId } from '../../sync/ids';
import { issue } from '../../state/session.svelte';

/** A new post. Answers its id. */
export function create_post(args: Omit<GivenArgs<'create_post'>, 'id'>): string | undefined {
  const id = newId();
  return issue('create_post', { id, ...args }) ? id : undefined;
}

export const archive_post = (id: string): boolean => issue('archive_post', { id });

export const close_post = (id: string, closed: boolean): boolean => issue('close_post', { id, closed });

export const use_post = (id: string, organization: string, used: boolean): boolean =>
  issue('use_post', { id, organization, used });

export const create_reply = (post: string, text: string): boolean =>
  issue('create_reply', { id: newId(), post, text });

export const edit_reply = (id: string, text: string): boolean => issue('edit_reply', { id, set: { text } });

export const archive_reply = (id: string): boolean => issue('archive_reply', { id });

/** Without a reply the acceptance is taken back. */
export const accept_reply = (post: Post, reply?: Reply): boolean =>
  issue('accept_reply', { id: post.id, reply: reply?.id });

/** Asks for help. Answers the id of the request. */
export function create_support_request(
  args: Omit<GivenArgs<'create_support_request'>, 'id'>,
): string | undefined {
  const id = newId();
  return issue('create_support_request', { id, ...args }) ? id : undefined;
}

export const archive_support_request = (id: string): boolean => issue('archive_support_request', { id });

export const match_support_request = (
  request: SupportRequest,
  args: Omit<GivenArgs<'match_support_request'>, 'id'>,
): boolean => issue('match_support_request', { id: request.id, ...args }, request.revision);

export const advance_support_request = (
  request: SupportRequest,
  to: RequestState,
  said: { outcome?: string; reason?: string } = {},
): boolean => issue('advance_support_request', { id: request.id, to, ...said }, request.revision);

export const rate_support_request = (request: SupportRequest, rating: number, note: string): boolean =>
  issue('rate_support_request', { id: request.id, rating, note }, request.revision);
