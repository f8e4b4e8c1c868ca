import { FILE_BYTES_MAX } from '../sync/upload';
import { shrink } from './shrink';

/** A file as it will be sent. */
export interface ChosenFile {
  title: string;
  bytes: ArrayBuffer;
  picture: boolean;
}

export type NotChosen = 'not_a_picture' | 'too_large';

const DOCUMENTS = ['.pdf', '.docx', '.xlsx', '.pptx'];

/** For the browser's dialog: photos of any kind that it can read. */
export const acceptAll = ['image/*', ...DOCUMENTS].join(',');
export const acceptPhotos = 'image/*';

const TITLE_MAX = 120;

/** Photos are drawn anew, smaller; documents go as they are. The server says what it takes. */
export async function choose(file: File): Promise<ChosenFile | NotChosen> {
  const picture = !DOCUMENTS.some((ending) => file.name.toLowerCase().endsWith(ending));
  const title = (file.name.replace(/\.[^.]+$/, '') || file.name).slice(0, TITLE_MAX);
  if (picture) {
    const bytes = await shrink(file).catch(() => undefined);
    return bytes ? { title, bytes, picture } : 'not_a_picture';
  }
  if (file.size > FILE_BYTES_MAX) return 'too_large';
  return { title, bytes: await file.arrayBuffer(), picture };
}
