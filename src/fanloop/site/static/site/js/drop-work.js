// Finds the number whose hash is asked for, away from the page, so that the page stays quick.
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const SIDE_BY_SIDE = 256;

addEventListener("message", async ({ data: { challenge, salt, maxnumber } }) => {
  const encoder = new TextEncoder();
  for (let start = 0; start <= maxnumber; start += SIDE_BY_SIDE) {
    const numbers = Array.from({ length: SIDE_BY_SIDE }, (_, index) => start + index);
    const found = await Promise.all(
      numbers.map(async (number) => hex(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number)))),
    );
    const at = found.indexOf(challenge);
    if (at >= 0) {
      postMessage(numbers[at]);
      return;
    }
  }
  postMessage(-1);
});
