import { DAY_MS } from './days';
import type { Activity, Announcement, Post, Reply, SupportRequest } from '../protocol';
import type { View } from '../sync/replica';
import { ALIKE_FROM, likest, type Shared } from './alike';

/** A week is a school's rhythm: who asked on a Monday and has heard nothing by the next needs somebody to look. */
export const UNANSWERED_DAYS = 7;

/** The replies to a post, in the order in which they were given. */
export const repliesTo = (view: View, post: string): Reply[] =>
  view
    .all('reply')
    .filter((reply) => reply.post === post)
    .sort((a, b) => a.created_at_ms - b.created_at_ms || (a.id < b.id ? -1 : 1));

/** How many replies each post has from others than its author. */
export function answersOf(view: View): Map<string, number> {
  const count = new Map<string, number>();
  for (const reply of view.all('reply')) {
    if (reply.created_by === view.get('post', reply.post)?.created_by) continue;
    count.set(reply.post, (count.get(reply.post) ?? 0) + 1);
  }
  return count;
}

/** The questions to which nobody has said anything yet, the oldest first. */
export function unanswered(view: View): Post[] {
  const answers = answersOf(view);
  return view
    .all('post')
    .filter((post) => post.post_kind === 'question' && !post.closed && !answers.has(post.id))
    .sort((a, b) => a.created_at_ms - b.created_at_ms);
}

/** Those of them that have waited for so long that the hub should see to it. */
export const escalated = (view: View, now: number): Post[] =>
  unanswered(view).filter((post) => now - post.created_at_ms > UNANSWERED_DAYS * DAY_MS);

export interface FromAlike {
  post: Post;
  shared: Shared[];
}

/** The questions without an answer from places like these, the most alike first, then the newest. */
export const askedFromAlike = (view: View, mine: readonly string[], me: string): FromAlike[] =>
  unanswered(view)
    .filter((post) => post.created_by !== me)
    .map((post) => ({ post, shared: likest(view, mine, post.organization) }))
    .filter(({ shared }) => shared.length >= ALIKE_FROM)
    .sort((a, b) => b.shared.length - a.shared.length || b.post.created_at_ms - a.post.created_at_ms);

/** What the hub announces and is not over. */
export const announced = (view: View, today: string): Announcement[] =>
  view
    .all('announcement')
    .filter(({ until }) => until !== undefined && until >= today)
    .sort((a, b) => b.created_at_ms - a.created_at_ms);

/** What these teams are asked to do and have not done, what is due first. */
export const activitiesOf = (view: View, teams: readonly string[]): { activity: Activity; team: string }[] =>
  view
    .all('activity')
    .flatMap((activity) =>
      (activity.teams ?? [])
        .filter((team) => teams.includes(team) && !activity.done_by?.includes(team))
        .map((team) => ({ activity, team })),
    )
    .sort((a, b) => (a.activity.due ?? '9').localeCompare(b.activity.due ?? '9'));

export const openStates: readonly SupportRequest['state'][] = ['open', 'matched', 'active'];

/** Requests that go on, the most urgent first, then the oldest. */
const urgency = ['this_week', 'this_month', 'whenever'] as const;
export const byUrgency = (a: SupportRequest, b: SupportRequest): number =>
  urgency.indexOf(a.urgency) - urgency.indexOf(b.urgency) || a.created_at_ms - b.created_at_ms;
