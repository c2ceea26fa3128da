{
// A pressed button shows at once that it was heard, and a form is not sent twice.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.matches("[hx-post], [data-hx-post], [data-vote]")) {
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  }
});

addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("button[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});
}
{
// Calling somebody by @ in a [data-calls] form: a list of handles under the box. Arrows choose, Enter or Tab takes,
// Escape closes; an input method's own keys are left to it. Without this the handle is typed, and means the same.
const CALL = /(?:^|[^\p{L}\p{N}_@/.:=&;-])@((?:[a-z0-9][a-z0-9._-]{0,39})?)$/iu;

const completing = (form) => {
  const box = form.querySelector("textarea");
  if (!box) return;
  const list = Object.assign(document.createElement("ul"), { className: "calls", id: `${box.id}-calls`, hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "sr" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.callsLabel);
  said.setAttribute("role", "status");
  box.after(list, said);
  for (const [name, value] of [["autocomplete", "list"], ["haspopup", "listbox"], ["controls", list.id]]) box.setAttribute(`aria-${name}`, value);

  const known = new Map();
  let asking, waiting, at = 0;

  const called = () => {
    if (box.selectionStart !== box.selectionEnd) return null;
    return CALL.exec(box.value.slice(0, box.selectionStart))?.[1].toLowerCase() ?? null;
  };
  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    said.textContent = "";
    box.removeAttribute("aria-activedescendant");
  };
  const point = (to) => {
    at = (to + list.children.length) % list.children.length;
    [...list.children].forEach((each, nth) => each.setAttribute("aria-selected", String(nth === at)));
    box.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = (handle) => {
    const end = box.selectionEnd;
    box.setRangeText(`@${handle} `, end - called().length - 1, end, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const open = (handles) => {
    list.replaceChildren(...handles.map((handle, nth) => {
      const option = Object.assign(document.createElement("li"), { id: `${list.id}-${nth}`, textContent: `@${handle}` });
      option.setAttribute("role", "option");
      option.addEventListener("click", () => take(handle));
      return option;
    }));
    list.hidden = false;
    said.textContent = `${form.dataset.callsLabel}: ${handles.length}`;
    point(0);
  };
  const ask = async (start) => {
    if (!known.has(start)) {
      asking = new AbortController();
      const address = new URL(form.dataset.calls, location.href);
      address.searchParams.set("q", start);
      try {
        const answer = await fetch(address, { signal: asking.signal, redirect: "error" });
        if (!answer.ok) return close();
        known.set(start, (await answer.json()).handles);
      } catch {
        return;
      }
    }
    if (called() !== start) return;
    if (known.get(start).length) open(known.get(start));
    else close();
  };
  const look = () => {
    const start = called();
    clearTimeout(waiting);
    asking?.abort();
    if (start === null) close();
    else waiting = setTimeout(ask, known.has(start) ? 0 : 150, start);
  };

  box.addEventListener("input", (event) => event.isComposing || look());
  box.addEventListener("compositionend", look);
  box.addEventListener("blur", close);
  box.addEventListener("click", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const handle = list.children[at].textContent.slice(1);
    if (event.key === "ArrowDown") point(at + 1);
    else if (event.key === "ArrowUp") point(at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey && called() !== handle) take(handle);
    else if (event.key === "Tab" && !event.shiftKey && called() !== handle) take(handle);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
};

for (const form of document.querySelectorAll("form[data-calls]")) completing(form);
}
{
// Time left by the server's clock: the page says what time it was there when it was made.
const clocks = [...document.querySelectorAll("[data-countdown]")].map((shown) => ({
  shown,
  to: Date.parse(shown.dateTime),
  ahead: Date.parse(shown.dataset.now) - Date.now(),
  words: JSON.parse(shown.dataset.words),
}));

const say = (pattern, number) => pattern.replace("%d", number);

const left = (seconds, [day, days, hour, minute, second]) => {
  const d = Math.floor(seconds / 86400);
  const h = Math.floor((seconds % 86400) / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  if (d) return [say(d === 1 ? day : days, d), h && say(hour, h)].filter(Boolean).join(" ");
  if (h) return [say(hour, h), m && say(minute, m)].filter(Boolean).join(" ");
  return [m && say(minute, m), say(second, seconds % 60)].filter(Boolean).join(" ");
};

const tick = () => {
  for (const clock of clocks) {
    const seconds = Math.max(0, Math.round((clock.to - Date.now() - clock.ahead) / 1000));
    const text = left(seconds, clock.words);
    if (clock.shown.textContent !== text) clock.shown.textContent = text;
    if (seconds === 0 && !clock.over) {
      clock.over = true;
      clock.shown.dispatchEvent(new CustomEvent("zero", { bubbles: true }));
    }
  }
};

if (clocks.length) {
  tick();
  setInterval(tick, 1000);
}
}
{
// What you write is not lost: a [data-draft] is kept on this device until it is sent.
const place = (box) => `draft:${location.pathname}:${box.dataset.draft}`;

for (const box of document.querySelectorAll("textarea[data-draft], input[data-draft]")) {
  const kept = localStorage.getItem(place(box));
  if (kept && !box.value) {
    box.value = kept;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-draft]");
  if (!box) return;
  if (box.value.trim()) localStorage.setItem(place(box), box.value);
  else localStorage.removeItem(place(box));
});

const forget = (form) => {
  for (const box of form.querySelectorAll("[data-draft]")) localStorage.removeItem(place(box));
};

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[hx-post]")) forget(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.matches("form")) forget(event.target);
});
}
{
// Keyboard first: J and K move through [data-item] inside [data-keys]; a letter presses the [data-key] that
// carries it, looked for in the current item first. "?" opens the help dialog where a page has one.
const writing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog");

const current = (list) => list.querySelector("[data-item][aria-current]");

const move = (list, step) => {
  const items = [...list.querySelectorAll("[data-item]")];
  const at = items.indexOf(current(list));
  const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
  if (!next) return;
  current(list)?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  (next.matches("a, button") ? next : next.querySelector("a, button"))?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  next.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
};

const press = (key) => {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const item = document.querySelector("[data-keys] [data-item][aria-current]");
  const target = item?.querySelector(named) ?? document.querySelector(named);
  if (!target || target.disabled) return false;
  if (target.matches("textarea, select, input:not([type=submit], [type=button], [type=checkbox], [type=radio])")) target.focus();
  else target.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
  const list = document.querySelector("[data-keys]");
  const key = event.key.toLowerCase();
  const step = { j: 1, k: -1 }[key];
  if (list && step) move(list, step);
  else if (!press(key)) return;
  event.preventDefault();
});
}
{
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
}
{
// Menus close on Escape and on a click elsewhere; buttons open dialogs. Without this, details still open.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]") || event.target.matches("dialog[open]")) {
    event.target.closest("dialog")?.close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
}
{
// Day, night or as the device says; kept in a cookie, so that the next page comes in the right light.
const root = document.documentElement;
const menu = document.querySelector("[data-theme-menu]");
const choices = document.querySelectorAll("[data-theme-choice]");

const show = () => {
  for (const choice of choices) {
    choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === (root.dataset.theme ?? "")));
  }
};

