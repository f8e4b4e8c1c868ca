import type notice from '../../messages/notice/en.json';
import { speaking } from './language.svelte';

/** What notices say comes with their screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof notice>();
