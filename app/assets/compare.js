// What is kept for a comparison: up to three templates, in this browser, shown in a tray.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const KEY = "acumen-compare";
  const MOST = 3;
  let kept = read();
  let told = "";
  let drawn = "";

  function read() {
    try {
      const found = JSON.parse(window.localStorage.getItem(KEY) || "[]");
      if (!Array.isArray(found)) return [];
      return found
        .filter((item) => item && typeof item.id === "string" && typeof item.title === "string")
        .slice(0, MOST);
    } catch {
      return [];
    }
  }

  function keep(items) {
    kept = items;
    try {
      window.localStorage.setItem(KEY, JSON.stringify(items));
    } catch {
      told = "This browser keeps nothing: the tray is gone after a reload.";
    }
    show();
  }

  /** Put a template into the tray, or take it out again. */
  acumen.compare = function (id, title) {
    told = "";
    if (kept.some((item) => item.id === id)) {
      keep(kept.filter((item) => item.id !== id));
    } else if (kept.length >= MOST) {
      told = "Three at most: take one out first.";
      show();
    } else {
      keep([...kept, { id, title: title.slice(0, 160) }]);
    }
  };

  function address() {
    const asked = new URLSearchParams(kept.map((item) => ["id", item.id]));
    return `/compare?${asked}`;
  }

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function show() {
    for (const button of document.querySelectorAll("[data-compare]")) {
      const inside = String(kept.some((item) => item.id === button.dataset.compare));
      if (button.getAttribute("aria-pressed") !== inside) button.setAttribute("aria-pressed", inside);
    }
    const tray = document.getElementById("tray");
    if (!tray) return;
    const hidden = !kept.length || window.location.pathname === "/compare";
    const state = JSON.stringify([hidden, kept, told]);
    if (state === drawn && (hidden || tray.firstChild)) return;
    drawn = state;
    tray.hidden = hidden;
    document.documentElement.classList.toggle("with-tray", !hidden);
    tray.replaceChildren();
    if (hidden) return;
    tray.append(list(), said(), act());
  }

  function list() {
    const items = element("ul", "tray-items");
    for (const item of kept) {
      const row = element("li");
      const drop = element("button", "tool");
      drop.type = "button";
      drop.dataset.trayDrop = item.id;
      drop.setAttribute("aria-label", `Take out: ${item.title}`);
      drop.append(element("span", "icon icon-close"));
      row.append(element("span", "tray-title", item.title), drop);
      items.append(row);
    }
    return items;
  }

  function said() {
    const text = told || (kept.length === 1 ? "One more, and they can be compared." : "");
    const line = element("p", "quiet", text);
    line.setAttribute("role", "status");
    return line;
  }

  function act() {
    const row = element("div", "actions");
    const clear = element("button", "button", "Clear");
    clear.type = "button";
    clear.dataset.trayClear = "1";
    const go = element("a", "button primary", `Compare ${kept.length}`);
    go.href = address();
    row.append(clear, go);
    return row;
  }

  document.addEventListener("click", (event) => {
    const toggle = event.target.closest("[data-compare]");
    const drop = event.target.closest("[data-tray-drop]");
    if (toggle) acumen.compare(toggle.dataset.compare, toggle.dataset.compareTitle || "");
    if (drop) keep(kept.filter((item) => item.id !== drop.dataset.trayDrop));
    if (event.target.closest("[data-tray-clear]")) keep([]);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "c" || event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const place = event.target.closest(".result, .pick, .template, .preview, .others li");
    const button = (place || document.querySelector(".preview, .template") || document.body).querySelector(
      "[data-compare]",
    );
    if (button && (place || document.querySelector(".preview, .template"))) button.click();
  });

  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    kept = read();
    show();
  });
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
    show();
  });
})();
