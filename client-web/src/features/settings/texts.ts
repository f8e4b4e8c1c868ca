import type settings from '../../../messages/settings/en.json';
import { speaking } from '../../state/language.svelte';

/** What the settings say comes with their screen, in a catalogue of its own. */
export const { t } = speaking<keyof typeof settings>();
