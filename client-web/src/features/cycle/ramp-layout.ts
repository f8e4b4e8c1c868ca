// Where the cycles of a ramp stand in its graph: a column for each step of building on each other, a lane for
// each line of work. Pure, so that what is drawn can be tested without a screen.

export interface Linked {
  id: string;
  builds_on?: string[];
}

export interface Place {
  id: string;
  column: number;
  lane: number;
  /** The cycles of this ramp it builds on, as far as they are here. */
  from: string[];
}

export interface RampLayout {
  places: Place[];
  columns: number;
  lanes: number;
}

/**
 * The links among these cycles. One to a cycle that is not here is none, and so is one that would go round in a
 * loop: the server closes none, but two that were made apart may meet for a moment.
 */
function linksAmong(cycles: readonly Linked[]): Map<string, string[]> {
  const given = new Map(cycles.map((cycle) => [cycle.id, cycle.builds_on ?? []]));
  const links = new Map<string, string[]>();
  const under = new Set<string>();
  const visit = (id: string): void => {
    if (links.has(id)) return;
    under.add(id);
    const from: string[] = [];
    for (const earlier of new Set(given.get(id))) {
      if (!given.has(earlier) || under.has(earlier)) continue;
      visit(earlier);
      from.push(earlier);
    }
    under.delete(id);
    links.set(id, from);
  };
  for (const { id } of cycles) visit(id);
  return links;
}

/** Columns by the longest way from a beginning; within a column in the given order. */
export function layOutRamp(cycles: readonly Linked[]): RampLayout {
  const links = linksAmong(cycles);
  const columnOf = new Map<string, number>();
  const column = (id: string): number => {
    const known = columnOf.get(id);
    if (known !== undefined) return known;
    const own = Math.max(-1, ...(links.get(id) ?? []).map(column)) + 1;
    columnOf.set(id, own);
    return own;
  };
  const order = new Map(cycles.map(({ id }, i) => [id, i]));
  const inOrder = cycles
    .map(({ id }) => id)
    .sort((a, b) => column(a) - column(b) || order.get(a)! - order.get(b)!);

  const laneOf = new Map<string, number>();
  const taken = new Set<string>();
  const cell = (at: number, lane: number): string => `${at}/${lane}`;
  for (const id of inOrder) {
    const own = column(id);
    const from = links.get(id) ?? [];
    // A link that skips columns runs along the lane of the cycle it leads to, and nothing may stand in its way.
    const first = Math.min(own, ...from.map((earlier) => column(earlier) + 1));
    const isFree = (lane: number): boolean => {
      for (let at = first; at <= own; at++) if (taken.has(cell(at, lane))) return false;
      return true;
    };
    let lane = Math.min(...from.map((earlier) => laneOf.get(earlier)!));
    if (!Number.isFinite(lane) || !isFree(lane)) {
      // The nearest free lane below what it builds on, or the first of all for a beginning.
      lane = Number.isFinite(lane) ? lane : 0;
      while (!isFree(lane)) lane++;
    }
    for (let at = first; at <= own; at++) taken.add(cell(at, lane));
    laneOf.set(id, lane);
  }

  return {
    places: cycles.map(({ id }) => ({
      id,
      column: column(id),
      lane: laneOf.get(id)!,
      from: links.get(id) ?? [],
    })),
    columns: Math.max(0, ...[...columnOf.values()].map((at) => at + 1)),
    lanes: Math.max(0, ...[...laneOf.values()].map((at) => at + 1)),
  };
}
