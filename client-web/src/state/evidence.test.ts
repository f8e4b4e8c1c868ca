// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, Organization, PdsaCycle } from '../protocol';
import { Replica } from '../sync/replica';
import { cycle, question } from '../sync/testing';
import { conditionsOf, contextOf, likeOurs, practiceEvidence, type Condition } from './evidence';

const at = (ms: number) => ({ created_at_ms: ms, updated_at_ms: ms, revision: 1 });
const school = (id: string, context: Partial<Organization> = {}): Organization =>
  ({ kind: 'organization', id, name: id, organization_kind: 'school', ...at(1), ...context }) as Organization;
const record = (kind: string, id: string, fields: object): AnyRecord =>
  ({ kind, id, ...at(1), ...fields }) as unknown as AnyRecord;
const done = (id: string, schools: string[], fields: Partial<PdsaCycle> = {}): PdsaCycle =>
  cycle(id, { state: 'complete', decision: 'adopt', protocol_version: 'v', schools, ...fields });

const version = record('protocol_version', 'v', { protocol: 'p', number: 1, state: 'testing', belief: 4 });
const other = record('protocol_version', 'w', { protocol: 'p', number: 2, state: 'draft', belief: 9 });

function viewOf(...records: AnyRecord[]): Replica {
  const view = new Replica();
  for (const each of [version, other, ...records]) view.put(each);
  return view;
}

const of = { protocol: 'p' };
const words = (conditions: Condition[]): string[] =>
  conditions.map(({ values, improved, sites }) =>
    [values.map(({ field, value }) => `${field}=${value}`).join('+'), `${improved}/${sites.length}`].join(
      ' ',
    ),
  );

