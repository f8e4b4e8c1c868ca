import type measure from '../../messages/measure/en.json';
import { speaking } from './language.svelte';

/** What measures and charts say comes with their screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof measure>();
