// The script of the preview: reloads a page that has changed, and lists what was found in the site.
// It is in no page that a build writes. See hamerkop/preview/injection.py and page_state.py.
(() => {
  "use strict";

  const script = document.currentScript;
  const digest = script.dataset.digest;
  const since = script.dataset.since;
  const isFrame = window.top !== window;
  const isDesk = location.pathname.startsWith("/_desk/");
  const PLACE = "hamerkop-place", OPEN = "hamerkop-open", FOLLOW = "hamerkop-follow", CLOSED = "hamerkop-closed";
  const RELOADED = "hamerkop-reloaded";
  const SETTLING = 2000; // milliseconds during which images above the place may still change it

  // What is kept while this tab is open; a page may be forbidden to store anything.
  function kept(name) {
    try { return sessionStorage.getItem(name); } catch { return null; }
  }

  function keep(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, value);
    } catch { /* then it is forgotten */ }
  }

  // The place in the page: a block, by its text and its number, and how far it is from the top of the window.

  const blocks = () => [...document.querySelectorAll("h1,h2,h3,h4,h5,h6,p,li,dt,dd,tr,pre,figure,img")];
  const textOf = (block) => block.textContent.trim().slice(0, 200) || block.getAttribute("src") || "";

  // Return whether a block moves with the page; a list of headings at the side may not.
  function scrolls(block) {
    for (let each = block; each; each = each.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return false;
    }
    return true;
  }

  function placeNow() {
    const all = blocks();
    const inView = all.filter((block) => {
      const { top, bottom, height } = block.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < innerHeight && scrolls(block);
    });
    const times = new Map();
    for (const block of all) times.set(textOf(block), (times.get(textOf(block)) ?? 0) + 1);
    const index = all.indexOf(inView.find((block) => times.get(textOf(block)) === 1) ?? inView[0]);
    const place = { page: location.pathname + location.search, x: scrollX, y: scrollY };
    if (scrollY <= 0 || index < 0) return place;
    return { ...place, index, text: textOf(all[index]), top: all[index].getBoundingClientRect().top };
  }

  function blockAt(place) {
    if (place.index === undefined) return null;
    const all = blocks();
    let best = null;
    all.forEach((block, index) => {
      const isNearer = best === null || Math.abs(index - place.index) < Math.abs(best - place.index);
      if (textOf(block) === place.text && isNearer) best = index;
    });
    return all[best ?? place.index] ?? null;
  }

  function goTo(place) {
    const block = blockAt(place);
    const top = block ? block.getBoundingClientRect().top - place.top + scrollY : place.y;
    if (Math.abs(top - scrollY) >= 1) scrollTo({ left: place.x, top, behavior: "instant" });
  }

  function restorePlace() {
    const text = kept(PLACE);
    keep(PLACE, null);
    const place = text && JSON.parse(text);
    if (!place || place.page !== location.pathname + location.search) return;
    history.scrollRestoration = "manual";
    const observer = new ResizeObserver(() => goTo(place));
    const stop = () => {
      observer.disconnect();
      history.scrollRestoration = "auto";
    };
    const start = () => {
      goTo(place);
      observer.observe(document.documentElement);
      for (const name of ["wheel", "touchstart", "keydown", "pointerdown"]) {
        addEventListener(name, stop, { once: true, passive: true });
      }
    };
    whenParsed(start);
    addEventListener("load", () => {
      goTo(place);
      setTimeout(stop, SETTLING);
    });
  }

  function whenParsed(work) {
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", work, { once: true });
    else work();
  }

  // Changes

  // A browser has six connections to the preview for all tabs. So three pages in view at most keep one open; each other
  // page in view asks every second, and those that are not in view ask when they are again.

  const STREAMS = 3;
  const PAUSE = 1000; // milliseconds
  let seen = since;
  let turn = 0; // grows whenever the page begins or ends to listen
  let stream = null;
  let release = null;
  let timer = 0;

  // Return a function that gives the right to a stream back; null if others have all of them.
  function takeStream(number = 0) {
    if (!navigator.locks) return Promise.resolve(() => {});
    if (number === STREAMS) return Promise.resolve(null);
    return new Promise((resolve) => {
      navigator.locks.request(`hamerkop-stream-${number}`, { ifAvailable: true }, (lock) => {
        if (lock) return new Promise(resolve);
        resolve(takeStream(number + 1));
        return null;
      });
    });
  }

  async function connect() {
    if (document.hidden) return;
    disconnect();
    const mine = turn;
    const right = await takeStream();
    if (mine !== turn) right?.();
    else if (right) listen(right);
    else ask(mine);
  }

  function disconnect() {
    turn += 1;
    clearTimeout(timer);
    stream?.close();
    release?.();
    stream = release = null;
  }

  const query = () => new URLSearchParams({ page: location.pathname, since: seen });

  function listen(right) {
    release = right;
    stream = new EventSource(`/_desk/events?${query()}`);
    stream.onmessage = (event) => take(JSON.parse(event.data), event.lastEventId);
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // else the browser itself asks again
      disconnect();
      timer = setTimeout(connect, PAUSE);
    };
  }

  async function ask(mine) {
    try {
      const answer = await fetch(`/_desk/state?${query()}`);
      const { moment, state } = await answer.json();
      if (mine === turn) take(state, moment);
    } catch { /* the preview has been stopped, or starts again */ }
    if (mine === turn) timer = setTimeout(() => ask(mine), PAUSE);
  }

  function take(state, moment) {
    seen = moment || seen;
    onState(state, moment);
  }

  function onState(state, moment) {
    if (isFollowing(state) && state.saved && state.saved.url !== location.pathname && !isFrame) {
      disconnect();
      location.assign(state.saved.url);
    } else if (state.digest !== digest && kept(RELOADED) !== moment) {
      keep(RELOADED, moment);
      reload();
    } else if (!replaceFiles(state.files)) {
      reload();
    } else if (!isFrame && !isDesk) {
      whenParsed(() => show(state));
    }
  }

  function reload() {
    disconnect();
    keep(PLACE, JSON.stringify(placeNow()));
    history.scrollRestoration = "manual";
    location.reload();
  }

  // Load style sheets again that were changed; return false if the page uses other files that were changed.
  function replaceFiles(files) {
    const changed = new Set(files.map((file) => new URL(file.split("/").map(encodeURIComponent).join("/"), location.origin).pathname));
    const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const concerned = new Set(used.filter((url) => url.origin === location.origin && changed.has(url.pathname)).map((url) => url.pathname));
    for (const link of concerned.size ? document.querySelectorAll('link[rel~="stylesheet"][href]') : []) {
      const url = new URL(link.href);
      if (url.origin === location.origin && concerned.delete(url.pathname)) {
        url.searchParams.set("hamerkop", seen);
        link.href = url;
      }
    }
    return concerned.size === 0;
  }

  // The panel

  let parts = null;
  let shown = "";

  function element(name, properties, ...children) {
    const { role, label, ...others } = properties || {};
    const made = Object.assign(document.createElement(name), others);
    if (role) made.setAttribute("role", role);
    if (label) made.setAttribute("aria-label", label);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  function isFollowing(state) {
    const chosen = kept(FOLLOW);
    return chosen === null ? state.follow : chosen === "yes";
  }

  function makePanel() {
    const host = document.createElement("hamerkop-desk");
    const root = host.attachShadow({ mode: "open" });
    const summary = element("button", { className: "summary", type: "button" });
    summary.setAttribute("aria-controls", "panel");
    const close = element("button", { className: "close", type: "button", label: "Close" }, "×");
    const body = element("div", { className: "body", tabIndex: 0, role: "group", label: "List of findings" });
    const follow = element("input", { type: "checkbox" });
    const panel = element(
      "section",
      { id: "panel", className: "panel", hidden: true, role: "dialog", label: "Findings" },
      element("div", { className: "head" }, element("h2", {}, "Findings"), close),
      body,
      element(
        "div",
        { className: "foot" },
        element("label", {}, follow, "Go to the page of the file that was saved"),
        element("a", { href: "/_desk/" }, "Desk"),
      ),
    );
    const spoken = element("div", { className: "spoken", role: "status" });
    root.append(element("div", { className: "frame" }, panel, summary), spoken);
    parts = { host, root, summary, close, body, follow, panel, spoken };
    summary.addEventListener("click", () => open(panel.hidden, true));
    close.addEventListener("click", () => open(false, true));
    follow.addEventListener("change", () => keep(FOLLOW, follow.checked ? "yes" : "no"));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !panel.hidden && !event.defaultPrevented) open(false, true);
    });
    addStyle(root, host);
  }

  // Styles that a script makes are allowed under any Content-Security-Policy.
  async function addStyle(root, host) {
    const answer = await fetch("/_desk/overlay.css");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(await answer.text());
    root.adoptedStyleSheets = [sheet];
    document.documentElement.append(host);
  }

  function open(isOpen, byHand) {
    parts.panel.hidden = !isOpen;
    parts.summary.setAttribute("aria-expanded", String(isOpen));
    if (!byHand) return;
    keep(OPEN, isOpen ? "yes" : null);
    keep(CLOSED, isOpen ? null : parts.reason);
    (isOpen ? parts.close : parts.summary).focus();
  }

  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

  function summaryOf(state) {
    const found = [];
    if (state.page && state.page.status) found.push(element("span", { className: "status" }, state.page.status));
    if (state.asOf) found.push(element("span", {}, `As of ${state.asOf}`));
    if (state.broken.length) found.push(element("span", { className: "error" }, "Not up to date"));
    if (state.errors) found.push(element("span", { className: "error" }, counted(state.errors, "error")));
    if (state.warnings) found.push(element("span", { className: "warning" }, counted(state.warnings, "warning")));
    return found.length ? found : [element("span", { className: "soft", label: "No findings", role: "img" }, "✓")];
  }

  function show(state) {
    const text = JSON.stringify({ ...state, saved: null, files: null });
    if (text === shown) return;
    shown = text;
    if (!parts) {
      makePanel();
      open(kept(OPEN) === "yes", false);
    }
    const { summary, body, follow, spoken, root } = parts;
    const focused = root.activeElement && root.activeElement.getAttribute("href");
    summary.replaceChildren(...summaryOf(state));
    follow.checked = isFollowing(state);
    body.replaceChildren(...sections(state));
    if (focused) [...root.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
    const said = `${counted(state.errors, "error")}, ${counted(state.warnings, "warning")}`;
    if (!state.checking && spoken.textContent !== said) spoken.textContent = said;
    parts.reason = JSON.stringify(state.broken);
    if (state.broken.length && kept(CLOSED) !== parts.reason) open(true, false);
  }

  function sections(state) {
    const found = [];
    const about = (...children) => found.push(element("p", { className: "about" }, ...children));
    if (state.page) about("This page: ", element("a", { className: "place", href: state.page.edit }, state.page.path));
    if (state.page && state.page.status) about(element("span", { className: "status" }, state.page.status));
    if (state.asOf) about(`The site is shown as of ${state.asOf}.`);
    if (state.broken.length) {
      about(element("span", { className: "error" }, "This is the last page that could be shown, not the one of the present files."));
      found.push(list(state.broken));
    }
    const isBroken = new Set(state.broken.map((each) => JSON.stringify(each)));
    const other = (problems) => problems.filter((each) => !isBroken.has(JSON.stringify(each)));
    const here = other(state.here), elsewhere = other(state.elsewhere);
    if (here.length) found.push(element("h3", {}, "In this page"), list(here));
    if (elsewhere.length) found.push(element("h3", {}, state.page ? "In other files" : "In the site"), list(elsewhere));
    if (state.leftOut) about(`${state.leftOut} more are on the desk page.`);
    if (!isBroken.size && !here.length && !elsewhere.length) about(state.checking ? "The site is being checked." : "No errors and no warnings.");
    return found;
  }

  function list(problems) {
    const item = (problem) => element(
      "li",
      {},
      element("span", { className: problem.level }, problem.level),
      " ",
      element("a", { className: "place", href: problem.edit }, problem.place),
      element("div", {}, problem.message, " ", element("span", { className: "rule" }, problem.rule)),
    );
    return element("ul", { role: "list" }, ...problems.map(item));
  }

  restorePlace();
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pageshow", (event) => event.persisted && connect());
  addEventListener("pagehide", disconnect);
  connect();
})();
