// The explore page follows its address: what is new there is asked of the server (app/panels.py),
// laid over the panels and drawn on the map. Dash only draws the empty page.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const PAGE = "/explore";
  const $ = (id) => document.getElementById(id);
  let shown = null; // the address that was asked for last, without what only moves the map
  let key = ""; // names the panels that are drawn
  let drawn = null; // the page that they are drawn in
  let answer = null; // come, but not drawn yet
  let abort = null;

  function wanted() {
    const now = new URLSearchParams(window.location.search);
    now.delete("bbox");
    return now.toString();
  }

  function follow() {
    if (window.location.pathname !== PAGE) {
      if (abort) abort.abort();
      abort = shown = answer = drawn = null;
      key = "";
      return;
    }
    const now = wanted();
    if (now !== shown) ask(now);
    else if (acumen.map.control.here()) acumen.map.show({ same: true });
  }

  async function ask(search) {
    shown = search;
    if (abort) abort.abort();
    const mine = (abort = new AbortController());
    if ($("results")) $("results").setAttribute("aria-busy", "true");
    try {
      const found = await fetch(`${PAGE}/panels?${search}`, {
        signal: mine.signal,
        headers: { "X-Panels": key },
      });
      if (!found.ok) throw new Error(`${found.status}`);
      const told = await found.json();
      if (mine !== abort) return;
      answer = told;
    } catch (error) {
      if (mine !== abort || error.name === "AbortError") return;
      shown = null; // the same address may be tried again
      answer = { view: "", key: "", panes: { results: unanswered() }, map: null };
    }
    draw();
  }

  function draw() {
    const page = $("explore");
    if (!page || !$("results")) return;
    if (!answer) {
      if (drawn && page !== drawn && shown !== null) again(page);
      return;
    }
    const { view, panes, map } = answer;
    key = answer.key;
    answer = null;
    drawn = page;
    if (view) page.className = `explore view-${view}`;
    acumen.panes(panes);
    if (!panes.results) $("results").removeAttribute("aria-busy");
    if (map) acumen.map.show(map);
  }

  /** Dash has drawn the page a second time: it is empty. */
  function again(page) {
    drawn = page;
    key = "";
    ask(shown);
  }

  function unanswered() {
    const here = window.location.pathname + window.location.search;
    return [
      [
        "div",
        { class: "state state-warning", role: "status" },
        [
          ["span", { class: "icon icon-warning", "aria-hidden": "true" }, []],
          ["h2", {}, ["The server does not answer."]],
          ["p", {}, ["It may have been stopped, or the connection is lost."]],
          ["p", {}, [["a", { class: "button", href: here, "data-retry": "1" }, ["Try again"]]]],
        ],
      ],
    ];
  }

  window.addEventListener("acumen-moved", follow);
  window.addEventListener("popstate", follow);
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(draw).observe(document.body, { childList: true, subtree: true });
    follow();
  });
})();
