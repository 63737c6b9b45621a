// The code of a template: fetched by file, drawn line by line as text, marked where it is evidence.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const CHUNK = 100; // lines in one block, which the browser skips while it is out of sight
  const SHORT = 4; // lines: a longer range is marked at its edge, its first line in full
  const kept = new Map();
  let shown = "";

  const $ = (id) => document.getElementById(id);

  function element(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  async function fetched(id, path) {
    const key = `${id}\n${path}`;
    if (!kept.has(key)) {
      const asked = new URLSearchParams({ id, path });
      const answer = fetch(`/api/v1/code?${asked}`).then(async (response) => {
        const body = await response.json();
        if (!response.ok) throw new Error(`${body.error} Try: ${body.remedy}`);
        return body;
      });
      kept.set(key, answer);
      answer.catch(() => kept.delete(key));
      if (kept.size > 40) kept.delete(kept.keys().next().value);
    }
    return kept.get(key);
  }

  acumen.showCode = async function (spec) {
    const pane = $("code");
    if (!pane) return;
    const asked = new URLSearchParams(window.location.search);
    const wanted = asked.get("file");
    const path = spec.files.includes(wanted) ? wanted : spec.files[0];
    const line = Number(asked.get("L")) || 0;
    for (const file of document.querySelectorAll("[data-file]")) {
      if (file.dataset.file === path) file.setAttribute("aria-current", "page");
      else file.removeAttribute("aria-current");
    }
    const key = `${spec.id}\n${path}`;
    if (shown !== key || !pane.firstChild) {
      shown = key;
      head(path, "");
      pane.replaceChildren(ghost());
      try {
        const view = await fetched(spec.id, path);
        if (shown !== key || pane !== $("code")) return;
        if (view.stored) lines(pane, view, spec.marks[path] || []);
        else missing(pane, view, spec);
        head(path, view.stored ? `${view.code.total.toLocaleString("en")} lines` : "not on this machine");
      } catch (error) {
        pane.replaceChildren(state("The code did not load.", error.message));
      }
    }
    if (line) reveal(line);
  };

  function head(path, facts) {
    $("code-name").textContent = document.querySelector(`[data-file="${CSS.escape(path)}"]`)
      ?.firstChild.textContent || "";
    $("code-facts").textContent = facts;
    const web = [...document.querySelectorAll("#code-webs a")].find((a) => a.dataset.path === path);
    const slot = $("code-web");
    slot.replaceChildren();
    if (!web) return;
    const link = element("a", "outward", "Permalink");
    link.href = web.href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    slot.append(link);
  }

  function ghost() {
    const block = element("div", "code-ghost");
    block.setAttribute("aria-label", "Loading");
    for (let i = 0; i < 12; i += 1) {
      const bar = element("span");
      bar.style.width = `${25 + ((i * 37) % 55)}%`;
      block.append(bar);
    }
    return block;
  }

  function state(title, text) {
    const block = element("div", "state");
    block.append(element("h2", "", title), element("p", "", text));
    return block;
  }

  function missing(pane, view, spec) {
    const block = state("The code is not on this machine.", view.note);
    if (view.place === "fetchable") block.append(fetching(spec));
    if (view.command) {
      block.append(element("p", "quiet", "In a terminal:"), element("code", "", view.command));
    }
    if (view.web) {
      const line = element("p");
      const link = element("a", "outward", "Read the file at the pinned commit");
      link.href = view.web;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      line.append(link);
      block.append(line);
    }
    pane.replaceChildren(block);
  }

  /** A button that brings the code here, and what came of it. */
  function fetching(spec) {
    const place = element("div", "fetching");
    const said = element("p", "quiet", "It comes from the repository, at the pinned commit.");
    said.setAttribute("role", "status");
    const button = element("button", "button primary", "Fetch the code");
    button.type = "button";
    button.addEventListener("click", async () => {
      button.disabled = true;
      said.className = "quiet";
      said.textContent = "Fetching: a minute for a large repository.";
      try {
        const answer = await fetch("/fetched-code", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ id: spec.id }),
        });
        const body = await answer.json();
        const problem = answer.ok ? body.problem : body.error;
        if (problem) throw new Error(`${problem} Try: ${body.remedy}`);
        kept.clear();
        if (!place.isConnected) return; // another file or page was opened meanwhile
        shown = "";
        await acumen.showCode(spec);
        $("code")?.focus({ preventScroll: true });
      } catch (error) {
        said.className = "problem";
        said.textContent = error.message;
        button.textContent = "Try again";
        button.disabled = false;
      }
    });
    place.append(button, said);
    return place;
  }

  function lines(pane, view, marks) {
    const why = new Map();
    const told = new Set(); // lines with a ground of their own: the first of a long range
    for (const [first, last, label] of marks) {
      if (last - first > SHORT && last - first > 0.8 * view.code.total) continue; // the whole file
      for (let number = first; number <= (last - first < SHORT ? last : first); number += 1) {
        told.add(number);
      }
      for (let number = first; number <= Math.min(last, first + 400); number += 1) {
        if (!why.has(number)) why.set(number, []);
        why.get(number).push(label);
      }
    }
    const all = element("div", "lines highlight");
    let block = null;
    view.code.lines.forEach((runs, index) => {
      const number = index + 1;
      if (index % CHUNK === 0) {
        block = element("div", "block");
        const count = Math.min(CHUNK, view.code.lines.length - index);
        block.style.containIntrinsicSize = `auto ${count * 20}px`;
        all.append(block);
      }
      const row = element("div", "line");
      row.id = `L${number}`;
      const anchor = element("a", "number", String(number));
      anchor.href = here(number);
      anchor.tabIndex = -1;
      anchor.setAttribute("aria-label", `Line ${number}`);
      const text = element("code");
      for (const [name, part] of runs) text.append(name ? element("span", name, part) : part);
      row.append(anchor, text);
      const labels = why.get(number);
      if (labels) {
        row.classList.add("evidence");
        if (told.has(number)) row.classList.add("told");
        row.title = [...new Set(labels)].join("\n");
      }
      block.append(row);
    });
    if (view.code.lines.length < view.code.total) {
      all.append(element("p", "quiet", `${view.code.total - view.code.lines.length} more lines are not shown.`));
    }
    pane.replaceChildren(all);
    pane.scrollTop = 0;
  }

  function here(number) {
    const now = new URL(window.location.href);
    now.searchParams.set("L", String(number));
    return now.pathname + now.search;
  }

  function reveal(number) {
    const row = $(`L${number}`);
    if (!row) return;
    for (const other of document.querySelectorAll(".line.target")) other.classList.remove("target");
    row.classList.add("target");
    const pane = $("code");
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    row.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    if (pane.scrollHeight <= pane.clientHeight) return;
    const bounds = pane.getBoundingClientRect();
    if (bounds.top < 0 || bounds.bottom > window.innerHeight + bounds.height) pane.scrollIntoView();
  }
})();
