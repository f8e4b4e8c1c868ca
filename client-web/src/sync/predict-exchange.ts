import type { Kind, Level, RecordOf, RequestState, SupportRequest } from '../protocol';
import type { Refusal } from './messages';
import { changed, edited, firstLevel, fresh, notFound, type Fields, type Predictor } from './predict';
import type { View } from './replica';

const wrongLink = (field: string): Refusal => ({ code: 'wrong_link', field });
const wrongState = (field: string): Refusal => ({ code: 'wrong_state', field });

/** Puts one into a list or takes it out; undefined where it stands so already. */
function listed(list: string[] | undefined, item: string, on: boolean): string[] | undefined {
  const has = list?.includes(item) ?? false;
  if (has === on) return undefined;
  return on ? [...(list ?? []), item] : list!.filter((other) => other !== item);
}

const narrower = (a: Level, b: Level): Level => (a === 'district' ? a : b);

// People are thanked in a post that says thanks.
const thanksNobody = (post_kind: unknown, thanked: unknown): boolean =>
  post_kind !== 'thanks' && ((thanked as string[] | undefined) ?? []).length > 0;

const onlyReads = (view: View, member: unknown): boolean =>
  !view
    .all('membership')
    .some((each) => each.member === member && each.state === 'active' && each.role !== 'observer');

/** A step of a request: what its fields become, or why it cannot be. */
function onRequest(
  step: (request: SupportRequest, args: Fields, view: View) => { now: Fields } | Refusal,
): Predictor {
  return ({ args }, view, moment) => {
    const request = view.get('support_request', String(args.id));
    if (!request) return notFound();
    const after = step(request, args, view);
    return 'now' in after ? [changed(request, after.now, moment)] : after;
  };
}

/** Where a request may go from each of its states by `advance_support_request`. */
export const requestSteps: Record<RequestState, readonly RequestState[]> = {
  open: ['withdrawn'],
  matched: ['active', 'open', 'withdrawn'],
  active: ['done', 'open', 'withdrawn'],
  done: [],
  rated: [],
  withdrawn: [],
};

export const exchangePredictors: Record<string, Predictor> = {
  create_post({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('post', id)) return [];
    if (thanksNobody(args.post_kind, args.thanked)) return wrongLink('thanked');
    const team = view.get('team', args.team as string | undefined);
    const shared_with = narrower(
      firstLevel(view, args.organization as string | undefined),
      firstLevel(view, team?.district),
    );
    return [{ put: fresh('post', id, { ...args, shared_with }, moment) }];
  },

  edit_post({ args }, view, moment) {
    const post = view.get('post', String(args.id));
    if (!post) return notFound();
    const after = edited(post, args);
    return thanksNobody(post.post_kind, after.thanked ?? post.thanked)
      ? wrongLink('thanked')
      : [changed(post, after, moment)];
  },

  use_post({ args }, view, moment) {
    const post = view.get('post', String(args.id));
    if (!post) return notFound();
    if (post.post_kind !== 'tool') return wrongLink('id');
    const site = view.get('organization', String(args.organization));
    if (!site || !['school', 'district'].includes(site.organization_kind)) return wrongLink('organization');
    const used_by = listed(post.used_by, site.id, Boolean(args.used));
    return used_by ? [changed(post, { used_by }, moment)] : wrongState('organization');
  },

  close_post({ args }, view, moment) {
    const post = view.get('post', String(args.id));
    if (!post) return notFound();
    return post.closed === args.closed ? wrongState('id') : [changed(post, { closed: args.closed }, moment)];
  },

  accept_reply({ args }, view, moment) {
    const post = view.get('post', String(args.id));
    if (!post) return notFound();
    if (post.post_kind !== 'question') return wrongLink('id');
    const reply = view.get('reply', args.reply as string | undefined);
    if (args.reply !== undefined && !reply) return notFound();
    if (reply && reply.post !== post.id) return wrongLink('reply');
    return [changed(post, { accepted_reply: reply?.id }, moment)];
  },

  create_reply({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('reply', id)) return [];
    const post = view.get('post', String(args.post));
    if (!post) return notFound();
    return post.closed ? wrongState('post') : [{ put: fresh('reply', id, args, moment) }];
  },

  match_support_request: onRequest((request, { with: matched_with, reason, answer_by }, view) => {
    if (request.state !== 'open' && request.state !== 'matched') return wrongState('state');
    if (matched_with === request.created_by || onlyReads(view, matched_with)) return wrongLink('with');
    return {
      now: { state: 'matched', state_reason: undefined, matched_with, match_reason: reason, answer_by },
    };
  }),

  advance_support_request: onRequest((request, { to, outcome, reason }) => {
    if (!requestSteps[request.state].includes(to as RequestState)) return wrongState('state');
    const back = { matched_with: undefined, match_reason: undefined, answer_by: undefined };
    const more = to === 'done' ? { outcome } : to === 'open' ? back : {};
    return { now: { state: to, state_reason: reason, ...more } };
  }),

  rate_support_request: onRequest((request, { rating, note }) =>
    request.state === 'done' ? { now: { state: 'rated', rating, rating_note: note } } : wrongState('state'),
  ),

  archive_support_request({ args }, view) {
    const request = view.get('support_request', String(args.id));
    if (!request) return notFound();
    return request.state === 'open'
      ? [{ remove: { kind: 'support_request', id: request.id } }]
      : wrongState('state');
  },

  create_activity({ args }, view, moment) {
    const id = String(args.id);
    if (view.get('activity', id)) return [];
    const teams = [...new Set((args.teams as string[] | undefined) ?? [])];
    return [{ put: fresh('activity', id, { ...args, teams }, moment) }];
  },

  edit_activity({ args }, view, moment) {
    const activity = view.get('activity', String(args.id));
    if (!activity) return notFound();
    const after = edited(activity, args);
    const teams = (after.teams as string[] | undefined) ?? activity.teams ?? [];
    if (teams.length === 0) return { code: 'missing', field: 'teams' };
    const done_by = activity.done_by?.filter((team) => teams.includes(team));
    return [changed(activity, { ...after, done_by }, moment)];
  },

  finish_activity({ args }, view, moment) {
    const activity = view.get('activity', String(args.id));
    if (!activity) return notFound();
    const team = String(args.team);
    if (!activity.teams?.includes(team)) return wrongLink('team');
    const done_by = listed(activity.done_by, team, Boolean(args.done));
    return done_by ? [changed(activity, { done_by }, moment)] : wrongState('team');
  },
};

/** How far a post, or what is said under it, is shared. */
export const postLevel = (view: View, about: RecordOf[Kind]): Level | undefined => {
  const post = about.kind === 'reply' ? view.get('post', about.post) : about;
  return post?.kind === 'post' ? post.shared_with : undefined;
};
