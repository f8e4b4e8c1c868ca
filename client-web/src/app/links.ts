import { navigate } from '../state/place.svelte';

/** Follows plain clicks on our own anchors without a page load; everything else is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = event.target instanceof Element ? event.target.closest('a') : null;
  if (!anchor || anchor.target || anchor.hasAttribute('download')) return;
  if (anchor.origin !== location.origin) return;
  const onlyFragment =
    anchor.hash && anchor.pathname === location.pathname && anchor.search === location.search;
  if (onlyFragment) return;
  event.preventDefault();
  if (anchor.href !== location.href) navigate(anchor.pathname + anchor.search + anchor.hash);
}
