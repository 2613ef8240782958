/* Triage by keyboard. Everything here presses a link or a button that is on the page, so nothing needs it. */
(() => {
  const HOMES = { i: "/inbox", h: "/", j: "/jobs", s: "/sends", c: "/calls", p: "/leads", a: "/alerts" };
  const PRESS = { a: "approve", e: "edit", r: "reject", s: "snooze", w: "why", u: "back" };
  const SETTLING_MS = 1000;
  let gone = 0, swapped = 0;

  const rows = () => [...document.querySelectorAll("[data-row]")];
  const chosen = () => document.querySelector("[data-row][aria-current='true']");
  const scope = () => chosen() || document.querySelector("[data-focus]") || document;
  const remember = (row) => { try { sessionStorage.setItem("row:" + location.pathname, row.dataset.row); } catch { /* no memory */ } };
  const remembered = () => { try { return sessionStorage.getItem("row:" + location.pathname); } catch { return null; } };

  function choose(row, quiet) {
    if (!row) return;
    rows().forEach((other) => other.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    remember(row);
    if (quiet) return;
    row.querySelector("[data-open]")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }
  function press(name) {
    // In a list where nothing is chosen yet, the first key shows what the next one would act on.
    if (!chosen() && rows().length && !document.querySelector("[data-focus]")) { choose(rows()[0]); return true; }
    const found = scope().querySelector(`[data-key="${name}"]`) || document.querySelector(`[data-focus] [data-key="${name}"]`) || (scope() === document ? null : document.querySelector(`main > [data-key="${name}"]`));
    if (!found) return false;
    if (found.tagName === "DETAILS") { found.open = true; found.querySelector("textarea, input:not([type=hidden]), select, button")?.focus(); }
    else if (found.matches("textarea, input, select")) { found.focus(); found.setSelectionRange?.(found.value.length, found.value.length); }
    else found.click();
    return true;
  }
  /* What decides waits until what just changed on the page can have been read. */
  const isTooSoon = (key) => "ars".includes(key) && Date.now() - swapped < SETTLING_MS;
  const isTyping = (target) => target.matches("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    if (Date.now() - gone < 1500 && HOMES[event.key]) { gone = 0; event.preventDefault(); location.assign(HOMES[event.key]); return; }
    let done = true;
    if (event.key === "g") gone = Date.now();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") help();
    else if (event.key === "/") { const box = document.querySelector("input[type=search]"); box ? box.focus() : (done = false); }
    else if (event.key === "Enter" && event.target === document.body && chosen()) chosen().querySelector("[data-open]")?.click();
    else if (PRESS[event.key]) done = isTooSoon(event.key) || press(PRESS[event.key]);
    else done = false;
    if (done) event.preventDefault();
  });

  function help() {
    const dialog = document.querySelector("#help");
    dialog.open ? dialog.close() : dialog.showModal();
  }
  function ready() {
    document.querySelectorAll("[data-help]").forEach((button) => { button.hidden = false; button.onclick = help; });
    const known = remembered();
    const row = known && rows().find((one) => one.dataset.row === known);
    if (row && !chosen()) choose(row, true);
  }
  document.addEventListener("DOMContentLoaded", ready);
  /* The draft that the address names is ready to be typed in. The browser lets go of what is focused when it goes to the
     named place, which may be after this page was read. */
  function edit() {
    const named = location.hash.startsWith("#draft-") && document.getElementById(location.hash.slice(1));
    const box = named && named.querySelector("textarea");
    if (!box || document.activeElement !== document.body) return;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
  document.addEventListener("DOMContentLoaded", edit);
  window.addEventListener("load", () => requestAnimationFrame(() => setTimeout(edit)));
  document.addEventListener("htmx:after:swap", () => { swapped = Date.now(); ready(); });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && row !== chosen()) choose(row, true);
  });
  /* The time zone of this computer is the likeliest one. */
  document.addEventListener("DOMContentLoaded", () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    document.querySelectorAll("[data-guess=zone]").forEach((box) => {
      if (!box.value && box.getAttribute("aria-invalid") !== "true") box.value = zone;
      const known = [...box.list.options].find((option) => option.value === zone);
      if (known) { known.label = "as on this computer"; box.list.prepend(known); }
    });
  });
  /* A form that asks first: the page works without, the question is only a kindness. */
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.confirm;
    if (question && !confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
})();
