/* What changes elsewhere appears here: the socket says what to look at again, htmx fetches and morphs it.
   Without a socket a region asks again now and then; without any script the page is still whole. */
(() => {
  const QUIET_MS = 400, POLL_MS = 15000, LONGEST_MS = 30000;
  const root = document.documentElement;
  let last = "", wait = 1000, waiting = new Set(), timer = 0, socket = null, again = 0;

  const kindsOf = (region) => region.dataset.live.split(" ");
  const regions = () => [...document.querySelectorAll("[data-live]")];
  /* Nobody's typing is ever replaced: a region with a focused or changed box waits, and says so. */
  const boxes = (region) => [...region.querySelectorAll("textarea, select, input:not([type=hidden])")];
  const isBusy = (region) => boxes(region).some((box) => box === document.activeElement || (box.defaultValue !== undefined && box.value !== box.defaultValue));
  const late = new Set();
  const isWanted = (region) => waiting.has("*") || kindsOf(region).some((kind) => waiting.has(kind));

  function refresh() {
    timer = 0;
    if (document.hidden) return;
    regions().filter(isWanted).forEach((region) => late.add(region));
    waiting = new Set();
    catchUp();
    badges();
  }
  function catchUp() {
    late.forEach((region) => {
      if (isBusy(region)) return;
      late.delete(region);
      if (region.isConnected) htmx.trigger(region, "live");
    });
    document.querySelector("#newer").hidden = !late.size;
  }
  document.addEventListener("focusout", () => setTimeout(catchUp, 200));
  function note(kind) {
    waiting.add(kind);
    if (!timer) timer = setTimeout(refresh, QUIET_MS);
  }
  function state(word) {
    root.dataset.connection = word;
    document.querySelectorAll("[data-connection-word]").forEach((place) => {
      place.textContent = word === "live" ? "live" : "reconnecting";
    });
    if (word === "live") trouble("");
  }
  /* What keeps the page from being true, and what to do about it. Nothing that was typed is lost. */
  const AWAY = "Rejoinder cannot be reached. What you see may be old, and what you type stays; this page tries again by itself.";
  const OVER = "You were signed out.";
  function trouble(said) {
    const place = document.querySelector("#away");
    place.hidden = !said;
    place.firstElementChild.textContent = said;
    place.querySelector("a").hidden = said !== OVER;
  }
  function listen() {
    clearTimeout(again);
    const url = new URL("/api/v1/live", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (last) url.searchParams.set("after", last);
    socket = new WebSocket(url);
    socket.onopen = () => { wait = 1000; state("live"); };
    socket.onmessage = (event) => {
      const change = JSON.parse(event.data);
      last = change.mark || last;
      note(change.type === "reset" ? "*" : change.type);
    };
    socket.onclose = () => {
      state("polling");
      badges();
      again = setTimeout(listen, wait);
      wait = Math.min(wait * 2, LONGEST_MS);
    };
  }
  async function badges() {
    const places = document.querySelectorAll("[data-badge]");
    const answer = await fetch("/badges", { headers: { accept: "application/json" } }).catch(() => null);
    if (!answer || answer.status >= 500) return trouble(AWAY);
    if (answer.status === 401) return trouble(OVER);
    if (!answer.ok) return;
    trouble("");
    const counts = await answer.json();
    places.forEach((place) => {
      const count = counts[place.dataset.badge] || 0;
      place.textContent = count > 99 ? "99+" : count || "";
      place.hidden = !count;
    });
    const title = document.title.replace(/^\(\d+\+?\) /, "");
    document.title = counts.attention ? `(${counts.attention > 99 ? "99+" : counts.attention}) ${title}` : title;
  }
  document.addEventListener("DOMContentLoaded", () => {
    badges();
    if (!document.body.dataset.signedIn) return;
    listen();
    setInterval(() => { if (!socket || socket.readyState !== WebSocket.OPEN) note("*"); }, POLL_MS);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting.size) note("*"); });
  });

  /* A change that was not taken leaves the page as it is and says why; a part that cannot be had is left standing. */
  document.addEventListener("htmx:response:error", (event) => {
    const { request, text } = event.detail.ctx;
    if (request.method === "GET") return badges();
    const page = new DOMParser().parseFromString(text, "text/html");
    say(`Not done. ${page.querySelector("main p:not([id])")?.textContent || "Load the page again."}`);
  });
  document.addEventListener("htmx:error", () => badges());

  /* Moments in the reader's own words: "4 min ago", "in 12 s". The server wrote the full time. */
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });
  function ago(moment) {
    const seconds = Math.round((moment - Date.now()) / 1000);
    if (Math.abs(seconds) < 5) return "now";
    const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) || UNITS[3];
    return words.format(Math.trunc(seconds / size), unit);
  }
  function clocks() {
    document.querySelectorAll("time[data-ago]").forEach((place) => {
      const moment = new Date(place.dateTime);
      if (!place.title) place.title = moment.toLocaleString();
      const said = ago(moment);
      if (place.textContent !== said) place.textContent = said;
    });
  }
  document.addEventListener("DOMContentLoaded", () => { clocks(); setInterval(clocks, 1000); });
  document.addEventListener("htmx:after:swap", clocks);

  /* What was done, said once. The server leaves it in a cookie because the answer to a form is a redirect. */
  function said() {
    const found = document.cookie.split("; ").find((part) => part.startsWith("rejoinder_said="));
    if (!found) return;
    document.cookie = "rejoinder_said=; Max-Age=0; Path=/; SameSite=Lax";
    say(decodeURIComponent(found.slice("rejoinder_said=".length).replaceAll("+", " ")));
  }
  function say(sentence) {
    const toast = document.querySelector("#toast");
    toast.textContent = sentence;
    toast.hidden = false;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { toast.hidden = true; }, 6000);
  }
  document.addEventListener("DOMContentLoaded", said);
  document.addEventListener("htmx:after:swap", said);
})();
