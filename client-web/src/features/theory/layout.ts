import type { DriverLink, DriverNode, NodeKind } from '../../protocol';
import { byRank } from '../../sync/rank';

// Lengths are in em of the board's own text size: zooming, and a reader's larger text, scale everything.
// Four columns fit a laptop's width beside the navigation.
const COLUMN_WIDTH = 13.5;
const COLUMN_GAP = 2.75;
const ROW_GAP = 0.75;
const GROUP_GAP = 0.75;
const INDENT = 1;
const LINE = 1.25;
const FRAME = 1.2;
const META = 1.1;
const CHARACTERS_A_LINE = 21;
const LINES_MAX = 6;
const HEAD = 3;

export const columns: readonly NodeKind[] = ['aim', 'primary', 'secondary', 'change_idea'];

export interface Box {
  node: DriverNode;
  /** What it drives, in order. */
  drives: readonly DriverNode[];
  column: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Edge {
  link: DriverLink;
  path: string;
}

export interface Layout {
  boxes: Box[];
  edges: Edge[];
  width: number;
  height: number;
}

export const columnX = (column: number): number => column * (COLUMN_WIDTH + COLUMN_GAP);
export const columnWidth = COLUMN_WIDTH;

/** The diagram's shape without places: who stands under whom, in which order. */
export class Shape {
  readonly byId: Map<string, DriverNode>;
  private readonly homes = new Map<string, string>();
  private readonly children = new Map<string, DriverNode[]>();
  // Both ends in order of rank, found once: every box asks for its own.
  private readonly driven = new Map<string, DriverNode[]>();
  private readonly driving = new Map<string, DriverNode[]>();
  readonly roots: DriverNode[];

  constructor(
    readonly nodes: DriverNode[],
    readonly links: DriverLink[],
  ) {
    const sorted = [...nodes].sort(byRank);
    this.byId = new Map(sorted.map((node) => [node.id, node]));
    for (const link of links) {
      const [source, target] = [this.byId.get(link.source), this.byId.get(link.target)];
      if (target) listIn(this.driven, link.source).push(target);
      if (source) listIn(this.driving, link.target).push(source);
    }
    for (const ends of [...this.driven.values(), ...this.driving.values()]) ends.sort(byRank);
    for (const node of sorted) {
      // Of several drivers a box stands under the first in its column; the others get a line only.
      const home = this.drivenBy(node.id)[0];
      if (!home) continue;
      this.homes.set(node.id, home.id);
      listIn(this.children, home.id).push(node);
    }
    this.roots = sorted.filter((node) => !this.homes.has(node.id));
    this.openLoops(sorted);
    this.roots.sort((a, b) => columns.indexOf(a.node_kind) - columns.indexOf(b.node_kind));
  }

  // No rule lets a loop in, but a box that stood in one would otherwise be on no screen.
  private openLoops(sorted: DriverNode[]): void {
    const reached = new Set<string>();
    const reach = (node: DriverNode): void => {
      if (reached.has(node.id)) return;
      reached.add(node.id);
      this.childrenOf(node.id).forEach(reach);
    };
    this.roots.forEach(reach);
    for (const node of sorted) {
      if (reached.has(node.id)) continue;
      const home = this.homes.get(node.id)!;
      this.children.set(
        home,
        this.childrenOf(home).filter((other) => other !== node),
      );
      this.homes.delete(node.id);
      this.roots.push(node);
      reach(node);
    }
  }

  homeOf(id: string): string | undefined {
    return this.homes.get(id);
  }

  childrenOf(id: string): DriverNode[] {
    return this.children.get(id) ?? [];
  }

  /** Those that stand beside it, in order, itself included. */
  siblingsOf(node: DriverNode): DriverNode[] {
    const home = this.homes.get(node.id);
    const beside = home === undefined ? this.roots : this.childrenOf(home);
    return beside.filter((other) => other.node_kind === node.node_kind);
  }

  drivenBy(id: string): readonly DriverNode[] {
    return this.driven.get(id) ?? [];
  }

