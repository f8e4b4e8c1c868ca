import type { DriverNode, NodeKind } from '../../protocol';

/** What can be done with a box, the same from the board, the outline and the drawer. */
export interface NodeActions {
  select: (node: string) => void;
  close: () => void;
  mayEdit: (kind: NodeKind) => boolean;
  rename: (node: string | undefined) => void;
  link: (node: DriverNode) => void;
  add: (kind: NodeKind, target?: string, after?: DriverNode) => Promise<void>;
  move: (node: DriverNode, step: -1 | 1) => Promise<void>;
  remove: (node: DriverNode) => Promise<void>;
}

/** What a new box below this one would be. */
export const childKind: Record<NodeKind, NodeKind | undefined> = {
  aim: 'primary',
  primary: 'secondary',
  secondary: 'change_idea',
  change_idea: undefined,
};
