import { flushSync, mount, unmount, type ComponentProps } from 'svelte';
import { pngOf } from '../../parts/save-file';
import DiagramSheet from './DiagramSheet.svelte';

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
export const diagramPng = (sheet: Sheet): Promise<Blob> => pngOf(diagramSvg(sheet));