describe('the evidence of a practice', () => {
  it('counts completed cycles of every version at each site, and says what came of it from the newest', () => {
    const view = viewOf(
      school('elm'),
      school('oak'),
      done('c1', ['elm', 'oak'], { decision: 'adopt', completed_at_ms: 1 }),
      done('c2', ['elm'], { decision: 'abandon', completed_at_ms: 2, protocol_version: 'w' }),
      done('c3', ['elm'], { state: 'doing', decision: undefined }),
      done('c4', ['elm'], { protocol_version: 'of another' }),
    );
    const { sites, improved, belief, card } = practiceEvidence(view, of);
    expect(
      sites.map(({ site, cycles, result, derived }) => [site.id, cycles.map((c) => c.id), result, derived]),
    ).toEqual([
      ['elm', ['c2', 'c1'], 'no_change', true],
      ['oak', ['c1'], 'improved', true],
    ]);
    expect(sites[0]!.decided).toEqual([
      { decision: 'adopt', n: 1 },
      { decision: 'abandon', n: 1 },
    ]);
    expect(improved).toBe(1);
    expect(card).toBeUndefined();
    // The published version speaks for it, not the draft.
    expect(belief).toBe(4);
  });

  it('takes a partly adopted change as partly, and an expanded one as improved', () => {
    const view = viewOf(
      school('elm'),
      school('oak'),
      done('c1', ['elm'], { decision: 'adapt' }),
      done('c2', ['oak'], { decision: 'expand' }),
    );
    expect(practiceEvidence(view, of).sites.map(({ result }) => result)).toEqual(['partly', 'improved']);
  });

  it('lets the row of the card say what came of it, with the cycles it cites', () => {
    const view = viewOf(
      school('elm'),
      school('oak'),
      done('c1', ['elm']),
      done('elsewhere', [], { protocol_version: undefined }),
      done('begun', [], { protocol_version: undefined, state: 'doing' }),
      record('evidence_card', 'card', { protocol: 'p', belief: 7 }),
      record('evidence_row', 'r1', { card: 'card', organization: 'elm', result: 'worse' }),
      record('evidence_row', 'r2', {
        card: 'card',
        organization: 'oak',
        result: 'partly',
        cycles: ['elsewhere', 'begun', 'hidden'],
      }),
      record('evidence_row', 'r3', { card: 'another', organization: 'oak', result: 'improved' }),
    );
    const { sites, belief } = practiceEvidence(view, of);
    expect(
      sites.map(({ site, cycles, result, derived }) => [site.id, cycles.map((c) => c.id), result, derived]),
    ).toEqual([
      ['elm', ['c1'], 'worse', false],
      ['oak', ['elsewhere'], 'partly', false],
    ]);
    expect(belief).toBe(7);
  });

  it('counts verdicts as far as the questions are here', () => {
    const view = viewOf(
      school('elm'),
      done('c1', ['elm']),
      question('q1', 'c1', { verdict: 'confirmed' }),
      question('q2', 'c1', { verdict: 'confirmed' }),
      question('q3', 'c1'),
      question('q4', 'other', { verdict: 'partly' }),
    );
    expect(practiceEvidence(view, of).sites[0]!.verdicts).toEqual([{ verdict: 'confirmed', n: 2 }]);
  });

  it('names the sites that use it without a completed cycle that is here', () => {
    const adoption = (id: string, organization: string, state: string) =>
      record('adoption', id, { version: 'v', organization, state });
    const view = viewOf(
      school('elm'),
      school('oak'),
      school('pine'),
      school('ash'),
      done('c1', ['elm']),
      adoption('a1', 'elm', 'adopted'),
      adoption('a2', 'oak', 'testing'),
      adoption('a3', 'pine', 'stopped'),
      adoption('a4', 'ash', 'adapted'),
      adoption('a5', 'ash', 'adopted'),
    );
    expect(practiceEvidence(view, of).untold.map(({ id }) => id)).toEqual(['oak', 'ash']);
  });

  it('is about the cycles of the ramps of a change idea too, and about the district where no school is named', () => {
    const view = viewOf(
      record('ramp', 'r', { change_idea: 'idea' }),
      record('ramp', 's', { change_idea: 'other' }),
      record('team', 'team-1', { district: 'lake' }),
      school('lake', { organization_kind: 'district' }),
      school('elm'),
      done('c1', [], { ramp: 'r', protocol_version: undefined }),
      done('c2', ['elm'], { ramp: 's' }),
      record('evidence_card', 'card', { change_idea: 'idea' }),
    );
    const evidence = practiceEvidence(view, { change_idea: 'idea' });
    expect(evidence.sites.map(({ site }) => site.id)).toEqual(['lake']);
    expect(evidence.card?.id).toBe('card');
    expect(evidence.belief).toBeUndefined();
  });
});

