import { language, type PartName } from '../state/language.svelte';

const AGAIN_MS = 3_000;

/**
 * A part of a page that comes after it, with its words. Without a line, and before the program is kept on the device, it
 * cannot come: the page goes without until it can.
 */
export async function patiently<C>(load: () => Promise<{ default: C }>, words?: PartName): Promise<C> {
  for (;;) {
    try {
      const [part] = await Promise.all([load(), words && language.include(words)]);
      return part.default;
    } catch {
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}
