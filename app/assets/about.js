// The tree of faults as rings, drawn from the list beside it; each part leads to its own address.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const SVG = "http://www.w3.org/2000/svg";
  const SIZE = 640;
  const HOLE = 54; // radius of the middle
  const RINGS = 4;
  const TURN = 2 * Math.PI;
  const LETTER = 5.4; // width of a letter at this size of type, on average
  let drawn = "";

  function made(tag, attributes, text) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** The nodes of the list with the share of the circle that each takes, 0..1. */
  function read() {
    const nodes = [...document.querySelectorAll(".tree [data-node]")].map((item) => ({
      id: item.dataset.node,
      parent: item.dataset.parent,
      name: item.dataset.name,
      leaves: Number(item.dataset.leaves),
      cover: item.dataset.cover,
      href: item.querySelector("a").getAttribute("href"),
      children: [],
    }));
    const root = { id: "", name: "All", leaves: 0, depth: 0, x0: 0, x1: 1, cover: "", children: [] };
    const byId = new Map(nodes.map((node) => [node.id, node]));
    byId.set("", root);
    for (const node of nodes) byId.get(node.parent).children.push(node);
    for (const top of root.children) root.leaves += top.leaves;
    const waiting = [root];
    while (waiting.length) {
      const node = waiting.pop();
      let at = node.x0;
      for (const child of node.children) {
        const share = ((node.x1 - node.x0) * child.leaves) / (node.leaves || 1);
        Object.assign(child, { x0: at, x1: at + share, depth: node.depth + 1 });
        at += share;
        waiting.push(child);
      }
    }
    return byId;
  }

  function point(radius, angle) {
    return `${(radius * Math.sin(angle)).toFixed(2)} ${(-radius * Math.cos(angle)).toFixed(2)}`;
  }

  function arc(inner, outer, from, to) {
    const whole = to - from > TURN - 1e-6;
    const end = whole ? from + TURN - 1e-4 : to;
    const large = end - from > Math.PI ? 1 : 0;
    return [
      `M ${point(outer, from)}`,
      `A ${outer} ${outer} 0 ${large} 1 ${point(outer, end)}`,
      `L ${point(inner, end)}`,
      `A ${inner} ${inner} 0 ${large} 0 ${point(inner, from)}`,
      "Z",
    ].join(" ");
  }

  function patterns() {
    const defs = made("defs", {});
    const hatch = made("pattern", { id: "cover-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    hatch.append(made("rect", { width: 6, height: 6, class: "pattern-ground" }), made("rect", { width: 2, height: 6, class: "pattern-line" }));
    const dots = made("pattern", { id: "cover-dots", width: 6, height: 6, patternUnits: "userSpaceOnUse" });
    dots.append(made("rect", { width: 6, height: 6, class: "pattern-ground" }), made("circle", { cx: 3, cy: 3, r: 1.1, class: "pattern-line" }));
    defs.append(hatch, dots);
    return defs;
  }

  /** What is zoomed to: a group itself, or the group around a leaf. */
  function focusOf(byId, chosen) {
    const node = byId.get(chosen) || byId.get("");
    return node.children.length ? node : byId.get(node.parent);
  }

  function draw(pane, byId, chosen) {
    const focus = focusOf(byId, chosen);
    const levels = Math.max(1, RINGS - focus.depth);
    const ring = (SIZE / 2 - 4 - HOLE) / levels;
    const svg = made("svg", { viewBox: `${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`, role: "img" });
    svg.setAttribute("aria-label", `Rings of ${focus.id ? focus.name : "all kinds of fault"}; the list below holds the same.`);
    svg.append(patterns());
    for (const node of byId.values()) {
      if (node.depth <= focus.depth || node.x0 < focus.x0 - 1e-9 || node.x1 > focus.x1 + 1e-9) continue;
      svg.append(part(node, focus, ring, node.id === chosen));
    }
    svg.append(middle(focus, byId));
    pane.replaceChildren(svg);
  }

  function part(node, focus, ring, chosen) {
    const scale = TURN / (focus.x1 - focus.x0);
    const from = (node.x0 - focus.x0) * scale;
    const to = (node.x1 - focus.x0) * scale;
    const inner = HOLE + (node.depth - focus.depth - 1) * ring;
    const outer = node.children.length ? inner + ring : SIZE / 2 - 4;
    const name = node.cover ? `arc cover-${node.cover}` : "arc arc-group";
    const group = made("g", { class: chosen ? `${name} arc-chosen` : name });
    group.dataset.go = node.href;
    group.append(made("path", { d: arc(inner, outer, from, to) }));
    group.append(made("title", {}, node.children.length ? `${node.name}: ${node.leaves} kinds` : node.name));
    const label = named(node.name, inner, outer, from, to);
    if (label) group.append(label);
    return group;
  }

  /** The name along the ring where it fits, else along the radius, cut where it is too long. */
  function named(text, inner, outer, from, to) {
    const middle = (from + to) / 2;
    const radius = (inner + outer) / 2;
    const [x, y] = point(radius, middle).split(" ");
    const degrees = (middle * 360) / TURN;
    if ((to - from) * radius > text.length * LETTER + 12 && to - from < 4) {
      const lower = middle > TURN / 4 && middle < (3 * TURN) / 4;
      return placed(text, x, y, lower ? degrees + 180 : degrees);
    }
    const across = (to - from) * (inner + 0.25 * (outer - inner));
    const room = Math.floor((outer - inner - 8) / LETTER);
    if (across < 10.5 || room < 5) return null;
    const said = text.length > room ? `${text.slice(0, room - 1)}…` : text;
    return placed(said, x, y, middle > Math.PI ? degrees + 90 : degrees - 90);
  }

  function placed(text, x, y, degrees) {
    return made("text", { transform: `translate(${x} ${y}) rotate(${degrees.toFixed(2)})` }, text);
  }

  function middle(focus, byId) {
    const up = focus.id ? byId.get(focus.parent) : focus;
    const group = made("g", { class: focus.id ? "arc-middle" : "arc-middle arc-still" });
    group.dataset.go = up.id ? up.href : "/about";
    group.append(made("circle", { r: HOLE - 3 }));
    group.append(made("text", { y: -4, class: "middle-count" }, String(focus.leaves)));
    group.append(made("text", { y: 16 }, focus.id ? "kinds; go up" : "kinds of fault"));
    return group;
  }

  function show() {
    const pane = document.getElementById("sunburst");
    if (!pane) {
      drawn = "";
      return;
    }
    const chosen = new URLSearchParams(window.location.search).get("node") || "";
    if (pane.firstChild && drawn === chosen) return;
    const byId = read();
    if (byId.size < 2) return;
    drawn = chosen;
    draw(pane, byId, chosen);
  }

  document.addEventListener("click", (event) => {
    const group = event.target.closest("#sunburst [data-go]");
    if (group) acumen.go(group.dataset.go);
  });
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
  });
  window.addEventListener("popstate", () => window.setTimeout(show));
})();
