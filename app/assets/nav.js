// Links without reloads, the query box, keys, copy buttons. The address is the only state.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const DEBOUNCE_MS = 350;
  let timer = 0;
  let goes = false; // after "g": the next key names a page

  /** Go to an address of the app as dcc.Link does: one entry of history, no reload. */
  acumen.go = function (href) {
    const target = new URL(href, window.location.href);
    if (target.pathname === "/explore" && window.location.pathname === "/explore") {
      const box = new URLSearchParams(window.location.search).get("bbox");
      if (box && !target.searchParams.has("bbox")) target.searchParams.set("bbox", box);
    }
    const there = target.pathname + target.search + target.hash;
    const here = window.location.pathname + window.location.search + window.location.hash;
    if (there === here) return;
    const leaves = target.pathname !== window.location.pathname;
    window.history.pushState({}, "", there);
    // Dash draws pages; within the explore page nothing of it depends on the address (panels.js).
    if (leaves || target.pathname !== "/explore") {
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }
    window.dispatchEvent(new CustomEvent("acumen-moved"));
    if (leaves) {
      window.scrollTo(0, 0);
      const page = document.getElementById("page");
      if (page) page.focus({ preventScroll: true });
    }
  };

  /** Exchange parameters of the current address without a new entry and without telling Dash. */
  acumen.note = function (name, value) {
    const now = new URL(window.location.href);
    if (value) now.searchParams.set(name, value);
    else now.searchParams.delete(name);
    const search = now.search.replace(/%2C/gi, ",");
    window.history.replaceState(window.history.state, "", now.pathname + search + now.hash);
  };

  function ask(text) {
    const now = new URL(window.location.href);
    const target =
      now.pathname === "/explore" ? now : new URL("/explore", window.location.href);
    const query = text.trim();
    if (query === (target.searchParams.get("q") || "")) return;
    if (query) target.searchParams.set("q", query);
    else target.searchParams.delete("q");
    for (const name of ["p", "t", "like", "sort"]) target.searchParams.delete(name);
    acumen.go(target.pathname + target.search);
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "query") return;
    window.clearTimeout(timer);
    if (window.location.pathname !== "/explore") return;
    const text = event.target.value;
    timer = window.setTimeout(() => ask(text), DEBOUNCE_MS);
  });

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-copy], [data-do]");
    if (control && control.dataset.copy !== undefined) copy(control);
    if (control && control.dataset.do === "help") help(true);
    if (control && control.dataset.do === "close-help") help(false);
    const link = event.target.closest("a[href]");
    closeMenus(event.target);
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    if (!href.startsWith("/") || href.startsWith("/api/") || link.target) return;
    event.preventDefault();
    if (link.dataset.retry) window.location.assign(href);
    else acumen.go(href);
  });

  function closeMenus(target) {
    for (const menu of document.querySelectorAll("details.chooser[open]")) {
      if (!menu.contains(target) || target.closest(".menu a")) menu.open = false;
    }
  }

  function copy(button) {
    const text = button.querySelector(".copy-text");
    const before = text.dataset.before || text.textContent;
    text.dataset.before = before;
    const done = (said) => {
      text.textContent = said;
      window.setTimeout(() => (text.textContent = before), 1600);
    };
    if (!navigator.clipboard) {
      done("Not allowed here");
      return;
    }
    navigator.clipboard.writeText(button.dataset.copy).then(
      () => done("Copied"),
      () => done("Not allowed here"),
    );
  }

  /** The address of what is shown, with the index it was made on. */
  async function copyAddress() {
    const here = new URL(window.location.href);
    if (!here.searchParams.has("i") && here.search) {
      try {
        const told = await (await fetch("/api/v1/healthz")).json();
        if (told.index) here.searchParams.set("i", told.index);
      } catch {
        // without an answer the address goes without the index
      }
    }
    const done = (text) => acumen.say(text);
    if (!navigator.clipboard) done("Not allowed here");
    else navigator.clipboard.writeText(here.href).then(() => done("Link copied"), () => done("Not allowed here"));
  }

  /** A short notice at the edge of the page, also for screen readers. */
  acumen.say = function (text) {
    let place = document.getElementById("said");
    if (!place) {
      place = document.createElement("p");
      place.id = "said";
      place.setAttribute("role", "status");
      document.querySelector("main").append(place);
    }
    place.textContent = text;
    place.classList.add("shown");
    window.clearTimeout(place.timer);
    place.timer = window.setTimeout(() => place.classList.remove("shown"), 2200);
  };

  function help(open) {
    const dialog = document.getElementById("help");
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }

  function step(by) {
    const titles = [...document.querySelectorAll(".result .title")];
    if (!titles.length) return;
    const at = titles.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : titles.length - 1) : at + by;
    const title = titles[Math.min(Math.max(next, 0), titles.length - 1)];
    title.focus({ preventScroll: true });
    title.closest(".result").scrollIntoView({ block: "nearest" });
  }

  function escape() {
    const menu = document.querySelector("details.chooser[open]");
    const preview = document.querySelector("[data-close]");
    if (menu) menu.open = false;
    else if (preview) preview.click();
    else if (document.activeElement) document.activeElement.blur();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable=true]");
    if (event.key === "Enter" && event.target.id === "query") {
      window.clearTimeout(timer);
      ask(event.target.value);
      return;
    }
    if (event.key === "Escape") {
      escape();
      return;
    }
    if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (goes) {
      goes = false;
      const place = document.querySelector(`.place-link[data-key="${CSS.escape(event.key)}"]`);
      if (place) {
        event.preventDefault();
        acumen.go(place.getAttribute("href"));
        return;
      }
    }
    const act = {
      g: () => (goes = true),
      y: copyAddress,
      "/": () => document.getElementById("query").focus(),
      "?": () => help(true),
      j: () => step(1),
      k: () => step(-1),
      f: () => acumen.mapAct && acumen.mapAct("fit"),
      0: () => acumen.mapAct && acumen.mapAct("reset"),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  /** The query box says what the address says, also after back and forward. */
  acumen.showQuery = function () {
    const box = document.getElementById("query");
    const asked = new URLSearchParams(window.location.search).get("q") || "";
    if (!box || document.activeElement === box || box.value === asked) return;
    window.dash_clientside.set_props("query", { value: asked });
  };

  /** The navigation marks the page that is open. */
  acumen.showPlace = function () {
    for (const place of document.querySelectorAll(".place-link")) {
      const here = window.location.pathname === place.dataset.page;
      if (here === (place.getAttribute("aria-current") === "page")) continue;
      if (here) place.setAttribute("aria-current", "page");
      else place.removeAttribute("aria-current");
    }
  };

  /** What only JavaScript can do to a page that Dash has just drawn. */
  function settle() {
    const template = document.querySelector("[data-title]");
    const title = template ? `${template.dataset.title} · Acumen` : "Acumen";
    if (document.title !== title) document.title = title;
    const pane = document.querySelector(".filters-pane:not([data-settled])");
    if (pane) {
      pane.dataset.settled = "1";
      if (window.matchMedia("(max-width: 900px)").matches) pane.open = false;
    }
    acumen.showQuery();
    acumen.showPlace();
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
    settle();
  });
  window.addEventListener("popstate", () => {
    const box = document.getElementById("query");
    if (box && document.activeElement === box) box.blur();
    acumen.showQuery();
  });
})();
