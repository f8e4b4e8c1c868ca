import type moderation from '../../messages/moderation/en.json';
import { speaking } from './language.svelte';

/** What is said of what is flagged, held or deleted comes with its screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof moderation>();
