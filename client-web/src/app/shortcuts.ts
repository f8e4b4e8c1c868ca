import type { MessageKey } from '../state/language.svelte';
import { address, navigate, setQuery } from '../state/place.svelte';
import { mayStartCycle } from '../state/rights';
import { takeBack } from '../state/undoing';
import type { OpenNetwork } from '../state/session.svelte';

export interface Surroundings {
  network: OpenNetwork | undefined;
  openPalette(): void;
  openHelp(): void;
}

export interface Shortcut {
  /** As it is shown and matched: keys pressed one after the other stand apart. */
  keys: string;
  says: MessageKey;
  /** Also while typing; elsewhere a field keeps the key for itself. */
  whileTyping?: boolean;
  /** A plain letter or sign: off while typing, and altogether where a person has switched those off (WCAG 2.1.4). */
  single: boolean;
  /** False where it does nothing here; the key is then the browser's. */
  run(around: Surroundings): boolean;
}

function goTo(where: (network: OpenNetwork) => string): Shortcut['run'] {
  return ({ network }) => {
    if (network) navigate(where(network));
    return network !== undefined;
  };
}

function taking(which: 'undo' | 'redo'): Shortcut['run'] {
  return ({ network }) => {
    if (network) takeBack(which);
    return network !== undefined;
  };
}

// The one list: what is listened to, and what the table of help shows.
export const shortcuts: Shortcut[] = [
  {
    keys: 'Ctrl+K',
    says: 'keys.palette',
    single: false,
    whileTyping: true,
    run: (around) => (around.openPalette(), true),
  },
  { keys: 'Ctrl+Z', says: 'keys.undo', single: false, run: taking('undo') },
  { keys: 'Ctrl+Shift+Z', says: 'keys.redo', single: false, run: taking('redo') },
  { keys: '?', says: 'keys.help', single: true, run: (around) => (around.openHelp(), true) },
  {
    keys: '/',
    says: 'keys.find',
    single: true,
    run: ({ network, openPalette }) => {
      if (!network) openPalette();
      else if (address.path !== network.to.search) navigate(network.to.search);
      else document.querySelector<HTMLElement>('main [type=search]')?.focus();
      return true;
    },
  },
  { keys: 'g h', says: 'keys.home', single: true, run: goTo((network) => network.to.home) },
  { keys: 'g d', says: 'keys.drivers', single: true, run: goTo((network) => network.to.drivers) },
  { keys: 'g c', says: 'keys.cycles', single: true, run: goTo((network) => network.to.cycles) },
  { keys: 'g l', says: 'keys.library', single: true, run: goTo((network) => network.to.protocols) },
  { keys: 'g e', says: 'keys.exchange', single: true, run: goTo((network) => network.to.exchange) },
  { keys: 'g a', says: 'keys.aim', single: true, run: goTo((network) => network.to.aim) },
  { keys: 'g p', says: 'keys.people', single: true, run: goTo((network) => network.to.people) },
  {
    keys: 'c',
    says: 'keys.new_cycle',
    single: true,
    run: ({ network }) => {
      if (!network || !mayStartCycle()) return false;
      if (address.path !== network.to.cycles) navigate(network.to.cycles);
      setQuery({ new: '1' });
      return true;
    },
  },
];

// How long after its first key the second one still belongs to it.
const SEQUENCE_MS = 1_200;

/** Turns key presses into shortcuts: remembers the first key of those that take two. */
export class KeyReader {
  private first: { key: string; at: number } | undefined;

  /** The shortcut that this press completes, if any. */
  read(
    press: { key: string; ctrl: boolean; alt: boolean; shift: boolean },
    now: number,
  ): Shortcut | undefined {
    if (press.alt) return undefined;
    const first = this.first && now - this.first.at < SEQUENCE_MS ? this.first.key : undefined;
    this.first = undefined;
    const key = press.ctrl ? `Ctrl+${press.shift ? 'Shift+' : ''}${press.key.toUpperCase()}` : press.key;
    const found = shortcuts.find((s) => s.keys === (first ? `${first} ${key}` : key));
    if (!found && !press.ctrl && shortcuts.some((s) => s.keys.startsWith(`${key} `)))
      this.first = { key, at: now };
    return found;
  }
}
