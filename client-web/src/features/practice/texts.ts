import type library from '../../../messages/library/en.json';
import type practice from '../../../messages/practice/en.json';
import { speaking } from '../../state/language.svelte';

/** What adaptations and evidence say comes with the screens that show them. */
export const { t, counted } = speaking<keyof typeof practice | keyof typeof library>();
