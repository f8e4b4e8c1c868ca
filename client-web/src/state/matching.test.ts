import { expect, it } from 'vitest';
import type { AnyRecord, PdsaCycle, Role, SupportRequest } from '../protocol';
import { Replica } from '../sync/replica';
import { cycle } from '../sync/testing';
import { suggestionsFor, SUGGESTED_MAX } from './matching';

const envelope = (id: string) => ({ id, revision: 1, created_at_ms: 1, updated_at_ms: 1 });

const person = (id: string, role: Role, state: 'active' | 'ended' = 'active'): AnyRecord[] => [
  { kind: 'member', ...envelope(id), name: id, erased: false },
  { kind: 'membership', ...envelope(`as-${id}`), member: id, organization: 'org', role, state },
];
const request = (id: string, fields: Partial<SupportRequest> = {}): SupportRequest => ({
  kind: 'support_request',
  ...envelope(id),
  created_by: 'asker',
  request_kind: 'coaching',
  topic: id,
  urgency: 'whenever',
  state: 'open',
  ...fields,
});
const ramp = (id: string, change_idea: string): AnyRecord => ({
  kind: 'ramp',
  ...envelope(id),
  title: id,
  change_idea,
  team: 'team',
});
const ran = (id: string, owner: string, fields: Partial<PdsaCycle> = {}): PdsaCycle =>
  cycle(id, { owner, state: 'complete', ramp: 'of idea', ...fields });
const school = (id: string, level: string, setting: string): AnyRecord => ({
  kind: 'organization',
  ...envelope(id),
  name: id,
  organization_kind: 'school',
  level,
  setting,
  sharing_needs_lead: false,
});
const world = (...records: AnyRecord[]): Replica => {
  const view = new Replica();
  for (const record of records) view.put(record);
  return view;
};
const base = [ramp('of idea', 'calls'), ramp('of other', 'notes'), ...person('asker', 'school_lead')];
const asked = request('help', { change_ideas: ['calls'], organization: 'kestrel' });
const names = (view: Replica, of = asked): string[] =>
  suggestionsFor(view, of).map(({ member }) => member.name);

it('suggests whose work it is, and who has done it, with what speaks for them', () => {
  const view = world(
    ...base,
    school('kestrel', 'middle', 'rural'),
    school('jay', 'Middle', 'rural'),
    school('alder', 'elementary', 'urban'),
    ...person('dele', 'coach'),
    ...person('luis', 'school_lead'),
    ...person('ana', 'team_member'),
    ...person('nobody', 'team_member'),
    ran('c1', 'luis'),
    ran('c2', 'luis', { schools: ['alder'] }),
    ran('c2b', 'luis'),
    ran('still doing', 'luis', { state: 'doing' }),
    ran('c3', 'ana', { ramp: 'of other', schools: ['jay'] }),
  );
  expect(suggestionsFor(view, asked)).toMatchObject([
    { member: { id: 'luis' }, role: undefined, onIdea: 3, inAlike: 0, load: 0 },
    { member: { id: 'dele' }, role: 'coach', onIdea: 0, inAlike: 0, load: 0 },
    { member: { id: 'ana' }, onIdea: 0, inAlike: 1, load: 0 },
  ]);
});

it('counts what somebody carries against them; equals go by load and then by name', () => {
  const two = [...base, ...person('bea', 'coach'), ...person('abe', 'coach'), ...person('cy', 'coach')];
  expect(names(world(...two))).toEqual(['abe', 'bea', 'cy']);
  const loaded = world(
    ...two,
    request('other', { state: 'active', matched_with: 'abe' }),
    request('over', { state: 'rated', matched_with: 'bea' }),
  );
  expect(names(loaded)).toEqual(['bea', 'cy', 'abe']);
  // A cycle on the idea outweighs one request.
  const even = world(...two, ran('c', 'abe'), request('other', { state: 'matched', matched_with: 'abe' }));
  expect(names(even)).toEqual(['abe', 'bea', 'cy']);
});

it('goes by the kind of help for whose work it is', () => {
  const view = world(...base, ...person('dele', 'coach'), ...person('jonah', 'analyst'));
  expect(names(view)).toEqual(['dele']);
  expect(names(view, { ...asked, request_kind: 'data' })).toEqual(['jonah']);
  expect(names(view, { ...asked, request_kind: 'peer' })).toEqual([]);
});

it('names nobody who asked, helps already, left or only reads, and no more than five', () => {
  const view = world(
    ...base,
    ran('own', 'asker'),
    ...person('gone', 'coach', 'ended'),
    ...person('reader', 'observer'),
    ran('read', 'reader'),
    ...person('now', 'coach'),
    ...['a', 'b', 'c', 'd', 'e', 'f'].flatMap((id) => person(id, 'coach')),
  );
  const suggested = names(view, { ...asked, state: 'matched', matched_with: 'now' });
  expect(suggested).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(suggested).toHaveLength(SUGGESTED_MAX);
});
