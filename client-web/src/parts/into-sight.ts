import { address } from '../state/place.svelte';

const PATIENCE_MS = 3_000;

/** What a link names by its id stands in sight, and stays there while the page around it grows, until the person does something. */
export function intoSight(element: HTMLElement): (() => void) | undefined {
  if (address.fragment !== element.id) return undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const move = () => element.scrollIntoView({ block: 'center' });
  const growing = new ResizeObserver(move);
  const stop = () => stopping.abort();
  const timer = window.setTimeout(stop, PATIENCE_MS);
  signal.addEventListener('abort', () => {
    growing.disconnect();
    window.clearTimeout(timer);
  });
  for (const act of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
    window.addEventListener(act, stop, { signal, passive: true });
  }
  for (const part of document.querySelectorAll('#main > *')) growing.observe(part);
  move();
  return stop;
}
