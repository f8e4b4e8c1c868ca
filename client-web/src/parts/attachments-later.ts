import { here } from '../state/session.svelte';
import type { ChosenFile } from './chosen-file';
import { patiently } from './patiently';

/** They and their words come when something hangs there, or somebody may hang something there. */
export const attachmentsPart = () => patiently(() => import('./Attachments.svelte'), 'attachment');
export const notePhotoPart = () => patiently(() => import('./NotePhoto.svelte'), 'attachment');

/** Goes along with an observation; without a line it waits on the device. */
export const hangPhoto = (photo: ChosenFile, cycle: string, observation: string, names: boolean): void =>
  void here().files?.add({ cycle, observation, title: photo.title, names_a_person: names }, photo.bytes);
