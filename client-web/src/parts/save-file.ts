/** Hands a file to the person, under a name that every file system takes. */
export function saveFile(title: string, ending: string, content: Blob): void {
  const name = title.replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'flywheel';
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(content);
  anchor.download = `${name}.${ending}`;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
}

// Sharp on a projector and in print, and still within what browsers draw at once.
const SCALE = 2;
const PIXELS_MAX = 16_000;

/** An SVG document as a PNG picture. Throws where the browser cannot draw one so large. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
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