  drivesOf(id: string): readonly DriverNode[] {
    return this.driving.get(id) ?? [];
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
}

function heightOf(node: DriverNode): number {
  // Longer words break earlier than letters count; one word never takes less than it has.
  const lines = Math.min(LINES_MAX, Math.max(1, Math.ceil(node.text.length / CHARACTERS_A_LINE)));
  return lines * LINE + FRAME + META;
}

// What is as it was stays the very same value: a screen then has nothing to do for it.
function sameBox(a: Box, b: Box): boolean {
  return (
    a.node === b.node &&
    a.x === b.x &&
    a.y === b.y &&
    a.width === b.width &&
    a.height === b.height &&
    a.drives.length === b.drives.length &&
    a.drives.every((node, i) => node === b.drives[i])
  );
}

const sameEdge = (a: Edge, b: Edge): boolean => a.link === b.link && a.path === b.path;

function keep<T>(now: T[], former: T[], idOf: (item: T) => string, same: (a: T, b: T) => boolean): T[] {
  const known = new Map(former.map((item) => [idOf(item), item]));
  return now.map((item) => {
    const was = known.get(idOf(item));
    return was !== undefined && same(was, item) ? was : item;
  });
}

/**
 * Layered by kind: a box stands level with the first of those under it, so that a reader who begins at the
 * top left sees aim, driver and idea in one row, and a change moves only what lies below it. What `former` holds
 * unchanged is taken over.
 */
export function layOut(shape: Shape, former?: Layout): Layout {
  const boxes = new Map<string, Box>();
  const bottoms = columns.map(() => HEAD);

  function place(node: DriverNode, depth: number): Box {
    const column = columns.indexOf(node.node_kind);
    const kids = shape.childrenOf(node.id).filter((kid) => !boxes.has(kid.id));
    const indent = depth * INDENT;
    const height = heightOf(node);
    const box: Box = {
      node,
      drives: shape.drivenBy(node.id),
      column,
      x: columnX(column) + indent,
      y: bottoms[column]!,
      width: COLUMN_WIDTH - indent,
      height,
    };
    boxes.set(node.id, box);
    // A driver of the same column stands right below, indented; the others beside.
    const beside = kids.filter((kid) => kid.node_kind !== node.node_kind);
    for (const kid of beside) {
      const at = columns.indexOf(kid.node_kind);
      bottoms[at] = Math.max(bottoms[at]!, bottoms[column]!);
    }
    const first = beside.map((kid) => place(kid, 0))[0];
    if (first) box.y = Math.max(box.y, first.y);
    bottoms[column] = box.y + height + ROW_GAP;
    for (const kid of kids.filter((kid) => kid.node_kind === node.node_kind)) place(kid, depth + 1);
    for (const kid of beside) {
      const at = columns.indexOf(kid.node_kind);
      bottoms[at] = Math.max(bottoms[at]!, bottoms[column]! - ROW_GAP) + GROUP_GAP / 2;
    }
    return box;
  }

  for (const root of shape.roots) if (!boxes.has(root.id)) place(root, 0);

  const all = [...boxes.values()];
  const used = Math.max(1, ...all.map((box) => box.column));
  const edges = shape.links.flatMap((link) => edge(link, boxes.get(link.source), boxes.get(link.target)));
  return {
    boxes: keep(all, former?.boxes ?? [], (box) => box.node.id, sameBox),
    edges: keep(edges, former?.edges ?? [], (edge) => edge.link.id, sameEdge),
    width: columnX(used) + COLUMN_WIDTH,
    height: Math.max(...bottoms) + 1,
  };
}

function edge(link: DriverLink, source: Box | undefined, target: Box | undefined): Edge[] {
  if (!source || !target) return [];
  const y1 = source.y + source.height / 2;
  const y2 = target.y + target.height / 2;
  if (source.column === target.column) {
    const x = Math.min(source.x, target.x);
    return [{ link, path: `M${source.x} ${y1}C${x - 2} ${y1} ${x - 2} ${y2} ${target.x} ${y2}` }];
  }
  const x1 = source.x;
  const x2 = target.x + target.width;
  const c = (x1 - x2) / 2;
  return [{ link, path: `M${x1} ${y1}C${x1 - c} ${y1} ${x2 + c} ${y2} ${x2} ${y2}` }];
}
