// Panels of the explore page, written from trees of tags (app/plain.py) without React.
//
// A new tree is laid over the old one: what is the same stays, with its focus, its scroll position
// and the groups that were opened by hand. What a closed group holds is written when it is opened.
// Texts become text nodes; no markup is ever parsed.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const TAGS = new Set(
    ("a abbr article aside b button caption code dd details div dl dt em h1 h2 h3 h4 hr i kbd li " +
      "nav ol p pre s section small span strong sub summary sup table tbody td th thead time tr ul"
    ).split(" "),
  );
  const STYLES = new Set(["width", "--share", "--depth"]);
  const known = new WeakMap(); // element -> the attributes that a tree gave it
  const folded = new WeakMap(); // closed details -> the nodes that it will hold

  function address(text) {
    return /^(\/(?!\/)|https:\/\/|#)/.test(text) ? text : "/";
  }

  function write(element, name, value) {
    if (name === "style") {
      for (const [key, part] of Object.entries(value)) {
        if (STYLES.has(key)) element.style.setProperty(key, part);
      }
    } else if (name === "href") element.setAttribute(name, address(String(value)));
    else if (!name.startsWith("on")) element.setAttribute(name, value === true ? "" : String(value));
  }

  function dress(element, attributes) {
    const before = known.get(element) || {};
    for (const name of Object.keys(before)) {
      if (!(name in attributes)) element.removeAttribute(name);
    }
    for (const [name, value] of Object.entries(attributes)) {
      const same = name === "style" ? JSON.stringify(before.style) === JSON.stringify(value) : before[name] === value;
      if (!same) write(element, name, value);
    }
    known.set(element, attributes);
  }

  function make(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const [tag, attributes, children] = node;
    const element = document.createElement(TAGS.has(tag) ? tag : "span");
    dress(element, attributes);
    if (tag === "details") fill(element, children);
    else for (const child of children) element.append(make(child));
    return element;
  }

  /** A group: its line always, the rest once it is open. */
  function fill(element, children) {
    if (element.open) {
      folded.delete(element);
      lay(element, children);
      return;
    }
    folded.set(element, children);
    element.addEventListener("toggle", unfold);
    lay(element, children.slice(0, 1));
  }

  function unfold(event) {
    const element = event.currentTarget;
    if (folded.has(element)) fill(element, folded.get(element));
  }

  const keyOf = (attributes) => attributes["data-key"] || attributes["data-row"];

  /** Whether `element` may become `node`: of one kind, and of one key where there is one. */
  function fits(element, node) {
    if (!element) return false;
    if (typeof node === "string") return element.nodeType === 3;
    if (element.nodeType !== 1 || element.tagName.toLowerCase() !== node[0]) return false;
    const before = known.get(element);
    return Boolean(before) && keyOf(before) === keyOf(node[1]);
  }

  function lay(parent, nodes) {
    let at = parent.firstChild;
    for (const node of nodes) {
      if (!fits(at, node) && typeof node !== "string" && keyOf(node[1])) {
        const moved = [...parent.children].find((child) => fits(child, node));
        if (moved) {
          parent.insertBefore(moved, at);
          at = moved;
        }
      }
      if (fits(at, node)) {
        if (typeof node === "string") {
          if (at.data !== node) at.data = node;
        } else {
          dress(at, node[1]);
          if (node[0] === "details") fill(at, node[2]);
          else lay(at, node[2]);
        }
        at = at.nextSibling;
      } else {
        parent.insertBefore(make(node), at);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  /** Write trees into their places: {id: nodes}. */
  acumen.panes = function (panes) {
    const before = leader();
    for (const [id, nodes] of Object.entries(panes)) {
      const pane = document.getElementById(id);
      if (!pane) continue;
      const first = !known.has(pane);
      if (first) pane.replaceChildren();
      known.set(pane, {});
      lay(pane, nodes);
      pane.removeAttribute("aria-busy");
    }
    const results = document.querySelector(".results-pane");
    if (results && leader() !== before) results.scrollTop = 0;
  };

  /** The first result: another one means another list, which is read from its top. */
  function leader() {
    const result = document.querySelector("#results .result");
    return result ? result.dataset.row : "";
  }
})();
