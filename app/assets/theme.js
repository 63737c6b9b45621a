// Sets the colour scheme before the first paint, so that a dark page never flashes white.
(function () {
  "use strict";
  var kept = null;
  try {
    kept = window.localStorage.getItem("mantine-color-scheme-value");
  } catch (error) {
    kept = null; // storage may be closed to us; the system's wish decides then
  }
  var dark =
    kept === "dark" ||
    (kept !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
