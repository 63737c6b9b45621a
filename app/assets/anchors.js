// Places within a page: what a link with a hash names is opened, scrolled to and focused.
(function () {
  "use strict";
  let shown = ""; // the address whose place has been shown

  function reveal() {
    const name = window.location.hash.slice(1);
    const here = window.location.pathname + window.location.search + window.location.hash;
    if (!name || shown === here) return;
    const place = document.getElementById(decodeURIComponent(name));
    if (!place || !place.closest("main")) return;
    shown = here;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    const target = place.querySelector("summary") || place;
    if (!target.hasAttribute("tabindex") && target.tagName !== "SUMMARY") target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('main a[href^="#"]');
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    shown = "";
    const there = window.location.pathname + window.location.search + link.getAttribute("href");
    window.history.replaceState(window.history.state, "", there);
    reveal();
  });
  window.addEventListener("popstate", () => (shown = ""));
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(reveal).observe(document.body, { childList: true, subtree: true });
    reveal();
  });
})();
