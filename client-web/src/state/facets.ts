import type { DriverNode } from '../protocol';
import type { View } from '../sync/replica';

// What fits into the time somebody has; what takes longer than the last is a choice of its own.
export const minutesBands = [10, 20, 45] as const;
export const LONGER = 'longer';

/** The bands that so many minutes fit into. */
export function minutesFit(minutes: number | undefined): string[] {
  if (minutes === undefined) return [];
  const bands = minutesBands.filter((band) => minutes <= band).map(String);
  return bands.length > 0 ? bands : [LONGER];
}

/**
 * Answers, for some boxes of diagrams, these and all that they drive, save the aim: what serves an idea serves its drivers too.
 * The links are read once for all that is asked.
 */
export function drivenBy(view: View): (boxes: readonly string[]) => DriverNode[] {
  const targets = new Map<string, string[]>();
  for (const { source, target } of view.all('driver_link')) {
    const known = targets.get(source);
    if (known) known.push(target);
    else targets.set(source, [target]);
  }
  return (boxes) => {
    const reached = new Set(boxes);
    for (const id of reached) for (const target of targets.get(id) ?? []) reached.add(target);
    return [...reached]
      .map((id) => view.get('driver_node', id))
      .filter((node) => node !== undefined)
      .filter((node) => node.node_kind !== 'aim');
  };
}
