import type share from '../../messages/share/en.json';
import { speaking } from './language.svelte';

/** What is said where something is shared comes with that, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof share>();
