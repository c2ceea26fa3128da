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
