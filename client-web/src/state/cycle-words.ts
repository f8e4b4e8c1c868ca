import type cycle from '../../messages/cycle/en.json';
import { speaking } from './language.svelte';

/** What only a cycle's own screen says comes with it, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof cycle>();
