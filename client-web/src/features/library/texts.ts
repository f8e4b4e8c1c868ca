import type library from '../../../messages/library/en.json';
import { speaking } from '../../state/language.svelte';

/** What the library says comes with its screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof library>();
