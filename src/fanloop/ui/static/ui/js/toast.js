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
