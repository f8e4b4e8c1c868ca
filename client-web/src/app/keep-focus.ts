// When the element with the focus leaves the page or moves on it (a removed row, a button that has done its work),
// the browser drops the focus to the body and a keyboard user starts over. This puts it to what is nearest.

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex="0"]';

const isShown = (element: HTMLElement): boolean => element.checkVisibility();

/** Starts keeping the focus; answers how to stop. */
export function keepFocus(): () => void {
  let last: Element | undefined;
  let ancestors: Element[] = [];

  function remember(event: FocusEvent) {
    last = event.target as Element;
    ancestors = [];
    for (let at = last.parentElement; at; at = at.parentElement) ancestors.push(at);
  }

  function restore(records: MutationRecord[]) {
    if (last === undefined || document.activeElement !== document.body) return;
    if (last.isConnected) {
      // Put elsewhere in its list it is still there, and the focus is dropped all the same.
      const moved = records.some(({ addedNodes }) => [...addedNodes].some((node) => node.contains(last!)));
      if (moved && last instanceof HTMLElement) last.focus();
      return;
    }
    last = undefined;
    const living = ancestors.filter((element) => element.isConnected && element !== document.body);
    for (const ancestor of living) {
      const near = [...ancestor.querySelectorAll<HTMLElement>(focusable)].find(isShown);
      if (near) return near.focus();
    }
    document.getElementById('main')?.focus();
  }

  const observer = new MutationObserver(restore);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', remember);
  return () => {
    observer.disconnect();
    document.removeEventListener('focusin', remember);
  };
}
