// Keeps one page at hand without a network: the report form of one train, as somebody without an account sees it, and
// the styles and scripts it is drawn with. Nothing else is kept, and with a network nothing is taken from here.
const scope = new URL(registration.scope).pathname;
const NAME = `report:${scope}`;
const belongs = (url) => url.origin === location.origin && (url.pathname === scope || url.pathname.startsWith("/static/"));

const keep = async (addresses, language) => {
  const cache = await caches.open(NAME);
  const headers = language ? { "Accept-Language": language } : {};
  const page = await fetch(scope, { credentials: "omit", cache: "no-store", headers });
  if (page.ok && !page.redirected) await cache.put(scope, page);
  const own = addresses.map((address) => new URL(address)).filter(belongs);
  await Promise.all(own.map((url) => cache.add(url.href).catch(() => {})));
  for (const name of await caches.keys()) {
    if (name.startsWith("report:") && name !== NAME) await caches.delete(name);
  }
};

const otherwise = (request, key) => fetch(request).catch(async () => (await (await caches.open(NAME)).match(key)) ?? Response.error());

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep, event.data.language));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !belongs(url)) return;
  if (event.request.mode === "navigate") event.respondWith(otherwise(event.request, scope));
  else if (url.pathname !== scope) event.respondWith(otherwise(event.request, url.href));
});
