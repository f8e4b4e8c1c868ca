import type settings from '../../messages/settings/en.json';
import { speaking } from './language.svelte';

/** What is said outside of networks - signing in, choosing one, settings - comes with its screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof settings>();
