// Live: one stream of named events; each [data-live="topic"] then fetches its own fragment with htmx
// (hx-get and hx-trigger="live"). "refresh" means that something was missed: everything fetches again.
const at = document.body.dataset.liveAt;
const topics = () => new Set([...document.querySelectorAll("[data-live]")].map((part) => part.dataset.live));
const due = new Map();
let stream;
let rest;

const wake = (topic) => {
  for (const part of document.querySelectorAll("[data-live]")) {
    if (!topic || part.dataset.live === topic) part.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  }
};

const soon = (topic) => {
  if (due.has(topic)) return;
  due.set(topic, setTimeout(() => {
    due.delete(topic);
    wake(topic);
  }, 200));
};

const open = () => {
  stream = new EventSource(at);
  for (const topic of topics()) stream.addEventListener(topic, () => soon(topic));
  stream.addEventListener("refresh", () => soon(""));
};

const pause = () => {
  rest = setTimeout(() => {
    stream?.close();
    stream = undefined;
  }, 60000);
};

const resume = () => {
  clearTimeout(rest);
  if (!stream) {
    open();
    wake("");
  }
};

if (at && topics().size) {
  open();
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : resume()));
}
