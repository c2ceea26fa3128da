// Live: one stream a page with the union of its topics; each [data-live="topic …"] then fetches its own fragment
// with htmx (hx-get and hx-trigger="live"). "refresh" means that something was missed: everything fetches again.
// A private topic carries its seal behind "!"; [data-here] says whose presence this page shows.
const at = document.body.dataset.liveAt;
const due = new Map();
let stream;
let address = "";
let rest;

const parts = () => [...document.querySelectorAll("[data-live]")];
const names = (part) => part.dataset.live.split(/\s+/).filter(Boolean);
const bare = (name) => name.split("!")[0];

const wake = (topic) => {
  for (const part of parts()) {
    if (topic && !names(part).some((name) => bare(name) === topic)) continue;
    part.dispatchEvent(new CustomEvent("live", { bubbles: false, detail: { topic } }));
  }
};

const soon = (topic) => {
  if (due.has(topic)) return;
  due.set(topic, setTimeout(() => {
    due.delete(topic);
    wake(topic);
  }, 200));
};

// One address a set of topics: a seal that was only renewed opens no second stream.
const wanted = () => {
  const found = new Map();
  for (const part of parts()) for (const name of names(part)) if (!found.has(bare(name))) found.set(bare(name), name);
  return found;
};

const open = (found) => {
  const asked = new URLSearchParams({ topics: [...found.values()].join(",") });
  const here = document.querySelector("[data-here]")?.dataset.here;
  if (here) asked.set("here", here);
  address = [...found.keys()].join(",");
  stream = new EventSource(`${at}?${asked}`);
  for (const topic of found.keys()) stream.addEventListener(topic, () => soon(topic));
  stream.addEventListener("refresh", () => soon(""));
};

const close = () => {
  stream?.close();
  stream = undefined;
};

const follow = () => {
  const found = wanted();
  if (stream && [...found.keys()].every((topic) => address.split(",").includes(topic))) return;
  close();
  if (found.size) open(found);
};

const pause = () => {
  rest = setTimeout(close, 60000);
};

const resume = () => {
  clearTimeout(rest);
  if (stream) return;
  follow();
  wake("");
};

if (at) {
  follow();
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : resume()));
  document.addEventListener("htmx:afterSettle", () => document.hidden || follow());
}
