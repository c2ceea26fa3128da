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
