// Runs in the head, before the first paint. Reflex's own line above it has set the theme's class by then.
(() => {
  // The folded sidebar, as this browser left it.
  const side = localStorage.getItem("onyx-side");
  if (side) document.documentElement.dataset.side = side;

  // One token per tab, from the system's generator. A duplicated tab inherits sessionStorage and would share the
  // state of the first; a page that was left by itself has marked so, hence an unmarked token belongs to another tab.
  if (!sessionStorage.getItem("token") || !sessionStorage.getItem("onyx-left")) sessionStorage.setItem("token", crypto.randomUUID());
  sessionStorage.removeItem("onyx-left");
  addEventListener("pagehide", () => sessionStorage.setItem("onyx-left", "1"));
  addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem("onyx-left"));

  // The service worker: an offline page, and installing on a phone.
  if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js"));
})();
