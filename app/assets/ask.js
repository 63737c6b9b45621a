// Asking by code: several lines pasted into the query box, or written in a box of their own, go
// into the address as deflated text. Also: a filter's value with Alt held is left out.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const MOST = 8000; // characters that an address carries; as in app/urlstate.py
  const $ = (id) => document.getElementById(id);

  async function through(stream, bytes) {
    const writer = stream.writable.getWriter();
    writer.write(bytes);
    writer.close();
    return new Uint8Array(await new Response(stream.readable).arrayBuffer());
  }

  async function packed(code) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(code));
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  async function unpacked(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
    const code = await through(new DecompressionStream("deflate-raw"), bytes);
    return new TextDecoder().decode(code).slice(0, MOST);
  }

  /** Search for programs like `code`; what else was asked for stays. */
  async function search(code) {
    const asked = code.replace(/\r\n?/g, "\n").replace(/^\n+|\s+$/g, "").slice(0, MOST);
    if (!asked) return;
    const now = new URL(window.location.href);
    const target = now.pathname === "/explore" ? now : new URL("/explore", now);
    for (const name of ["p", "t", "like", "sort", "q"]) target.searchParams.delete(name);
    target.searchParams.set("code", await packed(asked));
    acumen.go(target.pathname + target.search.replace(/%2C/gi, ","));
  }
  acumen.askByCode = search;

  async function open() {
    const box = $("code-box");
    const text = $("code-text");
    if (!box || box.open) return;
    const now = new URLSearchParams(window.location.search).get("code");
    text.value = now ? await unpacked(now).catch(() => "") : text.value;
    box.showModal();
    text.focus();
    said();
  }

  function said() {
    const length = $("code-text").value.length;
    const full = length >= MOST;
    $("code-said").textContent = full ? `The first ${MOST.toLocaleString("en")} characters count.` : "";
  }

  async function submit() {
    const code = $("code-text").value;
    if (!code.trim()) {
      $("code-said").textContent = "There is no code yet.";
      return;
    }
    $("code-box").close();
    await search(code);
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest("[data-code-box]");
    if (control) ({ open, close: () => $("code-box").close(), search: submit })[control.dataset.codeBox]();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "code-text") said();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id === "code-text") {
      event.stopPropagation();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      return;
    }
    if (event.key !== "c" || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable=true]")) return;
    if (document.querySelector("dialog[open]") || !$("code-box")) return;
    event.preventDefault();
    open();
  });

  /** Several lines do not fit into one: they are code. */
  document.addEventListener("paste", (event) => {
    if (event.target.id !== "query") return;
    const text = event.clipboardData.getData("text/plain");
    if (!text.trim().includes("\n")) return;
    event.preventDefault();
    window.dash_clientside.set_props("query", { value: "" });
    event.target.blur();
    search(text);
  });

  document.addEventListener(
    "click",
    (event) => {
      if (!event.altKey) return;
      const value = event.target.closest(".value, a.only");
      const other = value && value.parentElement.querySelector(".hide");
      if (!other) return;
      event.preventDefault();
      event.stopPropagation();
      acumen.go(other.getAttribute("href"));
    },
    true,
  );
})();
