import type { DriverDiagram, DriverNode, NodeKind, NodeState, SponsorCommitment } from '../../protocol';
import { newId } from '../../sync/ids';
import { byRank, rankBetween, type Ranked } from '../../sync/rank';
import { issue, records } from '../../state/session.svelte';
import type { Shape } from './layout';

export function create_driver_diagram(title: string, owner: string): string | undefined {
  const id = newId();
  return issue('create_driver_diagram', { id, title, owner }) ? id : undefined;
}

/** A new box at the end of its column, or after `after`; linked to what it drives. Answers its id. */
export function create_driver_node(
  diagram: DriverDiagram,
  node_kind: NodeKind,
  text: string,
  place: { target?: string; after?: DriverNode } = {},
): string | undefined {
  const column = records()
    .all('driver_node')
    .filter((node) => node.diagram === diagram.id && node.node_kind === node_kind)
    .sort(byRank);
  const after = place.after ?? column.at(-1);
  const next = after && column[column.findIndex((node) => node.id === after.id) + 1];
  const rank = rankBetween(after?.rank, next?.rank);
  const id = newId();
  if (!issue('create_driver_node', { id, diagram: diagram.id, node_kind, text, rank })) return undefined;
  if (place.target) create_driver_link(diagram.id, id, place.target);
  return id;
}

export const create_driver_link = (diagram: string, source: string, target: string): boolean =>
  issue('create_driver_link', { id: newId(), diagram, source, target });

export const archive_driver_link = (id: string): boolean => issue('archive_driver_link', { id });

export const archive_driver_node = (id: string): boolean => issue('archive_driver_node', { id });

export const restore_driver_node = (id: string): boolean => issue('restore_driver_node', { id });

export const edit_driver_node = (id: string, text: string): boolean =>
  issue('edit_driver_node', { id, set: { text } });

export const set_driver_node_state = (id: string, state: NodeState, reason: string): boolean =>
  issue('set_driver_node_state', { id, state, reason });

/** Moves a box right before or after another that stands with it. */
export function moveNodeBeside(
  shape: Shape,
  node: DriverNode,
  other: DriverNode,
  where: 'before' | 'after',
): boolean {
  const beside = shape.siblingsOf(node).filter((sibling) => sibling.id !== node.id);
  const at = beside.indexOf(other) + (where === 'after' ? 1 : 0);
  return issue('edit_driver_node', {
    id: node.id,
    set: { rank: rankBetween(beside[at - 1]?.rank, beside[at]?.rank) },
  });
}

/** Moves a box one place up or down among those it stands with; answers whether there was a place. */
export function moveNode(shape: Shape, node: DriverNode, step: -1 | 1): boolean {
  const beside = shape.siblingsOf(node);
  const at = beside.findIndex((other) => other.id === node.id);
  const to = at + step;
  if (to < 0 || to >= beside.length) return false;
  const [low, high] = step < 0 ? [beside[to - 1], beside[to]] : [beside[to], beside[to + 1]];
  return issue('edit_driver_node', { id: node.id, set: { rank: rankBetween(low?.rank, high?.rank) } });
}

const lastRank = (rows: Ranked[]): string => rankBetween([...rows].sort(byRank).at(-1)?.rank, undefined);

export const create_charter = (): boolean => issue('create_charter', { id: newId() });

export const create_root_cause = (text: string): boolean =>
  issue('create_root_cause', { id: newId(), text, rank: lastRank(records().all('root_cause')) });

export const archive_root_cause = (id: string): boolean => issue('archive_root_cause', { id });

export const create_sponsor_commitment = (organization: string, text: string): boolean =>
  issue('create_sponsor_commitment', {
    id: newId(),
    organization,
    text,
    rank: lastRank(records().all('sponsor_commitment')),
  });

export const archive_sponsor_commitment = (commitment: SponsorCommitment): boolean =>
  issue('archive_sponsor_commitment', { id: commitment.id });

export const create_aim = (): boolean => issue('create_aim', { id: newId() });

export const archive_aim = (id: string): boolean => issue('archive_aim', { id });

export const publish_aim = (id: string, supersedes: string | undefined, reason: string): boolean =>
  issue('publish_aim', { id, supersedes, reason });
