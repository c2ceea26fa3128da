/* Marks what this browser has not shown before; the page says everything without it. */
const rows = [...document.querySelectorAll("[data-left]")];
const key = `fanloop-news:${location.origin}:${document.body.dataset.line}`;
try {
  const seen = localStorage.getItem(key);
  rows.forEach((row, place) => {
    const fresh = seen === null ? place === 0 : Date.parse(row.dataset.left) > Date.parse(seen);
    row.querySelector("[data-fresh]").hidden = !fresh;
  });
  if (rows.length) localStorage.setItem(key, rows[0].dataset.left);
} catch {
  /* a browser may keep nothing */
}
