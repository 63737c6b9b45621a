// The map's own buttons and keys; each does what a hand on the map could do, and more.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const control = () => map.control;

  function fitted() {
    const { state } = control();
    const marks = state.spec.hits.length
      ? state.spec.hits.map((hit) => [hit[1], hit[2]])
      : state.spec.lasso;
    if (!marks.length) return state.spec.whole;
    const xs = marks.map((mark) => mark[0]);
    const ys = marks.map((mark) => mark[1]);
    const box = {
      x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys),
    };
    const whole = state.spec.whole;
    const margin = Math.max(box.x1 - box.x0, box.y1 - box.y0) * 0.08 + (whole.x1 - whole.x0) / 60;
    return {
      x0: box.x0 - margin, x1: box.x1 + margin, y0: box.y0 - margin, y1: box.y1 + margin,
    };
  }

  /** All that is in view, as a line a hair inside its edges. */
  function frameOfView() {
    const b = map.view.box;
    const [w, h] = [(b.x1 - b.x0) * 0.004, (b.y1 - b.y0) * 0.004];
    return [
      [b.x0 + w, b.y0 + h], [b.x1 - w, b.y0 + h], [b.x1 - w, b.y1 - h], [b.x0 + w, b.y1 - h],
    ];
  }

  function mode(name) {
    const { state } = control();
    map.view.mode = name;
    if (state.element) state.element.dataset.mode = name;
    pressed();
  }

  function act(name) {
    const { state, here, changed, settleMarks, choose } = control();
    if (!state.spec || !here() || !map.view.box) return;
    const acts = {
      pan: () => mode("pan"),
      zoom: () => mode("zoom"),
      lasso: () => mode(map.view.mode === "lasso" ? "pan" : "lasso"),
      select: () => choose(frameOfView()),
      in: () => changed(map.view.scaled(1 / 1.6)),
      out: () => changed(map.view.scaled(1.6)),
      fit: () => changed(map.view.framed(fitted())),
      reset: () => changed(map.view.framed(state.spec.whole)),
      labels: () => {
        state.labels = !state.labels;
        settleMarks();
      },
      density: () => {
        state.density = !state.density;
        state.element.classList.toggle("no-density", !state.density);
      },
    };
    if (acts[name]) acts[name]();
    pressed();
  }
  acumen.mapAct = act;

  function pressed() {
    const { state } = control();
    const on = {
      pan: map.view.mode === "pan",
      zoom: map.view.mode === "zoom",
      lasso: map.view.mode === "lasso",
      labels: state.labels,
      density: state.density,
    };
    for (const button of document.querySelectorAll("[data-map]")) {
      if (button.dataset.map in on) {
        button.setAttribute("aria-pressed", String(on[button.dataset.map]));
      }
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map]");
    if (button) act(button.dataset.map);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    if (event.metaKey || event.ctrlKey || event.altKey || !control().here()) return;
    if (document.querySelector("dialog[open]")) return;
    const name = { l: "lasso", v: "select", "+": "in", "=": "in", "-": "out" }[event.key];
    if (name) {
      event.preventDefault();
      act(name);
    }
    if (event.key === "Escape" && map.view.mode !== "pan") mode("pan");
  });

  map.tools = { mode, pressed };
})();
