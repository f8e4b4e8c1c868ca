import type people from '../../../messages/people/en.json';
import { speaking } from '../../state/language.svelte';

/** What is said of people and teams comes with their screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof people>();
