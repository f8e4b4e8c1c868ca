import { flushSync, mount, unmount, type ComponentProps } from 'svelte';
import DiagramSheet from './DiagramSheet.svelte';

// Sharp on a projector and in print, and still within what browsers draw at once.
const SCALE = 2;
const PIXELS_MAX = 16_000;

export type Sheet = ComponentProps<typeof DiagramSheet>;

/** The diagram as an SVG document. */
export function diagramSvg(sheet: Sheet): string {
  const target = document.createElement('div');
  const mounted = mount(DiagramSheet, { target, props: sheet });
  flushSync();
  const text = new XMLSerializer().serializeToString(target.querySelector('svg')!);
  void unmount(mounted);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}

/** The diagram as a PNG picture. Throws where the browser cannot draw one so large. */
export async function diagramPng(sheet: Sheet): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(diagramSvg(sheet))}`;
  await image.decode();
  const scale = Math.min(SCALE, PIXELS_MAX / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large')))),
  );
}

/** Hands a file to the person, under a name that every file system takes. */
export function saveFile(title: string, ending: string, content: Blob): void {
  const name = title.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'diagram';
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(content);
  anchor.download = `${name}.${ending}`;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}