const choose = (theme) => {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
  show();
};

if (menu) {
  menu.hidden = false;
  menu.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) choose(choice.dataset.themeChoice);
  });
  show();
}
}
{
// A toast goes by itself, never under the pointer or the focus; one with an undo stays longer.
// Say one from anywhere: document.dispatchEvent(new CustomEvent("toast", { detail: "Kept." })).
const toasts = document.getElementById("toasts");

const leave = (toast) => {
  toast.classList.add("leaves");
  setTimeout(() => toast.remove(), 250);
};

const watch = (toast) => {
  const shut = toast.querySelector("[data-shut]");
  if (shut) shut.hidden = false;
  if (toast.classList.contains("error")) return;
  const time = toast.querySelector("form") ? 12000 : 6000;
  const wait = () => setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : leave(toast)), time);
  wait();
};

if (toasts) {
  toasts.querySelectorAll("[data-toast]").forEach(watch);
  toasts.addEventListener("click", (event) => {
    if (event.target.closest("[data-shut]")) leave(event.target.closest("[data-toast]"));
  });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.matches?.("[data-toast]")) watch(node);
    }
  }).observe(toasts, { childList: true });
  document.addEventListener("toast", (event) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    toast.textContent = event.detail;
    toasts.append(toast);
  });
}
}
{
// A vote counts in the same blink and is taken back when the server says no.
const turn = (form, pressed) => {
  const button = form.querySelector("button");
  const shown = form.querySelector("[data-count]");
  const count = Number(shown.dataset.count) + (pressed ? 1 : -1);
  button.setAttribute("aria-pressed", String(pressed));
  form.elements.want.value = pressed ? "0" : "1";
  shown.dataset.count = count;
  shown.textContent = count.toLocaleString(document.documentElement.lang);
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-vote]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.waits) return;
  form.dataset.waits = "yes";
  const body = new FormData(form);
  const pressed = body.get("want") === "1";
  turn(form, pressed);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected && new URL(answer.url).pathname.includes("login")) location.assign(answer.url);
    else if (!answer.ok) throw new Error(answer.statusText);
  } catch {
    turn(form, !pressed);
    const said = form.dataset.failed ?? document.body.dataset.failed;
    if (said) document.dispatchEvent(new CustomEvent("toast", { detail: said }));
  } finally {
    delete form.dataset.waits;
  }
});
}
