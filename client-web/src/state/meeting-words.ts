import type meeting from '../../messages/meeting/en.json';
import { speaking } from './language.svelte';

/** What meetings and decisions say comes with their screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof meeting>();
