/**
 * The service worker: keeps the shell of one build, whole or not at all, and never any data. The build's
 * name and files are put in front of this file by checkin/scanner/views.py. A new build waits until the
 * page says that no scan is going on.
 *
 * @typedef {object} Shell
 * @property {string} build
 * @property {string} page the build that the page names
 * @property {string[]} files the page first
 * @property {Record<string, string>} sums what each file must be, lest a release in the midst of the
 *   fetching mix two builds; the page and the manifest have none, for a proxy may add to them
 */

const worker = /** @type {ServiceWorkerGlobalScope & {shell: Shell}} */ (
  /** @type {unknown} */ (self)
);
const FILES = worker.shell.files;
const CACHE = `shell-${worker.shell.build}`;

/** @param {string} url */
function asked(url) {
  const integrity = worker.shell.sums[url];
  return new Request(url, integrity ? { cache: "no-cache", integrity } : { cache: "no-cache" });
}

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map(asked));
  const page = await (await cache.match(FILES[0]))?.text();
  if (page?.includes(`data-build="${worker.shell.page}"`)) return;
  await caches.delete(CACHE);
  throw new Error("another build is being served");
}

worker.addEventListener("install", (event) => {
  event.waitUntil(keep());
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
