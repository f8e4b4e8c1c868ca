/** Locks that span the tabs of one browser and end with the tab that holds them. */
export interface Locks {
  /** Waits its turn; answers how to let go. */
  hold(name: string, signal: AbortSignal): Promise<() => void>;
  /** Undefined when another tab holds it. */
  tryHold(name: string): Promise<(() => void) | undefined>;
}

export const webLocks = (manager: LockManager): Locks => ({
  hold: (name, signal) => take(manager, name, { signal }) as Promise<() => void>,
  tryHold: (name) => take(manager, name, { ifAvailable: true }),
});

// The browser holds a lock for as long as the promise of its callback is open.
function take(manager: LockManager, name: string, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((taken, failed) => {
    manager
      .request(name, options, (lock) =>
        lock ? new Promise<void>((release) => taken(release)) : taken(undefined),
      )
      .catch(failed);
  });
}
