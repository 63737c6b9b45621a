// What lies above the points: names of regions, hits, the line drawn around, the card under the
// pointer. Elements of the page and one small canvas, so that a change redraws no point.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const map = (acumen.map = acumen.map || {});
  const SVG = "http://www.w3.org/2000/svg";
  const CARDS = 400; // kept in the page
  const PICTURE = 512; // pixels of the picture's sides before it is stretched, as in explore.css
  const FINE = 2.2; // times the whole map: from here on the finer names are shown
  const cards = new Map();
  let names = []; // {text, x, y, level, width, element}
  let named = null; // the labels that `names` stands for
  let placed = null; // the view that their places were worked out for
  let marked = null; // the canvas of the hits, where something is drawn on it

  const $ = (id) => document.getElementById(id);

  // --- names of regions ------------------------------------------------------------------------

  function setNames(labels) {
    const layer = $("map-labels");
    if (!layer || (named === labels && layer.childElementCount === names.length)) return;
    named = labels;
    names = labels.map(([text, x, y, level]) => {
      const element = document.createElement("span");
      element.className = level ? "region fine" : "region";
      element.textContent = text;
      element.hidden = true;
      return { text, x, y, level, half: text.length * (level ? 3.2 : 3.9) + 8, element };
    });
    layer.replaceChildren(...names.map((name) => name.element));
  }

  /** Choose which names fit, the larger regions first. */
  function chooseNames(view, whole, on) {
    placed = null;
    const zoom = (whole.x1 - whole.x0) / (view.box.x1 - view.box.x0);
    const level = zoom > FINE ? 1 : 0;
    const taken = view.covered();
    for (const name of names) {
      let shown = on && name.level <= level;
      if (shown) {
        const [x, y] = view.pixel(name.x, name.y);
        const box = [x - name.half, y - 10, x + name.half, y + 10];
        shown = box[0] >= 0 && box[2] <= view.pane.width && box[1] >= 0 && box[3] <= view.pane.height;
        shown =
          shown &&
          !taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);
        if (shown) taken.push(box);
      }
      if (name.element.hidden === shown) name.element.hidden = !shown;
    }
  }

  /** A view that is only moved moves all names at once; any other puts each in its place. */
  function placeNames(view) {
    const layer = $("map-labels");
    const scale = view.pane.width / (view.box.x1 - view.box.x0);
    const [left, top] = view.pixel(0, 0);
    if (placed && placed.layer === layer && Math.abs(placed.scale / scale - 1) < 1e-9) {
      layer.style.transform = `translate(${left - placed.left}px, ${top - placed.top}px)`;
      return;
    }
    layer.style.transform = "";
    for (const name of names) if (!name.element.hidden) put(name.element, view, name.x, name.y);
    placed = { layer, scale, left, top };
  }

  function put(element, view, x, y) {
    const [left, top] = view.pixel(x, y);
    element.style.transform = `translate(${left}px, ${top}px) translate(-50%, -50%)`;
  }

  // --- hits and the opened template ------------------------------------------------------------

  function hits(view, spec, palette, dark) {
    const canvas = $("map-hits");
    if (!canvas) return;
    const nothing = !spec.hits.length && !spec.opened;
    if (nothing && marked !== canvas) return;
    marked = nothing ? null : canvas;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const { width, height } = view.pane;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const edge = dark ? "#ffffff" : "#14161b";
    for (let i = spec.hits.length - 1; i >= 0; i -= 1) {
      const [, x, y, code] = spec.hits[i];
      const [left, top] = view.pixel(x, y);
      if (left < -9 || top < -9 || left > width + 9 || top > height + 9) continue;
      context.beginPath();
      context.arc(left, top, i < 20 ? 6.5 : 4.5, 0, 2 * Math.PI);
      context.globalAlpha = i < 20 ? 1 : 0.8;
      context.fillStyle = map.paint.colour(palette, code);
      context.fill();
      context.lineWidth = i < 20 ? 1.6 : 1.1;
      context.strokeStyle = edge;
      context.stroke();
    }
    context.globalAlpha = 1;
    if (spec.opened) ring(context, view.pixel(spec.opened[1], spec.opened[2]), edge, dark);
  }

  function ring(context, [left, top], edge, dark) {
    context.beginPath();
    context.arc(left, top, 12, 0, 2 * Math.PI);
    context.lineWidth = 6;
    context.strokeStyle = dark ? "#14161b" : "#ffffff";
    context.stroke();
    context.lineWidth = 2.5;
    context.strokeStyle = edge;
    context.stroke();
  }

  function nearestHit(view, spec, left, top, reach) {
    let best = reach * reach;
    let row = -1;
    for (const [candidate, x, y] of spec.hits) {
      const [px, py] = view.pixel(x, y);
      const far = (px - left) ** 2 + (py - top) ** 2;
      if (far < best) {
        best = far;
        row = candidate;
      }
    }
    return row;
  }

  function pulse(view, at) {
    const mark = $("map-pulse");
    if (!mark) return;
    mark.classList.toggle("shown", Boolean(at));
    if (at) put(mark, view, at[0], at[1]);
  }

  // --- the picture of the density --------------------------------------------------------------

  function picture(url) {
    const holder = $("map-density");
    if (!holder) return;
    let image = holder.firstElementChild;
    if (!image) {
      image = document.createElement("img");
      image.className = "map-picture";
      image.alt = "";
      image.decoding = "async";
      holder.append(image);
    }
    if (image.getAttribute("src") !== url) image.src = url;
  }

  /** Its size stays; only its transform changes, which lays nothing out anew. */
  function placePicture(view, whole) {
    const image = $("map-density") && $("map-density").firstElementChild;
    if (!image) return;
    const [left, top] = view.pixel(whole.x0, whole.y1);
    const [right, bottom] = view.pixel(whole.x1, whole.y0);
    const [x, y] = [(right - left) / PICTURE, (bottom - top) / PICTURE];
    image.style.transform = `translate(${left}px, ${top}px) scale(${x}, ${y})`;
  }

  // --- the line drawn around, and the frame of a zoom ------------------------------------------

  /** ``corners`` in pixels. What lies outside is dimmed where the line is finished. */
  function line(view, corners, finished) {
    const holder = $("map-lasso");
    if (!holder) return;
    if (!corners.length) {
      if (holder.firstChild) holder.replaceChildren();
      return;
    }
    let svg = holder.firstElementChild;
    if (!svg) {
      svg = document.createElementNS(SVG, "svg");
      svg.append(document.createElementNS(SVG, "path"), document.createElementNS(SVG, "path"));
      holder.append(svg);
    }
    const { width, height } = view.pane;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const round = (v) => Math.round(v * 10) / 10;
    const path = `M${corners.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
    const [shade, edge] = svg.children;
    shade.setAttribute("class", "shade");
    shade.setAttribute("d", finished ? `M0 0H${width}V${height}H0Z${path}` : "");
    edge.setAttribute("class", finished ? "edge" : "edge drawing");
    edge.setAttribute("d", path);
  }

  // --- the card under the pointer --------------------------------------------------------------

  async function cardOf(spec, row) {
    const url = spec.card.replace("%d", String(row));
    if (!cards.has(url)) {
      const kept = fetch(url).then((answer) => {
        if (!answer.ok) throw new Error("no card");
        return answer.json();
      });
      cards.set(url, kept);
      if (cards.size > CARDS) cards.delete(cards.keys().next().value);
      kept.catch(() => cards.delete(url));
    }
    return cards.get(url);
  }

  function hideCard() {
    const card = $("map-card");
    if (card) card.classList.remove("shown");
  }

  function showCard(found, left, top) {
    const card = $("map-card");
    if (!card) return;
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
    const x = left + 320 > pane.width ? Math.max(8, left - 316) : left + 14;
    card.style.left = `${x}px`;
    card.style.top = `${Math.min(Math.max(8, top + 14), Math.max(8, pane.height - 128))}px`;
    card.classList.add("shown");
  }

  map.marks = {
    setNames, chooseNames, placeNames, hits, nearestHit, pulse, picture, placePicture, line,
    cardOf, hideCard, showCard,
  };
})();
