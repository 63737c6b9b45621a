// Turns parts of a page that were written down as nested lists into elements; text stays text.
(function () {
  "use strict";
  const TAGS = new Set(
    ("a article aside b blockquote button canvas code dd details dialog div dl dt em figcaption figure footer h1 h2 h3 h4 h5 header i " +
      "li nav ol p pre section small span strong summary table tbody td textarea tfoot th thead tr ul").split(" "),
  );
  const NAMES = new Set(
    ("class tabindex colspan id title role scope href target rel type open hidden maxlength " +
      "spellcheck placeholder").split(" "),
  );
  const HREF = /^(\/(?!\/)|#|https:\/\/)/;

  function built(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const [tag, attributes, children] = node;
    if (!TAGS.has(tag)) throw new Error(`still: ${tag}`);
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) set(element, name, value);
    for (const child of children) element.append(built(child));
    return element;
  }

  function set(element, name, value) {
    if (name === "style") {
      for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
    } else if (name === "href" && !HREF.test(value)) {
      return; // neither within the app nor https
    } else if (NAMES.has(name) || /^(data|aria)-[a-z-]+$/.test(name)) {
      element.setAttribute(name, value);
    }
  }

  function draw(part) {
    const written = part.dataset.still;
    if (part.stillDrawn === written) return;
    part.stillDrawn = written;
    part.replaceChildren(...JSON.parse(written).map(built));
  }

  function drawAll() {
    for (const part of document.querySelectorAll("[data-still]")) draw(part);
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(drawAll).observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-still"],
    });
    drawAll();
  });
})();
