// The start page: digits choose an answer, own words become an address, the focus follows the step.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const TEXT = "start-text";
  let step = ""; // the one that is drawn, "" while another page is

  function nextQuestion(text) {
    const now = new URL(window.location.href);
    const said = text.trim();
    if (said) now.searchParams.set("text", said);
    else now.searchParams.delete("text");
    now.searchParams.set("step", "data");
    acumen.go(now.pathname + now.search);
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-start=words]");
    if (control) nextQuestion(document.getElementById(TEXT).value);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.id === TEXT && event.key === "Enter") {
      event.preventDefault();
      nextQuestion(event.target.value);
      return;
    }
    if (window.location.pathname !== "/start" || !/^[1-9]$/.test(event.key)) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.target.closest("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const option = document.querySelectorAll(".option-group > .options .option")[Number(event.key) - 1];
    if (!option) return;
    event.preventDefault();
    option.click();
  });

  /** After a step of one's own the focus is on its heading, so that reading goes on from there. */
  function follow() {
    const drawn = document.querySelector("[data-step]");
    const now = drawn ? drawn.dataset.step : "";
    if (now === step || (!now && window.location.pathname === "/start")) return; // not yet drawn
    const moved = step && now;
    step = now;
    const place = document.querySelector(".step[aria-current]");
    if (place) place.scrollIntoView({ block: "nearest", inline: "center" });
    if (!moved) return;
    window.scrollTo(0, 0);
    const title = document.getElementById("question-title");
    if (title) title.focus({ preventScroll: true });
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  });
})();
