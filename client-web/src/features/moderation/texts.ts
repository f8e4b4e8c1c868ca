import type moderation from '../../../messages/moderation/en.json';
import { speaking } from '../../state/language.svelte';

/** What moderation says comes with its screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof moderation>();
