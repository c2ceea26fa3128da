// Day, night or as the device says; kept in a cookie, so that the next page comes in the right light.
const root = document.documentElement;
const menu = document.querySelector("[data-theme-menu]");
const choices = document.querySelectorAll("[data-theme-choice]");

const show = () => {
  for (const choice of choices) {
    choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === (root.dataset.theme ?? "")));
  }
};

const choose = (theme) => {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
  show();
};

if (menu) {
  menu.hidden = false;
  menu.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) choose(choice.dataset.themeChoice);
  });
  show();
}
