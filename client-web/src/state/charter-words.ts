import type charter from '../../messages/charter/en.json';
import { speaking } from './language.svelte';

/** What only the charter's screen says comes with it, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof charter>();
