import type setup from '../../messages/setup/en.json';
import { speaking } from './language.svelte';

/** What the pages that set a server up say comes with them, in a catalogue of its own. */
export const { t } = speaking<keyof typeof setup>();
