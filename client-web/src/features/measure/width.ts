/** Tells how wide an element is, now and whenever that changes. */
export const watchWidth =
  (tell: (width: number) => void) =>
  (element: HTMLElement): (() => void) => {
    const told = () => tell(element.clientWidth);
    const observer = new ResizeObserver(told);
    observer.observe(element);
    told();
    return () => observer.disconnect();
  };
