import type { MessageKey } from '../../state/language.svelte';

type Does = 'neighbour' | 'edges' | 'open' | 'rename' | 'child' | 'sibling' | 'move' | 'link' | 'remove';

interface DiagramKey {
  does: Does;
  says: MessageKey;
  /** As it is shown. */
  keys: string;
  /** What it listens to, modifiers first. */
  presses: readonly string[];
}

// The one list for a box of the board: what it listens to, and what the table of help shows.
export const diagramKeys: readonly DiagramKey[] = [
  {
    does: 'neighbour',
    says: 'keys.neighbour',
    keys: '↑ ↓ ← →',
    presses: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  },
  { does: 'edges', says: 'keys.edges', keys: 'Home End', presses: ['Home', 'End'] },
  { does: 'open', says: 'keys.open', keys: 'Enter', presses: ['Enter', ' '] },
  { does: 'rename', says: 'keys.rename', keys: 'F2', presses: ['F2'] },
  { does: 'child', says: 'keys.child', keys: 'Insert', presses: ['Insert'] },
  { does: 'sibling', says: 'keys.sibling', keys: 'Shift+Enter', presses: ['Shift+Enter'] },
  {
    does: 'move',
    says: 'keys.move',
    keys: 'Alt+↑ Alt+↓',
    presses: ['Alt+ArrowUp', 'Alt+ArrowDown'],
  },
  { does: 'link', says: 'keys.link', keys: 'L', presses: ['l'] },
  { does: 'remove', says: 'keys.remove', keys: 'Delete', presses: ['Delete'] },
];

/** What this press on a box is to do, if anything. */
export function diagramKeyOf(event: KeyboardEvent, singleKeys: boolean): Does | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  const single = event.key.length === 1 && event.key !== ' ';
  if (single && !singleKeys) return undefined;
  const name = single ? event.key.toLowerCase() : event.key;
  const press = `${event.altKey ? 'Alt+' : ''}${event.shiftKey && !single ? 'Shift+' : ''}${name}`;
  return diagramKeys.find((entry) => entry.presses.includes(press))?.does;
}

export type DiagramActs = Record<Does, (event: KeyboardEvent) => void>;
