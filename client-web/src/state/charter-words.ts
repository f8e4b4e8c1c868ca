import type charter from '../../messages/charter/en.json';
import { speaking } from './language.svelte';

/** What only the screens of the charter and the aims say comes with them, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof charter>();
