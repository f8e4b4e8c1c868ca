// The service worker serves the program without a line. Where nothing may be kept, there is none.

const SCRIPT = '/sw.js';
const LOOK_EVERY_MS = 60 * 60 * 1000;

interface ScriptPolicy {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

// The security policy lets no text become a script address unless this policy of ours says so.
function scriptAddress(): string {
  const { trustedTypes } = window as { trustedTypes?: ScriptPolicy };
  if (!trustedTypes) return SCRIPT;
  const rules = {
    createScriptURL(url: string) {
      if (url !== SCRIPT) throw new TypeError('not our script');
      return url;
    },
  };
  return trustedTypes.createPolicy('flywheel', rules).createScriptURL(SCRIPT);
}

class Program {
  #ready: ServiceWorker | undefined = $state.raw();
  #started = false;

  /** Whether a newer version waits to be loaded. */
  get isNewer(): boolean {
    return this.#ready !== undefined;
  }

  async keep(): Promise<void> {
    if (this.#started || !('serviceWorker' in navigator)) return;
    this.#started = true;
    const registration = await navigator.serviceWorker.register(scriptAddress());
    const look = () => {
      // The first one of all is no newer version of anything.
      if (registration.waiting && navigator.serviceWorker.controller) this.#ready = registration.waiting;
    };
    look();
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', look),
    );
    setInterval(() => void registration.update().catch(() => {}), LOOK_EVERY_MS);
  }

  /** A shared device keeps not even the program. */
  async forget(): Promise<void> {
    this.#started = false;
    if (!('serviceWorker' in navigator)) return;
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      await registration.unregister();
    }
    for (const name of await caches.keys()) await caches.delete(name);
  }

  use(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#ready?.postMessage('take_over');
  }
}

export const program = new Program();
