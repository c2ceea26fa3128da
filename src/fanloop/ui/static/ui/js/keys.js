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
