import { language } from '../state/language.svelte';
import { here } from '../state/session.svelte';
import type { ChosenFile } from './chosen-file';

/** They and their words come when something hangs there, or somebody may hang something there. */
export const attachmentsPart = () =>
  Promise.all([import('./Attachments.svelte'), language.include('attachment')]).then(
    ([part]) => part.default,
  );
export const notePhotoPart = () =>
  Promise.all([import('./NotePhoto.svelte'), language.include('attachment')]).then(([part]) => part.default);

/** Goes along with an observation; without a line it waits on the device. */
export const hangPhoto = (photo: ChosenFile, cycle: string, observation: string, names: boolean): void =>
  void here().files?.add({ cycle, observation, title: photo.title, names_a_person: names }, photo.bytes);
