// The map of the explore page: from the specification that the server sends to what is seen, and back
// into the address. Its parts: map_data.js fetches, map_paint.js draws the points, map_marks.js all
// that lies above them, map_view.js knows the hands.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const ROOT = document.documentElement;
  const SETTLE_MS = 140; // without movement, before the view is noted and fetched: at least,
  const SLOW_MS = 600; // and at most, where drawing takes long
  const HELD_MS = 1200; // the same while the map is held: it will likely be moved on
  const state = {
    spec: null,
    points: null,
    base: null, // names and palettes
    element: null, // the map that was drawn in
    labels: true,
    density: true,
    timer: 0,
    frame: 0,
    hovered: -1,
    pointer: null,
    took: 0, // milliseconds of the last view that was fetched and drawn
    waits: false, // for a pane to be drawn in
    turn: 0, // of the drawing: an older one that ends late is dropped
    hues: null, // the palette that the page has in its styles
  };

  const $ = (id) => document.getElementById(id);
  const dark = () => ROOT.getAttribute("data-mantine-color-scheme") === "dark";
  const palette = () => state.base.palettes[dark() ? "dark" : "light"];
  const here = () => $("map") && $("map") === state.element;

  // --- from the server -------------------------------------------------------------------------

  async function show(spec) {
    if (!spec || !$("map") || (spec.same && !state.spec)) return;
    state.spec = { ...(spec.same && state.spec), ...spec };
    const fresh = $("map") !== state.element;
    if (fresh) start();
    map.view.measure();
    state.waits = map.view.pane.width < 2; // beside a list there is no map to draw
    if (state.waits) return;
    const wanted = boxOfAddress() || map.view.framed(spec.whole);
    const moved = !map.view.box || !map.view.same(wanted, map.view.box);
    if (moved) map.view.box = wanted;
    try {
      await first();
      if (!map.paint.supported()) {
        fallback();
        return;
      }
      const parts = [map.paint.library()];
      if (!spec.same || !state.points || (moved && state.spec.sampled)) parts.push(load());
      await Promise.all(parts);
      await draw();
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  function start() {
    state.element = $("map");
    state.points = null;
    map.view.box = null;
    map.view.measure();
    map.view.attach(state.element, {
      whole: () => state.spec.whole,
      changed,
      released,
      over,
      leave,
      click,
      line: (corners, finished) => map.marks.line(map.view, corners, finished),
      drawn,
    });
    new ResizeObserver(resized).observe(state.element);
    map.tools.pressed();
  }

  /** The picture, the names and the hits: seen before any point is. */
  async function first() {
    const spec = state.spec;
    map.marks.picture(spec.density + (dark() ? "dark" : "light"));
    map.marks.placePicture(map.view, spec.whole);
    $("map").classList.toggle("asked", spec.asked);
    state.base = await map.data.regions(spec);
    colourLegend();
    map.marks.setNames(state.base.labels);
    settleMarks();
    $("map").classList.add("seen");
  }

  async function load() {
    const turn = (state.turn += 1);
    const found = await map.data.points(state.spec, map.view.box);
    if (turn === state.turn) state.points = found;
  }

  async function draw() {
    if (!here() || !state.points) return;
    await map.paint.draw($("map-plot"), state.points, palette(), map.view.box, map.view.pane);
    $("map").classList.add("drawn");
    settleMarks();
    said();
  }

  function boxOfAddress() {
    const text = new URLSearchParams(window.location.search).get("bbox");
    const parts = text ? text.split(",").map(Number) : [];
    if (parts.length !== 4 || !parts.every(Number.isFinite)) return null;
    const [x0, y0, x1, y1] = parts;
    return x0 < x1 && y0 < y1 ? { x0, y0, x1, y1 } : null;
  }

  // --- a view that moves -----------------------------------------------------------------------

  function changed(box) {
    map.view.box = box;
    if (!state.frame) state.frame = window.requestAnimationFrame(frame);
    window.clearTimeout(state.timer);
    const rest = Math.min(Math.max(1.5 * state.took, SETTLE_MS), SLOW_MS);
    state.timer = window.setTimeout(settle, map.view.held() ? HELD_MS : rest);
  }

  /** The hand has let go: no need to wait for more. */
  function released() {
    if (!state.timer) return;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(settle, 30);
  }

  /** One picture of a movement: the points are told their range, the rest is moved along. */
  function frame() {
    state.frame = 0;
    if (!here()) return;
    map.paint.range(map.view.box);
    placeMarks();
  }

  function placeMarks() {
    const { spec } = state;
    map.marks.placePicture(map.view, spec.whole);
    map.marks.placeNames(map.view);
    map.marks.hits(map.view, spec, palette(), dark());
    map.marks.line(
      map.view,
      spec.lasso.map(([x, y]) => map.view.pixel(x, y)),
      true,
    );
  }

  function settleMarks() {
    map.marks.chooseNames(map.view, state.spec.whole, state.labels);
    placeMarks();
  }

  /** The view has come to rest: note it in the address, fetch it if it is only a sample. */
  async function settle() {
    state.timer = 0;
    if (!here()) return;
    note();
    settleMarks();
    if (!map.paint.supported() || !state.points) return;
    try {
      if (state.spec.sampled) {
        const since = performance.now();
        await load();
        await draw();
        state.took = performance.now() - since;
      }
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  function note() {
    const b = map.view.box;
    const whole = map.view.same(b, map.view.framed(state.spec.whole));
    const text = [b.x0, b.y0, b.x1, b.y1].map((v) => Number(v.toPrecision(7))).join(",");
    acumen.note("bbox", whole ? "" : text);
  }

  function resized() {
    if (!here() || !map.view.measure()) return;
    if (state.waits) show({ ...state.spec, same: false });
    else if (state.points) draw();
    else settleMarks();
  }

  // --- the pointer -----------------------------------------------------------------------------

  function under([left, top], reach) {
    const hit = map.marks.nearestHit(map.view, state.spec, left, top, reach);
    if (hit >= 0 || !state.points) return hit;
    const { box, pane } = map.view;
    return map.data.nearest(
      state.points,
      ...map.view.place(left, top),
      (box.x1 - box.x0) / pane.width,
      (box.y1 - box.y0) / pane.height,
      reach,
    );
  }

  function over(at) {
    if (state.pointer === null) window.requestAnimationFrame(look);
    state.pointer = at;
  }

  async function look() {
    const at = state.pointer;
    state.pointer = null;
    if (!at || !here()) return;
    const row = under(at, 14);
    state.element.classList.toggle("pointing", row >= 0);
    if (row === state.hovered) return;
    state.hovered = row;
    map.marks.hideCard();
    if (row < 0) return;
    const found = await map.marks.cardOf(state.spec, row).catch(() => null);
    if (found && state.hovered === row) map.marks.showCard(found, at[0], at[1]);
  }

  function leave() {
    state.hovered = -1;
    state.pointer = null;
    map.marks.hideCard();
  }

  async function click(at, reach) {
    const row = under(at, reach);
    if (row >= 0) await open(row);
  }

  async function open(row) {
    const found = await map.marks.cardOf(state.spec, row).catch(() => null);
    if (found) go({ t: found.id });
  }

  /** To the address with some parameters exchanged. */
  function go(change) {
    const now = new URL(window.location.href);
    for (const [name, value] of Object.entries(change)) {
      if (value) now.searchParams.set(name, value);
      else now.searchParams.delete(name);
    }
    acumen.go(now.pathname + now.search.replace(/%2C/gi, ",") + now.hash);
  }

  /** A line was drawn around something: its corners go into the address. */
  function drawn(corners) {
    const xs = corners.map((corner) => corner[0]);
    const ys = corners.map((corner) => corner[1]);
    const small = Math.max(...xs) - Math.min(...xs) < 10 || Math.max(...ys) - Math.min(...ys) < 10;
    if (corners.length < 3 || small) {
      placeMarks();
      tell("Draw a line around some templates.");
      return;
    }
    map.marks.line(map.view, corners, true);
    choose(corners.map(([left, top]) => map.view.place(left, top)));
    map.tools.mode("pan");
  }

  function choose(corners) {
    const digits = Math.max(0, 3 - Math.floor(Math.log10(map.view.box.x1 - map.view.box.x0)));
    const text = corners.flat().map((v) => Number(v.toFixed(Math.min(digits, 7)))).join(",");
    go({ sel: text, p: "", t: "" });
  }

  // --- what is said ----------------------------------------------------------------------------

  function said() {
    const { shown, inView, matching } = state.points;
    const partial = state.spec.sampled && shown < inView;
    tell(
      partial
        ? `Showing ${shown.toLocaleString("en")} of ${inView.toLocaleString("en")} in view. Zoom in for all.`
        : "",
    );
    const hits = state.spec.hits.length;
    const names = state.base.labels
      .filter(([, x, y, level]) => !level && inside(x, y))
      .slice(0, 4)
      .map((label) => label[0]);
    state.element.setAttribute(
      "aria-label",
      `Map of ${matching.toLocaleString("en")} templates${hits ? `, ${hits} hits marked` : ""}` +
        `${names.length ? `, around ${names.join(", ")}` : ""}. ` +
        "Arrow keys move, plus and minus zoom. The list holds the same templates.",
    );
  }

  function inside(x, y) {
    const b = map.view.box;
    return x >= b.x0 && x <= b.x1 && y >= b.y0 && y <= b.y1;
  }

  function tell(text) {
    const status = $("map-status");
    if (!status || status.textContent === text) return;
    status.textContent = text;
    status.className = `map-status ${text ? "" : "hidden"}`;
  }

  function failed(error) {
    tell(`${error.message} `);
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => window.location.reload());
    if ($("map-status")) $("map-status").append(again);
  }

  // --- the list and the map point at each other ------------------------------------------------

  const rowUnder = (event) => {
    const result = event.target.closest && event.target.closest(".result[data-row]");
    return result ? Number(result.dataset.row) : -1;
  };
  function pointAt(row) {
    if (!here() || !map.view.box || !state.spec) return;
    const hit = state.spec.hits.find((one) => one[0] === row);
    const at = hit ? [hit[1], hit[2]] : row >= 0 && state.points && map.data.place(state.points, row);
    map.marks.pulse(map.view, at || null);
  }
  document.addEventListener("mouseover", (event) => pointAt(rowUnder(event)));
  document.addEventListener("focusin", (event) => pointAt(rowUnder(event)));

  // --- colours ---------------------------------------------------------------------------------

  function colourLegend() {
    const p = palette();
    if (state.hues === p) return;
    state.hues = p;
    p.hues.forEach((hue, code) => ROOT.style.setProperty(`--hue-${code}`, hue));
    ROOT.style.setProperty(`--hue-${map.paint.OTHER}`, p.other);
    ROOT.style.setProperty(`--hue-${map.paint.UNKNOWN}`, p.unknown);
  }
  new MutationObserver(() => {
    if (!state.spec || !state.base || !here()) return;
    map.marks.picture(state.spec.density + (dark() ? "dark" : "light"));
    colourLegend();
    settleMarks();
    draw();
  }).observe(ROOT, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

  /** Without WebGL: the picture of the density with names and hits above it, and the list. */
  function fallback() {
    $("map").classList.add("drawn");
    settleMarks();
    tell("This browser has no WebGL: the map is a picture. The list is complete.");
  }

  const { pathname, search } = window.location;
  if (pathname === "/explore" && !/[?&]view=(list|table)/.test(search)) {
    document.addEventListener("DOMContentLoaded", () => {
      if (map.paint.supported()) map.paint.library().catch(() => {}); // show() says what failed
    });
  }

  map.control = { state, here, changed, settleMarks, choose };

  map.show = show;

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    acumen: Object.assign({}, window.dash_clientside && window.dash_clientside.acumen, {
      code: (spec) => {
        if (spec && acumen.showCode) acumen.showCode(spec);
        return window.dash_clientside.no_update;
      },
    }),
  });
})();
