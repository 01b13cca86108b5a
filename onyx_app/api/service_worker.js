// Keeps one page for when there is no network. Everything else goes to the network as if this were not here: what
// people see is never older than the server. The server puts a version in place of the word below, so that a changed
// page replaces the kept one.
const KEPT = "onyx-VERSION";
const FILES = ["/offline", "/icons/onyx.svg"];

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(KEPT).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
    .then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const kept = event.request.mode === "navigate" ? "/offline" : new URL(event.request.url).pathname;
  if (FILES.includes(kept)) event.respondWith(fetch(event.request).catch(() => caches.match(kept)));
});
