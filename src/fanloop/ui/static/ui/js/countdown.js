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
