import type exchange from '../../messages/exchange/en.json';
import { speaking } from './language.svelte';

/** What the exchange, the requests and the hub's page say comes with their screens, in a catalogue of its own. */
export const { t, counted } = speaking<keyof typeof exchange>();
