// A report is never lost: it is kept while it is written, and what was sent without a network goes out when there is one.
const form = document.querySelector("form[data-report]");
const state = document.querySelector("[data-report-state]");
const scope = location.pathname;
const DRAFT = `report:${scope}`;
const WAITING = `report-waiting:${scope}`;
const OWN = ["csrfmiddlewaretoken", "typed_from"];

const read = (key) => JSON.parse(localStorage.getItem(key) ?? "null");
const entries = () => [...new FormData(form)].filter(([name]) => !OWN.includes(name));

const tell = (which, more = "") => {
  state.hidden = false;
  state.textContent = [state.dataset[which], more].filter(Boolean).join(" ");
  if (which !== "logIn") return;
  const link = document.createElement("a");
  link.href = state.dataset.logInAt;
  link.textContent = state.dataset.logInAct;
  state.append(" ", link);
};

// Fill in what the page does not know yet; what the house has kept goes first.
const fill = (kept, { over = false } = {}) => {
  for (const [name, value] of kept) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    if (field.type === "checkbox") field.checked ||= over;
    else if (over || !field.value) field.value = value;
  }
};

const fresh = async () => {
  const answer = await fetch(scope, { credentials: "same-origin", cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { form: page.querySelector("form[data-report]"), closed: page.querySelector("[data-report-closed]") };
};

const post = (kept, token) => {
  const body = new FormData();
  for (const [name, value] of kept) body.append(name, value);
  body.append("csrfmiddlewaretoken", token);
  return fetch(scope, { method: "POST", body, credentials: "same-origin" });
};

// The house asks to look again (terms, other words): the same goes once more as a plain form, which shows what is wrong.
const show = (kept, token) => {
  fill(kept, { over: true });
  form.elements.namedItem("csrfmiddlewaretoken").value = token;
  localStorage.removeItem(WAITING);
  form.submit();
};

let busy = false;
const send = async () => {
  const waiting = read(WAITING);
  if (!waiting || busy) return;
  busy = true;
  try {
    const page = await fresh();
    if (!page.form || page.closed) return tell("closed", page.closed?.textContent);
    const fan = page.form.dataset.fan;
    if (waiting.fan && fan && waiting.fan !== fan) return tell("other");
    if (!fan) return tell("logIn");
    tell("sending");
    const token = page.form.elements.namedItem("csrfmiddlewaretoken").value;
    const answer = await post(waiting.entries, token);
    if (!answer.ok || !answer.redirected) return show(waiting.entries, token);
    localStorage.removeItem(WAITING);
    localStorage.removeItem(DRAFT);
    location.assign(answer.url);
  } catch {
    tell("kept");
  } finally {
    busy = false;
  }
};

const keep = () => {
  localStorage.setItem(WAITING, JSON.stringify({ fan: form.dataset.fan, entries: entries() }));
  localStorage.removeItem(DRAFT);
  tell("kept");
};

// The house keeps the draft as well, so that another device goes on with it.
let later;
const draft = () => {
  localStorage.setItem(DRAFT, JSON.stringify(entries()));
  clearTimeout(later);
  if (form.dataset.fan) later = setTimeout(() => fetch(form.dataset.draftAt, { method: "POST", body: new FormData(form) }).catch(() => {}), 1500);
};

// Without a network the page itself must be at hand: a worker that rules this one address keeps it and what it is drawn with.
const work = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(form.dataset.worker, { scope });
  const drawn = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href || part.src);
  const own = await navigator.serviceWorker.getRegistration(scope);
  const worker = own?.installing ?? own?.waiting ?? own?.active;
  worker?.postMessage({ keep: drawn, language: document.documentElement.lang });
  for (const other of await navigator.serviceWorker.getRegistrations()) {
    if (other.scope !== own.scope && other.active?.scriptURL === own.active?.scriptURL) await other.unregister();
  }
};

if (form) {
  const waiting = read(WAITING);
  fill(waiting?.entries ?? read(DRAFT) ?? []);
  form.addEventListener("input", draft);
  form.addEventListener("submit", (event) => {
    if (!form.dataset.fan && navigator.onLine) return;
    event.preventDefault();
    clearTimeout(later);
    keep();
    send();
  });
  addEventListener("online", send);
  form.hidden = form.hidden && !waiting;
  if (waiting) send();
  work().catch(() => {});
}
