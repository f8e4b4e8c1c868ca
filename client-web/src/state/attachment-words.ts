import type attachment from '../../messages/attachment/en.json';
import { speaking } from './language.svelte';

/** What files that hang on records say comes with them, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof attachment>();