describe('the conditions under which it works', () => {
  const site = (id: string, result: string, context: Partial<Organization>) => ({
    site: school(id, context),
    context: contextOf(school(id, context)),
    cycles: [],
    decided: [],
    verdicts: [],
    result: result as 'improved',
    derived: false,
    row: undefined,
  });

  it('helps where three or more sites all improved, and breaks where two or more never did', () => {
    const { helps, breaks } = conditionsOf([
      site('a', 'improved', { level: 'middle' }),
      site('b', 'improved', { level: 'middle' }),
      site('c', 'improved', { level: 'middle' }),
      site('d', 'improved', { level: 'k8' }),
      site('e', 'partly', { level: 'high' }),
      site('f', 'no_change', { level: 'high' }),
      site('g', 'worse', { level: 'rural' }),
    ]);
    expect(words(helps)).toEqual(['level=middle 3/3']);
    expect(words(breaks)).toEqual(['level=high 0/2']);
  });

  it('names a pair only where neither part says it alone', () => {
    const { breaks } = conditionsOf([
      site('a', 'improved', { level: 'high', coach_on_site: 'yes' }),
      site('b', 'improved', { level: 'middle', coach_on_site: 'no' }),
      site('c', 'partly', { level: 'high', coach_on_site: 'no' }),
      site('d', 'no_change', { level: 'high', coach_on_site: 'no' }),
    ]);
    expect(words(breaks)).toEqual(['level=high+coach_on_site=no 0/2']);
    const single = conditionsOf([
      site('a', 'improved', { level: 'middle', coach_on_site: 'no' }),
      site('c', 'partly', { level: 'high', coach_on_site: 'no' }),
      site('d', 'no_change', { level: 'high', coach_on_site: 'no' }),
    ]);
    expect(words(single.breaks)).toEqual(['level=high 0/2']);
  });

  it('says together what always goes together', () => {
    const { breaks } = conditionsOf([
      site('a', 'improved', { level: 'middle', leader_tenure: 'long' }),
      site('c', 'partly', { level: 'high', leader_tenure: 'new', size: 'large' }),
      site('d', 'no_change', { level: 'high', leader_tenure: 'new', size: 'large' }),
    ]);
    expect(words(breaks)).toEqual(['level=high+leader_tenure=new+size=large 0/2']);
  });

  it('tells nothing where all are alike, and leaves out what is not known yet', () => {
    const all = ['a', 'b', 'c'].map((id) => site(id, 'improved', { level: 'middle' }));
    expect(conditionsOf(all)).toEqual({ helps: [], breaks: [] });
    const none = ['a', 'b'].map((id) => site(id, 'no_change', { level: 'high' }));
    expect(conditionsOf(none).breaks).toEqual([]);
    const open = [...all, ...['d', 'e'].map((id) => site(id, 'not_yet', { level: 'high' }))];
    expect(conditionsOf(open)).toEqual({ helps: [], breaks: [] });
  });

  it('puts our sites first, then those most like one of them, and says what they share', () => {
    const sites = [
      site('a', 'improved', { level: 'middle', setting: 'rural' }),
      site('b', 'partly', { level: 'high', setting: 'urban', coach_on_site: 'no' }),
      site('c', 'improved', { level: 'high' }),
      site('y', 'improved', { level: 'k8' }),
    ];
    const ours = [school('x', { level: 'high', setting: 'urban' }), school('y', { level: 'k8' })];
    const like = likeOurs(sites, ours).map(({ evidence, own, same }) => [
      evidence.site.id,
      own,
      same.map(({ value }) => value),
    ]);
    expect(like).toEqual([
      ['y', true, []],
      ['b', false, ['high', 'urban']],
      ['c', false, ['high']],
      ['a', false, []],
    ]);
    expect(likeOurs(sites, []).map(({ evidence }) => evidence.site.id)).toEqual(['a', 'b', 'c', 'y']);
  });
});

it('finds in the sample network where the feedback protocol breaks, with the cycles behind it', () => {
  const view = new Replica();
  const file = readFileSync('../deploy/sample-network.jsonl', 'utf8');
  for (const line of file.trim().split('\n')) {
    const each = JSON.parse(line) as AnyRecord;
    if ('kind' in each) view.put(each);
  }
  const protocol = view.all('change_protocol').find(({ title }) => title.startsWith('Feedback'))!;
  const evidence = practiceEvidence(view, { protocol: protocol.id });
  expect([evidence.sites.length, evidence.improved, evidence.belief]).toEqual([11, 9, 7]);
  expect(words(evidence.breaks)).toEqual(['level=high+leader_tenure=new (<2y)+size=15+ 0/2']);
  expect(evidence.breaks[0]!.sites.map(({ site }) => site.name).sort()).toEqual([
    'Cottonwood High',
    'Hawser High',
  ]);
  const behind = evidence.breaks[0]!.sites.flatMap(({ cycles }) => cycles);
  expect(behind.length).toBeGreaterThan(2);
  expect(behind.every(({ state }) => state === 'complete')).toBe(true);
  expect(words(evidence.helps)).toContain('coach_on_site=yes 5/5');
});
