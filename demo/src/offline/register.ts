// Registers the service worker of a built page. Out: whether the page is ready to be opened without a network.

import { signal } from "@preact/signals";

export const ready = signal(false);

export function register(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker
    .register("./service-worker.js")
    .then(() => navigator.serviceWorker.ready)
    .then(() => {
      ready.value = true;
    })
    // A page opened from an insecure address has none; all else works.
    .catch(() => {});
}
