import { describe, expect, it } from 'vitest';
import type { AnyRecord, Organization, Post, Reply } from '../protocol';
import { Replica } from '../sync/replica';
import { likest, sharedBetween } from './alike';
import { DAY_MS } from './days';
import { activitiesOf, announced, askedFromAlike, escalated, unanswered } from './exchange';

const envelope = (id: string, at = 1) => ({ id, revision: 1, created_at_ms: at, updated_at_ms: at });

const place = (id: string, fields: Partial<Organization> = {}): Organization => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind: 'school',
  sharing_needs_lead: false,
  ...fields,
});
const post = (id: string, fields: Partial<Post> = {}): Post => ({
  kind: 'post',
  ...envelope(id, fields.created_at_ms),
  created_by: 'joel',
  post_kind: 'question',
  title: id,
  closed: false,
  shared_with: 'network',
  ...fields,
});
const reply = (id: string, to: string, by: string): Reply => ({
  kind: 'reply',
  ...envelope(id),
  created_by: by,
  post: to,
  text: 'So',
});
const world = (...records: AnyRecord[]): Replica => {
  const view = new Replica();
  for (const record of records) view.put(record);
  return view;
};
const ids = (posts: { id: string }[]): string[] => posts.map(({ id }) => id);

const kestrel = place('kestrel', { level: 'middle', size: '<10', setting: 'rural', coach_on_site: 'no' });
const inlet = place('inlet', { level: 'k8', size: '<10', setting: 'Urban', coach_on_site: 'No' });
const gull = place('gull', { level: 'middle', setting: 'urban', coach_on_site: 'yes' });

describe('places that are alike', () => {
  it('share the words that both have, however they are written', () => {
    expect(sharedBetween(kestrel, inlet).map(({ dimension }) => dimension)).toEqual([
      'size',
      'coach_on_site',
    ]);
    expect(sharedBetween(kestrel, place('new'))).toEqual([]);
  });

  it('are compared by the one of mine that is most like it, and never with themselves', () => {
    const view = world(kestrel, inlet, gull);
    expect(likest(view, ['gull', 'inlet'], 'kestrel')).toHaveLength(2);
    expect(likest(view, ['gull'], 'kestrel')).toHaveLength(1);
    expect(likest(view, ['kestrel', 'inlet'], 'kestrel')).toEqual([]);
    expect(likest(view, ['inlet'], undefined)).toEqual([]);
  });
});

describe('questions', () => {
  it('wait until somebody else has answered, or they are settled', () => {
    const view = world(
      post('new', { created_at_ms: 3 }),
      post('old', { created_at_ms: 2 }),
      post('own word only', { created_at_ms: 4 }),
      post('met'),
      post('settled', { closed: true }),
      post('offered', { post_kind: 'offer' }),
      reply('r1', 'met', 'ruth'),
      reply('r2', 'own word only', 'joel'),
    );
    expect(ids(unanswered(view))).toEqual(['old', 'new', 'own word only']);
  });

  it('go to the hub after a week', () => {
    const view = world(post('p', { created_at_ms: 1000 }));
    expect(ids(escalated(view, 1000 + 7 * DAY_MS))).toEqual([]);
    expect(ids(escalated(view, 1001 + 7 * DAY_MS))).toEqual(['p']);
  });

  it('reach people in places like the asker’s, the most alike first', () => {
    const view = world(
      kestrel,
      inlet,
      gull,
      place('twin', { level: 'k8', size: '<10', setting: 'urban', coach_on_site: 'no' }),
      post('alike', { organization: 'kestrel', created_at_ms: 5 }),
      post('more alike', { organization: 'twin' }),
      post('of nowhere'),
      post('mine', { organization: 'twin', created_by: 'ruth' }),
      post('other', { organization: 'gull' }),
    );
    expect(askedFromAlike(view, ['inlet'], 'ruth').map(({ post: { id } }) => id)).toEqual([
      'more alike',
      'alike',
    ]);
    // One's own questions are no news.
    expect(askedFromAlike(view, ['kestrel'], 'joel').map(({ post: { id } }) => id)).toEqual(['mine']);
  });
});

it('announcements stand until their day, the newest first', () => {
  const news = (id: string, until: string, at: number): AnyRecord => ({
    kind: 'announcement',
    ...envelope(id, at),
    title: id,
    until,
  });
  const view = world(news('a', '2026-05-01', 1), news('b', '2026-05-02', 2), news('over', '2026-04-30', 3));
  expect(ids(announced(view, '2026-05-01'))).toEqual(['b', 'a']);
});

it('activities are listed for each of my teams that has not done them, what is due first', () => {
  const task = (id: string, due: string | undefined, teams: string[], done_by: string[] = []): AnyRecord => ({
    kind: 'activity',
    ...envelope(id),
    title: id,
    due,
    teams,
    done_by,
  });
  const view = world(
    task('some day', undefined, ['t1']),
    task('late', '2026-05-09', ['t1', 't2', 't3']),
    task('soon', '2026-05-01', ['t1', 't2'], ['t1']),
  );
  expect(activitiesOf(view, ['t1', 't2']).map(({ activity, team }) => `${activity.id} ${team}`)).toEqual([
    'soon t2',
    'late t1',
    'late t2',
    'some day t1',
  ]);
});
