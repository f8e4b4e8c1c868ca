import type { Organization } from '../protocol';
import type { View } from '../sync/replica';

/** What is known of a place that tells others whether theirs is like it. */
export const dimensions = ['level', 'size', 'setting', 'leader_tenure', 'coach_on_site'] as const;
export type Dimension = (typeof dimensions)[number];

export interface Shared {
  dimension: Dimension;
  value: string;
}

/** One word in common, such as “urban”, is chance; two begin to say something. */
export const ALIKE_FROM = 2;

const sameWord = (a: string, b: string): boolean =>
  a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

/** What two places have in common, of what is known of both. */
export const sharedBetween = (a: Organization, b: Organization): Shared[] =>
  dimensions.flatMap((dimension) => {
    const [one, other] = [a[dimension], b[dimension]];
    return one && other && sameWord(one, other) ? [{ dimension, value: one }] : [];
  });

/** What that place has in common with the one of these places that is most like it; nothing with itself. */
export function likest(view: View, mine: readonly string[], organization: string | undefined): Shared[] {
  const place = view.get('organization', organization);
  if (!place || mine.includes(place.id)) return [];
  const shared = mine
    .map((id) => view.get('organization', id))
    .filter((one) => one !== undefined)
    .map((one) => sharedBetween(one, place));
  return shared.reduce((best, next) => (next.length > best.length ? next : best), []);
}
