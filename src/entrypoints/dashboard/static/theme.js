/* Dark or light before the first paint: what was chosen here last, else what the system prefers. */
(() => {
  const KEY = "rejoinder-theme";
  const root = document.documentElement;
  const chosen = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const show = () => document.querySelectorAll("[data-theme-toggle]").forEach((button) => {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(dark()));
  });
  if (["dark", "light"].includes(chosen())) root.dataset.theme = chosen();
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem(KEY, root.dataset.theme); } catch { /* the choice lasts as long as the page */ }
    show();
  });
})();
