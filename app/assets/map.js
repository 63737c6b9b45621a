// The map: points from the binary route, drawn by Plotly as one trace per colour.
//
// Nothing of it passes through Dash but a small specification: where to fetch, which colours, which
// points are hits. Moving fetches the view again where the corpus is larger than one answer.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const ROOT = document.documentElement;
  const OTHER = 8;
  const UNKNOWN = 9;
  const MOVE_MS = 120;
  const CARDS = 400; // kept in the page
  const state = {
    spec: null,
    points: null,
    drawn: null,
    box: null,
    mode: "pan",
    labels: true,
    density: true,
    abort: null,
    timer: 0,
    cards: new Map(),
    at: new Map(),
  };

  const $ = (id) => document.getElementById(id);
  const dark = () => ROOT.getAttribute("data-mantine-color-scheme") === "dark";
  const palette = () => state.spec.palettes[dark() ? "dark" : "light"];

  /** Called by Dash with a new specification. */
  async function show(spec) {
    if (!spec || !$("map")) return;
    if (spec.same && state.spec) {
      Object.assign(state.spec, { box: spec.box, opened: spec.opened });
    } else if (!spec.same) {
      state.spec = spec;
    } else {
      return;
    }
    const fresh = $("map") !== state.drawn;
    if (fresh) state.box = null;
    const wanted = boxOfAddress() || framed(state.spec.whole);
    if (!state.box || !sameBox(wanted, state.box)) state.box = wanted;
    colourLegend();
    if (!webgl()) {
      fallback();
      return;
    }
    try {
      await plotly();
      if (!spec.same || fresh) await load();
      await draw();
      said();
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  function boxOfAddress() {
    const text = new URLSearchParams(window.location.search).get("bbox");
    const parts = text ? text.split(",").map(Number) : [];
    if (parts.length !== 4 || !parts.every(Number.isFinite)) return null;
    return { x0: parts[0], y0: parts[1], x1: parts[2], y1: parts[3] };
  }

  /** Widened so that the toolbar and the legend cover no point. */
  function framed(box) {
    const pane = $("map").getBoundingClientRect();
    if (pane.width < 2) return box;
    const legend = overlay(".legend", pane);
    const left = Math.min(56, pane.width / 6);
    const right = legend ? Math.min(pane.width - legend[0] + 8, pane.width / 3) : 12;
    const perPixel = (box.x1 - box.x0) / (pane.width - left - right);
    return { ...box, x0: box.x0 - left * perPixel, x1: box.x1 + right * perPixel };
  }

  /** Where a control covers the map, in pixels of the map; null if it does not. */
  function overlay(selector, pane) {
    const control = document.querySelector(selector);
    const box = control && control.getBoundingClientRect();
    if (!box || !box.width || box.top >= pane.bottom) return null;
    return [box.left - pane.left, box.top - pane.top, box.right - pane.left, box.bottom - pane.top];
  }

  function sameBox(one, other) {
    const near = (a, b) => Math.abs(a - b) <= 1e-4 * (1 + Math.abs(a));
    return ["x0", "y0", "x1", "y1"].every((side) => near(one[side], other[side]));
  }

  function webgl() {
    if (state.webgl === undefined) {
      const canvas = document.createElement("canvas");
      state.webgl = Boolean(canvas.getContext("webgl"));
    }
    return state.webgl;
  }

  function plotly() {
    if (window.Plotly) return Promise.resolve();
    if (!state.loading) {
      state.loading = new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = ROOT.dataset.plotly;
        script.onload = () => done();
        script.onerror = () => fail(new Error("The drawing library did not load."));
        document.head.append(script);
      });
    }
    return state.loading;
  }

  async function load() {
    if (state.abort) state.abort.abort();
    state.abort = new AbortController();
    let url = state.spec.points;
    if (state.spec.corpus > state.spec.cap) {
      const b = state.box;
      url += `&bbox=${[b.x0, b.y0, b.x1, b.y1].map((v) => v.toPrecision(6)).join(",")}`;
    }
    const answer = await fetch(url, { signal: state.abort.signal });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({ error: "The map did not load." }));
      throw new Error(problem.error);
    }
    state.points = unpack(await answer.arrayBuffer());
  }

  /** See app/services/points.py for the layout of these bytes. */
  function unpack(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const n = header.n;
    const start = 4 + length;
    const xy = new Float32Array(buffer, start, 2 * n);
    const rows = new Int32Array(buffer, start + 8 * n, n);
    const codes = new Uint8Array(buffer, start + 12 * n, n);
    state.at = new Map();
    const groups = Array.from({ length: UNKNOWN + 1 }, () => ({ x: [], y: [], rows: [] }));
    for (let i = 0; i < n; i += 1) {
      const group = groups[codes[i]];
      group.x.push(xy[2 * i]);
      group.y.push(xy[2 * i + 1]);
      group.rows.push(rows[i]);
      state.at.set(rows[i], [xy[2 * i], xy[2 * i + 1], codes[i]]);
    }
    for (const group of groups) {
      group.x = Float32Array.from(group.x);
      group.y = Float32Array.from(group.y);
    }
    return { header, groups };
  }

  function colour(code) {
    const p = palette();
    if (code === OTHER) return p.other;
    return code === UNKNOWN ? p.unknown : p.hues[code];
  }

  function size(n) {
    if (n < 600) return 9;
    if (n < 3000) return 7;
    return n < 10000 ? 5 : 4;
  }

  function traces() {
    const spec = state.spec;
    const asked = spec.asked;
    const dot = size(state.points.header.n);
    const base = state.points.groups.map((group, code) => ({
      type: "scattergl",
      mode: "markers",
      x: group.x,
      y: group.y,
      customdata: group.rows,
      hoverinfo: "none",
      showlegend: false,
      marker: {
        color: colour(code),
        size: code === UNKNOWN ? dot - 1 : dot,
        symbol: code === UNKNOWN ? "circle-open" : "circle",
        opacity: asked ? 0.22 : 0.82,
        line: { width: code === UNKNOWN ? 1.2 : 0 },
      },
    }));
    const hits = Array.from({ length: UNKNOWN + 1 }, () => []);
    for (const hit of spec.hits) hits[hit[3]].push(hit);
    const marked = hits.map((group, code) => ({
      type: "scattergl",
      mode: "markers",
      x: Float32Array.from(group, (hit) => hit[1]),
      y: Float32Array.from(group, (hit) => hit[2]),
      customdata: group.map((hit) => hit[0]),
      hoverinfo: "none",
      showlegend: false,
      marker: {
        color: colour(code),
        size: dot + 3,
        opacity: 1,
        line: { width: 1.4, color: dark() ? "#ffffff" : "#14161b" },
      },
    }));
    return [...base, ...marked].filter((trace) => trace.x.length);
  }

  function layout() {
    const b = state.box;
    const axis = { visible: false, showgrid: false, zeroline: false, fixedrange: false };
    const whole = state.spec.whole;
    return {
      xaxis: { ...axis, range: [b.x0, b.x1] },
      yaxis: { ...axis, range: [b.y0, b.y1] },
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      hovermode: "closest",
      hoverdistance: 14,
      spikedistance: 0,
      dragmode: state.mode,
      showlegend: false,
      autosize: true,
      images: state.density
        ? [
            {
              source: state.spec.density,
              xref: "x",
              yref: "y",
              x: whole.x0,
              y: whole.y1,
              sizex: whole.x1 - whole.x0,
              sizey: whole.y1 - whole.y0,
              sizing: "stretch",
              layer: "below",
              opacity: 0.55,
            },
          ]
        : [],
    };
  }

  async function draw() {
    const div = $("map");
    if (!div || !state.points) return;
    const config = { displayModeBar: false, scrollZoom: true, doubleClick: false, responsive: true };
    await window.Plotly.react(div, traces(), layout(), config);
    if (state.drawn !== div) {
      state.drawn = div;
      div.on("plotly_relayouting", () => place());
      div.on("plotly_relayout", moved);
      div.on("plotly_hover", (event) => hover(event.points[0], event.event));
      div.on("plotly_unhover", () => hover(null));
      div.on("plotly_click", (event) => open(event.points[0].customdata));
      div.on("plotly_doubleclick", () => act("reset"));
    }
    div.classList.add("drawn");
    place();
  }

  /** The view has changed by hand: note it in the address, fetch it if it is only a sample. */
  function moved(change) {
    if (change && change.dragmode && Object.keys(change).length === 1) return;
    const axes = $("map")._fullLayout;
    const [x0, x1] = axes.xaxis.range;
    const [y0, y1] = axes.yaxis.range;
    state.box = { x0, y0, x1, y1 };
    const whole = sameBox(state.box, framed(state.spec.whole));
    const text = [x0, y0, x1, y1].map((v) => Number(v.toPrecision(6))).join(",");
    acumen.note("bbox", whole ? "" : text);
    place();
    if (state.spec.corpus <= state.spec.cap) return;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(async () => {
      try {
        await load();
        await draw();
        said();
      } catch (error) {
        if (error.name !== "AbortError") failed(error);
      }
    }, MOVE_MS);
  }

  function said() {
    const header = state.points.header;
    const status = $("map-status");
    const partial = header.n < header.in_view;
    status.textContent = partial
      ? `Showing ${header.n.toLocaleString("en")} of ${header.in_view.toLocaleString("en")} in view. Zoom in for all.`
      : "";
    status.className = `map-status ${partial ? "" : "hidden"}`;
    const marked = state.spec.hits.length ? `, ${state.spec.hits.length} hits marked` : "";
    $("map").setAttribute(
      "aria-label",
      `Map of ${header.matching.toLocaleString("en")} templates${marked}. ` +
        "Arrow keys move, plus and minus zoom. The list holds the same templates.",
    );
  }

  function failed(error) {
    const status = $("map-status");
    if (!status) return;
    status.className = "map-status";
    status.textContent = `${error.message} `;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => window.location.reload());
    status.append(again);
  }

  // Names of regions, the opened point and the pulse stand above the drawing, as plain elements.

  function pixel(x, y) {
    const axes = $("map")._fullLayout;
    if (!axes || !axes.xaxis) return null;
    return [
      axes.xaxis.l2p(x) + axes.xaxis._offset,
      axes.yaxis.l2p(y) + axes.yaxis._offset,
    ];
  }

  function place() {
    const layer = $("map-labels");
    if (!layer || !$("map")._fullLayout) return;
    layer.replaceChildren();
    opened();
    if (!state.labels) return;
    const axes = $("map")._fullLayout;
    const whole = state.spec.whole;
    const zoom = (whole.x1 - whole.x0) / Math.abs(axes.xaxis.range[1] - axes.xaxis.range[0]);
    const level = zoom > 2.2 ? 1 : 0;
    const pane = $("map").getBoundingClientRect();
    const taken = [".map-tools", ".legend"].map((name) => overlay(name, pane)).filter(Boolean);
    for (const [text, x, y, depth] of state.spec.labels) {
      if (depth > level) continue;
      const at = pixel(x, y);
      const half = text.length * (depth ? 3.2 : 3.9) + 8;
      const box = [at[0] - half, at[1] - 10, at[0] + half, at[1] + 10];
      if (box[0] < 0 || box[2] > layer.clientWidth || box[1] < 0) continue;
      if (box[3] > layer.clientHeight) continue;
      if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) {
        continue;
      }
      taken.push(box);
      const name = document.createElement("span");
      name.className = depth ? "region fine" : "region";
      name.textContent = text;
      name.style.transform = `translate(${at[0]}px, ${at[1]}px) translate(-50%, -50%)`;
      layer.append(name);
    }
  }

  function opened() {
    const mark = state.spec.opened;
    if (!mark) return;
    const at = pixel(mark[1], mark[2]);
    const ring = document.createElement("span");
    ring.className = "ring";
    ring.style.transform = `translate(${at[0]}px, ${at[1]}px) translate(-50%, -50%)`;
    $("map-labels").append(ring);
  }

  function pulse(row) {
    const mark = $("map-pulse");
    if (!mark) return;
    const place = state.at.get(row);
    const at = place && state.drawn === $("map") ? pixel(place[0], place[1]) : null;
    mark.classList.toggle("shown", Boolean(at));
    if (at) mark.style.transform = `translate(${at[0]}px, ${at[1]}px) translate(-50%, -50%)`;
  }

  // The card under the pointer, fetched by row and kept.

  async function cardOf(row) {
    if (!state.cards.has(row)) {
      const kept = fetch(state.spec.card.replace("%d", String(row))).then((answer) => {
        if (!answer.ok) throw new Error("no card");
        return answer.json();
      });
      state.cards.set(row, kept);
      if (state.cards.size > CARDS) state.cards.delete(state.cards.keys().next().value);
      kept.catch(() => state.cards.delete(row));
    }
    return state.cards.get(row);
  }

  async function hover(point, event) {
    const card = $("map-card");
    if (!card) return;
    state.hovered = point ? point.customdata : null;
    if (!point) {
      card.classList.remove("shown");
      return;
    }
    const row = point.customdata;
    const found = await cardOf(row).catch(() => null);
    if (!found || state.hovered !== row) return;
    const line = (tag, text, name) => {
      const element = document.createElement(tag);
      element.className = name;
      element.textContent = text;
      return element;
    };
    const facts = [...found.framework, ...found.facts].map((fact) => fact.label);
    card.replaceChildren(
      line("strong", found.title, "card-title"),
      line("span", `${found.repository} · ${found.path}`, "card-where"),
      line("span", facts.join(" · ") || "No attributes known", "card-facts"),
      line("span", `${found.licence} · ${found.safety}`, "card-facts"),
    );
    const pane = card.parentElement.getBoundingClientRect();
    const x = event.clientX - pane.left;
    const y = event.clientY - pane.top;
    const left = x + 320 > pane.width ? Math.max(8, x - 316) : x + 14;
    card.style.left = `${left}px`;
    card.style.top = `${Math.min(Math.max(8, y + 14), Math.max(8, pane.height - 128))}px`;
    card.classList.add("shown");
  }

  async function open(row) {
    const found = await cardOf(row).catch(() => null);
    if (!found) return;
    const now = new URL(window.location.href);
    now.searchParams.set("t", found.id);
    acumen.go(now.pathname + now.search);
  }

  // Buttons and keys.

  function relayout(box) {
    const change = {
      "xaxis.range": [box.x0, box.x1],
      "yaxis.range": [box.y0, box.y1],
    };
    if (state.drawn) window.Plotly.relayout(state.drawn, change);
  }

  function scaled(factor) {
    const b = state.box;
    const [cx, cy] = [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2];
    const [w, h] = [((b.x1 - b.x0) * factor) / 2, ((b.y1 - b.y0) * factor) / 2];
    return { x0: cx - w, y0: cy - h, x1: cx + w, y1: cy + h };
  }

  function shifted(dx, dy) {
    const b = state.box;
    const [x, y] = [(b.x1 - b.x0) * dx, (b.y1 - b.y0) * dy];
    return { x0: b.x0 + x, y0: b.y0 + y, x1: b.x1 + x, y1: b.y1 + y };
  }

  function fitted() {
    const hits = state.spec.hits;
    if (!hits.length) return state.spec.whole;
    const xs = hits.map((hit) => hit[1]);
    const ys = hits.map((hit) => hit[2]);
    const [x0, x1, y0, y1] = [
      Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys),
    ];
    const margin = Math.max(x1 - x0, y1 - y0) * 0.08 + 0.25;
    return { x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin };
  }

  function act(name) {
    if (!state.spec || !state.drawn || state.drawn !== $("map")) return;
    if (name === "pan" || name === "zoom") {
      state.mode = name;
      window.Plotly.relayout(state.drawn, { dragmode: name });
    }
    if (name === "in") relayout(scaled(1 / 1.6));
    if (name === "out") relayout(scaled(1.6));
    if (name === "fit") relayout(framed(fitted()));
    if (name === "reset") relayout(framed(state.spec.whole));
    if (name === "labels") {
      state.labels = !state.labels;
      place();
    }
    if (name === "density") {
      state.density = !state.density;
      draw();
    }
    pressed();
  }
  acumen.mapAct = act;

  function pressed() {
    const on = {
      pan: state.mode === "pan",
      zoom: state.mode === "zoom",
      labels: state.labels,
      density: state.density,
    };
    for (const button of document.querySelectorAll("[data-map]")) {
      if (button.dataset.map in on) {
        button.setAttribute("aria-pressed", String(on[button.dataset.map]));
      }
    }
  }

  if (window.location.pathname === "/explore" && webgl()) {
    plotly().catch(() => (state.loading = null)); // beside the page; show() says what failed
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map]");
    if (button) act(button.dataset.map);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "map") return;
    const step = 0.15;
    const move = {
      ArrowLeft: () => shifted(-step, 0),
      ArrowRight: () => shifted(step, 0),
      ArrowUp: () => shifted(0, step),
      ArrowDown: () => shifted(0, -step),
      "+": () => scaled(1 / 1.4),
      "=": () => scaled(1 / 1.4),
      "-": () => scaled(1.4),
    }[event.key];
    if (!move || !state.drawn) return;
    event.preventDefault();
    relayout(move());
  });
  const rowUnder = (event) => {
    const result = event.target.closest && event.target.closest(".result[data-row]");
    return result ? Number(result.dataset.row) : null;
  };
  document.addEventListener("mouseover", (event) => pulse(rowUnder(event)));
  document.addEventListener("focusin", (event) => pulse(rowUnder(event)));

  // Colours of the legend come with the specification, so that they agree with the points.

  function colourLegend() {
    const p = palette();
    p.hues.forEach((hue, code) => ROOT.style.setProperty(`--hue-${code}`, hue));
    ROOT.style.setProperty(`--hue-${OTHER}`, p.other);
    ROOT.style.setProperty(`--hue-${UNKNOWN}`, p.unknown);
  }
  new MutationObserver(() => {
    if (!state.spec) return;
    colourLegend();
    if (state.drawn && state.drawn === $("map")) draw();
  }).observe(ROOT, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

  /** Without WebGL: the picture of the density, the names, and the list beside it. */
  function fallback() {
    const div = $("map");
    const picture = document.createElement("img");
    picture.src = state.spec.density;
    picture.alt = "Where templates stand close together";
    picture.className = "map-picture";
    const layer = document.createElement("div");
    layer.className = "map-marks";
    const whole = state.spec.whole;
    const put = (x, y, name, text) => {
      const mark = document.createElement("span");
      mark.className = name;
      mark.textContent = text;
      mark.style.left = `${(100 * (x - whole.x0)) / (whole.x1 - whole.x0)}%`;
      mark.style.top = `${(100 * (whole.y1 - y)) / (whole.y1 - whole.y0)}%`;
      layer.append(mark);
    };
    for (const hit of state.spec.hits) put(hit[1], hit[2], "hit", "");
    for (const [text, x, y, depth] of state.spec.labels) {
      if (!depth) put(x, y, "region", text);
    }
    div.replaceChildren(picture, layer);
    div.classList.add("drawn");
    const status = $("map-status");
    status.className = "map-status";
    status.textContent = "This browser has no WebGL: the map is a picture. The list is complete.";
    for (const button of document.querySelectorAll("[data-map]")) button.disabled = true;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    acumen: Object.assign({}, window.dash_clientside && window.dash_clientside.acumen, {
      map: (spec) => {
        show(spec);
        return window.dash_clientside.no_update;
      },
      code: (spec) => {
        if (spec && acumen.showCode) acumen.showCode(spec);
        return window.dash_clientside.no_update;
      },
    }),
  });
})();
