/**
 * The service worker: keeps the shell of one build, whole or not at all, and never any data. The build's
 * name and files are put in front of this file by checkin/scanner/views.py. A new build waits until the
 * page says that no scan is going on.
 */

const worker = /** @type {ServiceWorkerGlobalScope & {shell: {build: string, files: string[]}}} */ (
  /** @type {unknown} */ (self)
);
const FILES = worker.shell.files;
const CACHE = `shell-${worker.shell.build}`;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((url) => new Request(url, { cache: "no-cache" })))),
  );
});

worker.addEventListener("activate", (event) => {
  const clean = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(clean());
});

worker.addEventListener("message", ({ data }) => {
  if (data === "take over") worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== worker.location.origin) return;
  const key = event.request.mode === "navigate" ? FILES[0] : url.pathname;
  if (!FILES.includes(key)) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(key))
      .then((kept) => kept ?? fetch(event.request)),
  );
});
