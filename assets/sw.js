// Keeps one page for when there is no network. Everything else goes to the network as if this were not here: what
// people see is never older than the server. The server puts its own version in place of the one below.
const KEPT = "onyx-VERSION";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([OFFLINE, "/icons/onyx.svg"])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("onyx-") && name !== KEPT);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  else if (new URL(event.request.url).pathname === "/icons/onyx.svg") event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
});
