// Keeps the page for when there is no network. The build puts in the list of its files and their version. All files come from one
// version: a new one is fetched whole, and takes over when no page of the old one is open, so that no page misses a part.

const FILES = self.FILES;
const NAME = `hedgerow-${self.VERSION}`;

self.addEventListener("install", (event) => {
  const fetched = caches
    .open(NAME)
    .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))));
  event.waitUntil(fetched);
});

self.addEventListener("activate", (event) => {
  const cleaned = caches
    .keys()
    .then((names) => names.filter((name) => name.startsWith("hedgerow-") && name !== NAME))
    .then((old) => Promise.all(old.map((name) => caches.delete(name))));
  event.waitUntil(cleaned.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { protocol, origin } = new URL(request.url);
  // The page and its workers ask nobody else; should a part of them try, it is refused.
  if (protocol.startsWith("http") && origin !== self.location.origin) event.respondWith(Response.error());
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const page = request.mode === "navigate";
  event.respondWith(
    caches
      .open(NAME)
      .then((cache) => cache.match(page ? "./" : request, { ignoreSearch: true, ignoreVary: true }))
      .then((kept) => kept ?? fetch(request)),
  );
});
