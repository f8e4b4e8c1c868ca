import type { Team } from '../../protocol';

export const tiers: readonly Team['tier'][] = [
  'executive_oversight',
  'ideas',
  'design_and_testing',
  'affinity',
];
