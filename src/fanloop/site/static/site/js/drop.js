// The waiting room: a small piece of work before entering, the moment by the server's clock, and a claim that is never asked twice in vain.
const room = document.querySelector("[data-drop]");
const entering = document.querySelector("form[data-enter]");
const claiming = document.querySelector("form[data-claim]");
const words = document.querySelector("[data-say]");
const left = document.querySelector("[data-left]");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const say = (state) => {
  words.hidden = false;
  words.textContent = words.dataset[state] ?? words.dataset.other;
};

// The work begins with the page, so that it is done when somebody presses.
const solved = async () => {
  const asked = await (await fetch(entering.dataset.work, { credentials: "same-origin", cache: "no-store" })).json();
  const worker = new Worker(new URL("./drop-work.js", import.meta.url), { type: "module" });
  const number = await new Promise((done) => {
    worker.addEventListener("message", ({ data }) => done(data), { once: true });
    worker.postMessage(asked);
  });
  worker.terminate();
  const { algorithm, challenge, salt, signature } = asked;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
};

if (entering) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  entering.elements.nonce.value = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const works = solved().catch(() => "");
  entering.addEventListener("submit", async (event) => {
    if (entering.elements.altcha.value) return;
    event.preventDefault();
    entering.querySelector("[data-works]").hidden = false;
    entering.elements.altcha.value = (await works) || "none";
    entering.submit();
  });
}

// How many are left, about; asked as often as the server wants, each reader at another moment.
const status = async () => {
  const answer = await fetch(room.dataset.status, { cache: "no-store" });
  if (!answer.ok) return null;
  const said = await answer.json();
  
  if (left) left.textContent = said.remaining_estimate.toLocaleString(document.documentElement.lang);
  return said;
};

const watch = async () => {
  for (;;) {
    let [from, to] = [5000, 10000];
    try {
      const said = await status();
      if (said) [from, to] = said.ask_again_ms;
    } catch {
      // a bad network: the next question comes later
    }
    await pause(from + Math.random() * (to - from));
  }
};

const ask = async (address, method) => {
  const token = claiming.elements.token.value;
  const answer = await fetch(address, { method, cache: "no-store", headers: { Authorization: `Bearer ${token}` } });
  return answer.json();
};

// No answer: the press may have counted all the same. Look what is ours, ever more seldom, before anybody presses again.
const lost = async () => {
  for (let wait = 500, tries = 0; tries < 20; wait = Math.min(2 * wait, 15000), tries += 1) {
    say("unknown");
    await pause(wait / 2 + (Math.random() * wait) / 2);
    try {
      const mine = await ask(room.dataset.me, "GET");
      if (!["unknown", "too_often"].includes(mine.state)) return mine;
    } catch {
      // still no network
    }
  }
  return { state: "unknown", wait_ms: 15000 };
};

// The same token is the same claim: pressing again is harmless, and after a lost answer it is not even needed.
const claim = async () => {
  for (let tries = 0; tries < 40; ) {
    let said;
    try {
      said = await ask(claiming.action, "POST");
    } catch {
      said = { state: "unknown" };
    }
    if (said.state === "unknown") said = await lost();
    if (said.state === "none") {
      tries += 1; // it had not counted
      continue;
    }
    say(said.state === "confirmed" ? "held" : said.state);
    if (said.state === "held" || said.state === "confirmed") {
      location.assign(room.dataset.order);
      return;
    }
    if (said.state !== "early") tries += 1;
    if (!["early", "stopped", "unknown", "too_often"].includes(said.state)) return;
    await pause(Math.min(said.wait_ms ?? 1000, 15000) + Math.random() * 250);
  }
};

if (claiming) {
  const button = claiming.querySelector("button");
  claiming.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    button.disabled = true;
    await claim();
    button.disabled = false;
  });
}

if (room?.hasAttribute("data-near")) watch();
// At zero the page says something else: everybody loads it within a few seconds of one another, not at once.
room?.addEventListener("zero", async () => {
  if (claiming) return;
  await pause(1000 + Math.random() * 4000);
  location.reload();
});
