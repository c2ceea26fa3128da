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
