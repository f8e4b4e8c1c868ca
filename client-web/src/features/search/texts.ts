import type library from '../../../messages/library/en.json';
import type search from '../../../messages/search/en.json';
import { speaking } from '../../state/language.svelte';

/** What the search says, with the words of what it finds. */
export const { t, counted } = speaking<keyof typeof search | keyof typeof library>();
