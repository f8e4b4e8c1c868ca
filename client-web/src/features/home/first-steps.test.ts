import { describe, expect, it } from 'vitest';
import type { addressesOf } from '../../state/place.svelte';
import type { Me } from '../../sync/messages';
import type { View } from '../../sync/replica';
import { firstSteps, stepsFor } from './first-steps';

const roles = [
  ...['hub_director', 'hub_facilitator', 'improvement_advisor', 'coach', 'analyst', 'partnership_manager'],
  ...[
    'district_lead',
    'executive_sponsor',
    'school_lead',
    'team_member',
    'researcher',
    'partner',
    'observer',
  ],
];

const to = {
  drivers: '/drivers',
  cycles: '/cycles',
  aim: '/aim',
  charter: '/charter',
  people: '/people',
  log: '/log',
  diagram: (id: string) => `/drivers/${id}`,
  cycle: (id: string) => `/cycles/${id}`,
  team: (id: string) => `/teams/${id}`,
} as ReturnType<typeof addressesOf>;

const somebody = (role: string, more: Partial<Me> = {}): Me => ({
  member: 'ana',
  roles: [role],
  hub: false,
  organizations: [],
  teams: [],
  leads: [],
  ...more,
});

function look(me: Me, records: Record<string, object[]> = {}, once: string[] = []) {
  const view = { all: (kind: string) => [...(records[kind] ?? [])] } as unknown as Pick<View, 'all'>;
  const steps = firstSteps({ me, to, records: view, once: (what) => once.includes(what) });
  return {
    done: steps.filter((step) => step.done).map((step) => step.name),
    href: Object.fromEntries(steps.map((step) => [step.name, step.href])),
  };
}

describe('the first steps', () => {
  it.each(roles)('are at most five for a %s, and none is done in an empty network', (role) => {
    for (const hub of [false, true]) {
      const me = somebody(role, { hub });
      expect(stepsFor(me).length).toBeGreaterThan(0);
      expect(stepsFor(me).length).toBeLessThanOrEqual(5);
      expect(look(me).done).toEqual([]);
    }
  });

  it('of the hub are done when the network stands', () => {
    const director = somebody('hub_director', { hub: true });
    const records = {
      charter: [{ problem_of_practice: 'Too many fail' }],
      aim: [{ state: 'draft' }],
      organization: [{ id: 'hub', organization_kind: 'hub' }],
      driver_diagram: [
        { id: 'theirs', owner: 'cedar' },
        { id: 'ours', owner: 'hub' },
      ],
      driver_node: [{ diagram: 'theirs', node_kind: 'primary' }],
      membership: [{ member: 'ana' }],
    };
    expect(look(director, records).done).toEqual(['charter']);
    expect(look(director, records).href.draw).toBe('/drivers/ours');
    const later = {
      ...records,
      aim: [{ state: 'published' }],
      organization: [...records.organization, { id: 'cedar', organization_kind: 'district' }],
      driver_node: [{ diagram: 'ours', node_kind: 'primary' }],
      membership: [{ member: 'ana' }, { member: 'omar' }],
    };
    expect(look(director, later).done).toEqual(['charter', 'aim', 'draw', 'districts', 'invite']);
  });

  it('of a teacher go from looking to sharing', () => {
    const teacher = somebody('team_member', { teams: ['t1'] });
    expect(look(teacher).done).toEqual(['team']);
    expect(look(teacher).href.start).toBe('/cycles?new=1');
    const theirs = { id: 'c0', owner: 'omar', shared_with: 'network', updated_at_ms: 9 };
    const own = { id: 'c1', owner: 'ana', shared_with: 'team', updated_at_ms: 1 };
    const started = look(teacher, { pdsa_cycle: [theirs, own] }, ['title.diagram', 'log']);
    expect(started.done).toEqual(['look', 'team', 'start', 'log']);
    expect(started.href.share).toBe('/cycles/c1');
    expect(look(teacher, { pdsa_cycle: [{ ...own, shared_with: 'district' }] }).done).toContain('share');
  });

  it('of a reader are done by having been there', () => {
    const observer = somebody('observer');
    const cycles = [
      { id: 'old', updated_at_ms: 1 },
      { id: 'new', updated_at_ms: 2 },
    ];
    expect(look(observer, { pdsa_cycle: cycles }).href.read).toBe('/cycles/new');
    const been = ['title.diagram', 'title.aim', 'title.cycle', 'title.people'];
    expect(look(observer, {}, been).done).toEqual(['look', 'read_aim', 'read', 'people']);
  });
});
