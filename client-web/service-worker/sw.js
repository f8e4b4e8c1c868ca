// Serves the program itself without a line; people's records are none of its business, and /api it never touches.
// The build fills in the two names below.
const VERSION = '__VERSION__';
const FILES = __FILES__;

const PREFIX = 'flywheel-';
const CACHE = PREFIX + VERSION;
const SHELL = '/index.html';

self.addEventListener('install', (event) => {
  event.waitUntil(fill());
});

// Files under /assets/ are named by their content; what an older version holds of them need not come again.
async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async (file) => {
      const named = file.startsWith('/assets/');
      const known = named ? await caches.match(file) : undefined;
      const answer = known ?? (await fetch(file, { cache: named ? 'default' : 'no-cache' }));
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      await cache.put(file, answer);
    }),
  );
}

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
}

self.addEventListener('message', ({ data }) => {
  if (data === 'take_over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(navigate(request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(request, url.pathname));
});

// A school's network may take the request and never answer; the shell that is here is good enough then.
const NAVIGATE_WITHIN_MS = 3000;

async function navigate(request) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), NAVIGATE_WITHIN_MS));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (answer.ok) return answer;
  } catch {
    // Below.
  }
  return (await inCache(SHELL)) ?? fetch(request);
}

const file = async (request, path) => (await inCache(path)) ?? fetch(request);

const inCache = async (path) => (await caches.open(CACHE)).match(path);
