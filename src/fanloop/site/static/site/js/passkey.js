// A passkey that was refused or cancelled says so in a toast instead of the console.
const words = document.querySelector('script[src$="site/js/passkey.js"]')?.dataset.failed
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  document.dispatchEvent(new CustomEvent("toast", { detail: words }))
})
