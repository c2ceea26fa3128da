// A room or a conversation. The page is whole without this: the log stands at its end by itself, the form posts.
// Here: what is fetched begins after the last line, nothing shows twice, a reader who scrolled up is left in peace.
const log = document.querySelector("[data-log]");
const lines = document.getElementById("lines");
const more = document.querySelector("[data-more]");
const form = document.querySelector("[data-say]");
const box = form?.querySelector("textarea");
const refusal = form?.querySelector("[data-refusal]");
let unseen = 0;

const shown = () => [...lines.querySelectorAll("[data-line]")];
const newest = () => shown().reduce((most, line) => Math.max(most, Number(line.dataset.line)), 0);
const isAtEnd = () => Math.abs(log.scrollTop) < 80;

const toEnd = () => {
  log.scrollTop = 0;
  unseen = 0;
  more.hidden = true;
};

const tell = (count) => {
  unseen += count;
  more.textContent = more.dataset.more.replace("%n", unseen);
  more.hidden = unseen === 0;
};

const drop = () => {
  const known = new Set();
  for (const line of [...lines.children]) {
    if (known.has(line.id)) line.remove();
    known.add(line.id);
  }
};

if (log && lines) {
  let before = 0;
  let wasAtEnd = true;
  let isOwn = false;

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches("[data-after]")) event.detail.parameters.after = newest();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== lines) return;
    before = shown().length;
    wasAtEnd = isAtEnd();
    isOwn = event.detail.requestConfig.verb === "post";
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== lines) return;
    drop();
    const count = shown().length - before;
    if (count > 0) log.querySelector(".start")?.remove();
    if (wasAtEnd || isOwn) toEnd();
    else if (count > 0) tell(count);
  });
  log.addEventListener("scroll", () => isAtEnd() && toEnd(), { passive: true });
  more.addEventListener("click", () => {
    toEnd();
    box?.focus();
  });
}

if (form && box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(hover: none)").matches) return;
    event.preventDefault();
    if (box.value.trim()) form.requestSubmit();
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === form) refusal.textContent = "";
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    if (event.detail.successful) form.reset();
    else if (event.detail.xhr.status === 422) refusal.textContent = event.detail.xhr.responseText;
    box.focus();
  });
}
