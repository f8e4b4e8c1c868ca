import type { PdsaCycle } from '../../protocol';
import type { addressesOf } from '../../state/place.svelte';
import type { Me } from '../../sync/messages';
import type { View } from '../../sync/replica';

const forHub = ['charter', 'aim', 'draw', 'districts', 'invite'] as const;
const forAdvisor = ['charter', 'aim', 'draw', 'read', 'people'] as const;
const forTester = ['look', 'team', 'start', 'log', 'share'] as const;
const forReader = ['look', 'read_aim', 'read', 'people'] as const;

export type StepName = (typeof forHub | typeof forAdvisor | typeof forTester | typeof forReader)[number];

export interface FirstStep {
  name: StepName;
  done: boolean;
  href: string;
}

interface Known {
  me: Me;
  to: ReturnType<typeof addressesOf>;
  records: Pick<View, 'all'>;
  /** Whether this person has been on the screen of that title, or has done what no record shows. */
  once: (what: string) => boolean;
}

const newest = (a: PdsaCycle, b: PdsaCycle): number => b.updated_at_ms - a.updated_at_ms;

export function stepsFor({ roles, hub }: Me): readonly StepName[] {
  const has = (...some: string[]) => roles.some((role) => some.includes(role));
  if (hub && has('hub_director', 'hub_facilitator')) return forHub;
  if (hub && has('improvement_advisor')) return forAdvisor;
  if (has('district_lead', 'school_lead', 'team_member')) return forTester;
  return forReader;
}

/** What somebody new to the network does first, by what they are in it: five steps at most. */
export function firstSteps(known: Known): FirstStep[] {
  const { me, to, records, once } = known;
  const cycles = records.all('pdsa_cycle').sort(newest);
  const mine = cycles.filter((cycle) => cycle.owner === me.member);
  const organizations = records.all('organization');
  const hub = organizations.find((organization) => organization.organization_kind === 'hub');
  const diagrams = records.all('driver_diagram');
  const hubs = diagrams.filter((diagram) => diagram.owner === hub?.id);
  const [diagram] = [...hubs, ...diagrams];
  const toDiagram = diagram ? to.diagram(diagram.id) : to.drivers;
  const toCycle = (cycle: PdsaCycle | undefined) => (cycle ? to.cycle(cycle.id) : to.cycles);
  const [team] = me.teams;

  const step = (name: StepName): Omit<FirstStep, 'name'> => {
    switch (name) {
      case 'charter':
        return {
          href: to.charter,
          done: records.all('charter').some((charter) => charter.problem_of_practice),
        };
      case 'aim':
        return { href: to.aim, done: records.all('aim').some((aim) => aim.state === 'published') };
      case 'draw': {
        const drawn = new Set(hubs.map((of) => of.id));
        const drivers = records.all('driver_node').filter((node) => node.node_kind === 'primary');
        return { href: toDiagram, done: drivers.some((node) => drawn.has(node.diagram)) };
      }
      case 'districts':
        return { href: to.people, done: organizations.some((one) => one.organization_kind === 'district') };
      case 'invite': {
        const others = records.all('membership').filter((one) => one.member !== me.member);
        return { href: to.people, done: others.length > 0 };
      }
      case 'look':
        return { href: toDiagram, done: once('title.diagram') };
      case 'team':
        return { href: team ? to.team(team) : to.people, done: team !== undefined };
      case 'start':
        return { href: team ? `${to.cycles}?new=1` : to.cycles, done: mine.length > 0 };
      case 'log':
        return { href: to.log, done: once('log') };
      case 'share': {
        const shared = mine.some((cycle) => !['author', 'team'].includes(cycle.shared_with));
        return { href: toCycle(mine[0]), done: shared };
      }
      case 'read_aim':
        return { href: to.aim, done: once('title.aim') };
      case 'read':
        return { href: toCycle(cycles[0]), done: once('title.cycle') };
      case 'people':
        return { href: to.people, done: once('title.people') };
    }
  };
  return stepsFor(me).map((name) => ({ name, ...step(name) }));
}
