// Photos as they come from a phone have some megabytes and say where they were taken. Drawn anew they have a few
// hundred kilobytes and say nothing but what they show.

// What is written on a chart paper can be read in it.
const SIDE_MAX = 1_600;
const QUALITY = 0.82;

/** Rejects when the browser cannot read it as a picture. */
export async function shrink(photo: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(photo);
  try {
    const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext('2d')!;
    // What is transparent would be black.
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    if (!drawn) throw new Error('the picture cannot be drawn');
    return await drawn.arrayBuffer();
  } finally {
    picture.close();
  }
}
