import type readers from '../../messages/readers/en.json';
import { speaking } from './language.svelte';

/** What the list of those who opened a record says comes with it, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof readers>();
