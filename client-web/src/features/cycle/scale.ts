import type { PdsaCycle } from '../../protocol';

export const scaleFields = ['scale_schools', 'scale_staff', 'scale_people', 'scale_occasions'] as const;
type ScaleField = (typeof scaleFields)[number];

// A test that grows faster than this is asked about, never refused.
const JUMP = 5;

export interface Jump {
  field: ScaleField;
  from: number;
  to: number;
}

/** The largest jump of this cycle against those it builds on, where it is more than fivefold. */
export function jumpOf(cycle: PdsaCycle, before: PdsaCycle[]): Jump | undefined {
  const jumps = scaleFields.flatMap((field): Jump[] => {
    const to = cycle[field];
    const from = Math.max(0, ...before.map((other) => other[field] ?? 0));
    return to !== undefined && from > 0 && to > JUMP * from ? [{ field, from, to }] : [];
  });
  return jumps.sort((a, b) => b.to / b.from - a.to / a.from)[0];
}
