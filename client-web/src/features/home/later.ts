import type { Component } from 'svelte';
import { language, type PartName } from '../../state/language.svelte';

// Parts of the home page that the first load does without; each comes with its words, where there is anything of it.

const withWords = async <C>(part: Promise<{ default: C }>, name: PartName): Promise<C> => {
  const [{ default: screen }] = await Promise.all([part, language.include(name)]);
  return screen;
};

export const firstSteps = () => withWords(import('./FirstSteps.svelte'), 'charter');
export const fromOthers = () => withWords(import('./FromOthers.svelte'), 'exchange');
export const meetings = () => withWords(import('./HomeMeetings.svelte'), 'meeting');
export const actions = () => withWords(import('./MyActions.svelte'), 'meeting');
export const heldNotice = () => withWords(import('../moderation/HeldNotice.svelte'), 'moderation');
export const measures = (): Promise<Component<{ onwaiting: (n: number) => void }>> =>
  withWords(import('../measure/HomeMeasures.svelte'), 'measure');
