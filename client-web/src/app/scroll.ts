// How far down a page is. On the phone the content scrolls between the bars, on the desk the window does.

const PATIENCE_MS = 3_000;

export const topOf = (main: HTMLElement): number => Math.max(window.scrollY, main.scrollTop);

/**
 * Scrolls so far down; while the page is not yet that long, again as it grows, until the person does
 * something. Answers how to stop.
 */
export function scrollDown(main: HTMLElement, top: number): () => void {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const move = () => {
    window.scrollTo(0, top);
    main.scrollTo(0, top);
    if (topOf(main) >= top - 1) stop();
  };
  const growing = new ResizeObserver(move);
  const timer = window.setTimeout(stop, PATIENCE_MS);
  const { signal } = stopping;
  signal.addEventListener('abort', () => {
    growing.disconnect();
    window.clearTimeout(timer);
  });
  for (const act of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
    window.addEventListener(act, stop, { signal, passive: true });
  }
  move();
  if (!signal.aborted) for (const part of main.children) growing.observe(part);
  return stop;
}
