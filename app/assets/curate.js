// The curate page: a login, queues, one slot at a time with its evidence, and keys for all of it.
// Text is only ever set as text. A save is called saved once the server has it on its disk.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const PAGE = "/curate";
  const QUEUES = [
    ["uncertain", "Uncertain", "The rules are not sure, or found nothing."],
    ["new", "New", "New or changed since the index before."],
    ["conflict", "Conflicts", "People differ."],
    ["stale", "Stale", "Said of code that has changed since."],
    ["audit", "Audit", "A random check with the answer hidden: it measures the rules."],
  ];
  const PANELS = [["bulk", "Many at once"], ["figures", "Agreement"]];
  const desk = { person: null, queue: "", entries: [], total: 0, counts: {}, at: 0, slot: null, chosen: null, first: null, saved: 0, done: [], busy: false };
  let drawn = null; // the element this state belongs to

  const $ = (id) => document.getElementById(id);
  const make = (...all) => acumen.make(...all);

  // --- address -----------------------------------------------------------------------------

  function address() {
    const asked = new URLSearchParams(window.location.search);
    const queue = asked.get("queue") || "uncertain";
    const known = [...QUEUES, ...PANELS].some(([name]) => name === queue);
    return { queue: known ? queue : "uncertain", id: asked.get("id") || "", aspect: asked.get("aspect") || "" };
  }

  function link(queue) {
    return `${PAGE}?${new URLSearchParams({ queue })}`;
  }

  // --- start -------------------------------------------------------------------------------

  async function start() {
    const root = $("curate");
    if (!root || root === drawn) return;
    drawn = root;
    Object.assign(desk, { queue: "", entries: [], slot: null, at: 0 });
    try {
      desk.person = await acumen.curators.get("session");
    } catch (error) {
      fail(root, error);
      return;
    }
    await enter();
  }

  async function enter() {
    if (!desk.person.name) {
      login();
      return;
    }
    frame();
    acumen.curators.retry();
    await follow(true);
  }

  function login(said) {
    const input = make("input", { id: "curate-token", type: "password", autocomplete: "off", spellcheck: "false", maxlength: "200" });
    const problem = make("p", { className: "problem", role: "alert" }, said || "");
    const send = async () => {
      problem.textContent = "";
      try {
        desk.person = await acumen.curators.send("POST", "session", { token: input.value });
        await enter();
      } catch (error) {
        problem.textContent = error.message;
        input.select();
      }
    };
    const button = make("button", { className: "button primary", type: "submit" }, "Log in");
    const form = (...children) => make("form", { className: "curate-login card-section" }, ...children);
    drawn.replaceChildren(
      form(
        make("h2", {}, "Log in to judge"),
        make("p", { className: "quiet" }, "Rules read the code; people correct them. What they say counts at once in search, filters, the map and the recommendations. Everybody can read it; to say something yourself, enter the token that you were given."),
        make("label", { htmlFor: "curate-token" }, "Token"),
        input, problem, make("div", { className: "actions" }, button)),
    );
    drawn.firstChild.addEventListener("submit", (event) => {
      event.preventDefault(); // the token goes by fetch, never into an address
      send();
    });
    input.focus();
  }

  function frame() {
    const out = make("button", { className: "button", type: "button" }, "Log out");
    out.addEventListener("click", async () => {
      await acumen.curators.send("DELETE", "session").catch(() => null);
      desk.person = { name: "", role: "" };
      login("You are logged out.");
    });
    drawn.replaceChildren(
      make("div", { className: "curate-head" },
        make("p", { className: "who" }, "You are ", make("b", {}, desk.person.name), ` (${desk.person.role})`),
        make("p", { id: "curate-status", className: "curate-status", role: "status" }),
        make("div", { className: "actions" }, tool("Undo", "z", () => take(false)), tool("Redo", "Shift z", () => take(true)), out)),
      make("nav", { id: "curate-queues", className: "curate-queues", ariaLabel: "Queues" }),
      make("section", { id: "curate-work", className: "curate-work", ariaLabel: "Work" }),
    );
    status();
  }

  function tool(text, key, act) {
    const button = make("button", { className: "button", type: "button" }, text, " ", ...key.split(" ").map((part) => make("kbd", { ariaHidden: "true" }, part)));
    button.addEventListener("click", act);
    return button;
  }

  function status(text) {
    const line = $("curate-status");
    if (!line) return;
    const waiting = acumen.curators.waiting();
    const counted = desk.saved ? `${desk.saved} saved in this session.` : "";
    const late = waiting ? `${waiting} not saved yet: the server was not reached. Trying again.` : "";
    line.textContent = [text, counted, late].filter(Boolean).join(" ");
    line.classList.toggle("late", waiting > 0);
  }

  function fail(root, error) {
    root.replaceChildren(make("p", { className: "note", role: "alert" }, error.message));
  }

  // --- queues ------------------------------------------------------------------------------

  async function follow(force) {
    if (!drawn || !desk.person || !desk.person.name || window.location.pathname !== PAGE) return;
    const asked = address();
    if (asked.queue === "bulk" || asked.queue === "figures") {
      desk.queue = asked.queue;
      desk.slot = null;
      if (!Object.keys(desk.counts).length) await load("uncertain").catch(() => null);
      queues(asked.queue);
      await acumen.curatePanels[asked.queue]($("curate-work"), desk);
      return;
    }
    try {
      if (force || asked.queue !== desk.queue) {
        await load(asked.queue);
        desk.queue = asked.queue;
        desk.at = 0;
      }
      const place = asked.id ? desk.entries.findIndex((e) => e.id === asked.id && (!asked.aspect || e.aspect === asked.aspect)) : -1;
      if (place >= 0) desk.at = place;
      await show(asked.id && place < 0 ? { id: asked.id, aspect: asked.aspect || "task", why: "" } : desk.entries[desk.at]);
    } catch (error) {
      if (error.status === 401) {
        desk.person = { name: "", role: "" };
        login("Your session has ended.");
      } else fail($("curate-work") || drawn, error);
    }
  }

  async function load(queue) {
    const found = await acumen.curators.get("queue", { queue });
    Object.assign(desk, { entries: found.entries, total: found.total, counts: found.counts });
    queues(queue);
  }

  function queues(current) {
    const item = (name, text, about, count) => {
      const entry = make("a", { href: link(name), className: "queue", title: about || "" }, make("span", {}, text), make("span", { className: "count" }, count === undefined ? "" : count.toLocaleString("en")));
      if (name === current) entry.setAttribute("aria-current", "page");
      return make("li", {}, entry);
    };
    $("curate-queues").replaceChildren(
      make("ul", {}, ...QUEUES.map(([name, text, about]) => item(name, text, about, desk.counts[name]))),
      make("ul", {}, ...PANELS.map(([name, text]) => item(name, text))),
    );
  }

  // --- one slot ----------------------------------------------------------------------------

  async function show(entry) {
    const work = $("curate-work");
    if (!entry || !entry.id) {
      desk.slot = null;
      if (entry) gone(work, entry);
      else work.replaceChildren(make("div", { className: "state" }, make("h2", {}, "Nothing is left in this queue."), make("p", { className: "quiet" }, "Choose another one.")));
      return;
    }
    const blind = desk.queue === "audit";
    const slot = await acumen.curators.get("slot", { id: entry.id, aspect: entry.aspect, ...(blind ? { blind: 1 } : {}) });
    Object.assign(desk, { slot, entry, first: new Set(slot.options.filter((o) => o.on).map((o) => o.value)) });
    desk.chosen = new Set(desk.first);
    desk.unknown = false;
    remember(entry);
    acumen.curateForm(work, desk, { save, skip, take, remark, follow, status });
    window.requestAnimationFrame(() => evidence(slot));
    const title = $("curate-title");
    if (title) title.focus({ preventScroll: true });
  }

  function gone(work, entry) {
    work.replaceChildren(
      make("div", { className: "state" },
        make("h2", {}, entry.title),
        make("p", {}, `${entry.repository} · ${entry.path}`),
        make("p", {}, entry.why),
        make("p", { className: "quiet" }, "What was said of it is kept, and counts again when the same code is indexed."),
        tool("Next", "s", skip)),
    );
  }

  function remember(entry) {
    acumen.note("id", entry.id);
    acumen.note("aspect", entry.aspect);
    acumen.note("file", "");
    acumen.note("L", "");
  }

  function evidence(slot) {
    const marks = {};
    for (const option of slot.options) {
      for (const place of option.places) {
        (marks[place.path] = marks[place.path] || []).push([place.first_line, place.last_line, option.label]);
      }
    }
    const first = slot.options.flatMap((o) => o.places).find((place) => slot.files.includes(place.path));
    if (first) {
      acumen.note("file", first.path);
      acumen.note("L", String(first.first_line));
    }
    desk.spec = { id: slot.card.id, files: slot.files, marks };
    if ($("code")) acumen.showCode(desk.spec);
  }

  // --- saving ------------------------------------------------------------------------------

  async function save(extra) {
    if (!desk.slot || desk.busy) return;
    const { slot } = desk;
    const body = { id: slot.card.id, aspect: slot.aspect, values: [...desk.chosen], unknown: desk.unknown, base: slot.version, blind: slot.blind, note: ($("curate-note") || { value: "" }).value.trim(), ...extra };
    if (body.unknown) body.values = [];
    await write("save", body, () => next());
  }

  async function remark(kind, text, remove) {
    const { slot } = desk;
    await write("remark", { id: slot.card.id, kind, text, remove: Boolean(remove), base: slot.remark_versions[kind] || 0 }, () => show(desk.entry));
  }

  async function take(redo, more) {
    while (desk.busy) await new Promise((wait) => window.setTimeout(wait, 30)); // in turn, never lost
    await write("undo", { redo, ...more }, async () => {
      const where = redo ? null : desk.done.pop();
      status(redo ? "Done again." : "Taken back.");
      if (where && (!desk.entry || where.id !== desk.entry.id || where.aspect !== desk.entry.aspect)) {
        acumen.go(`${PAGE}?${new URLSearchParams({ queue: where.queue, id: where.id, aspect: where.aspect })}`);
      }
      await follow(true);
    });
  }

  async function write(route, body, then) {
    if (desk.busy) return;
    desk.busy = true;
    drawn.setAttribute("aria-busy", "true");
    try {
      await answered(route, body, then, await acumen.curators.save(route, body));
    } finally {
      desk.busy = false;
      if (drawn) drawn.removeAttribute("aria-busy");
    }
  }

  async function answered(route, body, then, outcome) {
    if (outcome.conflict) {
      acumen.curateConflict($("curate-work"), outcome.conflict, {
        mine: () => (route === "undo" ? take(body.redo, { skip_changed: true }) : write(route, { ...body, key: undefined, base: outcome.conflict.conflicts[0].version }, then)),
        theirs: () => follow(true),
        undo: route === "undo",
      });
      return;
    }
    if (outcome.error) {
      status(`Not saved. ${outcome.error}`);
      if (outcome.status === 401) login("Your session has ended. What you had chosen was not saved.");
      return;
    }
    if (route !== "undo") {
      desk.saved += outcome.saved ? 1 : 0;
      if (desk.slot) desk.done.push({ queue: desk.queue, id: desk.slot.card.id, aspect: desk.slot.aspect });
    }
    status(outcome.saved ? "Saved." : "");
    await then();
  }

  async function next() {
    const here = desk.entry;
    desk.entries = desk.entries.filter((e) => e.id !== here.id || e.aspect !== here.aspect);
    if (!desk.entries.length) await load(desk.queue);
    else refresh();
    if (desk.at >= desk.entries.length) desk.at = 0;
    await show(desk.entries[desk.at]).catch((error) => fail($("curate-work"), error));
  }

  async function refresh() {
    const found = await acumen.curators.get("queue", { queue: desk.queue, limit: 1 }).catch(() => null);
    if (!found) return;
    desk.counts = found.counts;
    queues(desk.queue);
  }

  async function skip() {
    if (desk.busy || !desk.entries.length) return;
    desk.at = (desk.at + 1) % desk.entries.length;
    await show(desk.entries[desk.at]).catch((error) => fail($("curate-work"), error));
  }

  // --- keys --------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (window.location.pathname !== PAGE || !desk.person || !desk.person.name) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, textarea, select");
    if (typing && !(event.key === "Enter" && event.target.id === "curate-note")) return;
    if (event.key === "Enter" && !typing && event.target.closest("a, button, summary")) return;
    const option = /^[1-9]$/.test(event.key) ? document.querySelectorAll(".curate-option")[Number(event.key) - 1] : null;
    const act = option
      ? () => option.click()
      : {
          Enter: () => save(),
          a: () => desk.first.size && !desk.slot.blind && save({ values: [...desk.first], unknown: false }),
          u: () => save({ values: [], unknown: true }),
          s: skip,
          z: () => take(false),
          Z: () => take(true),
          p: () => acumen.curateRemark(desk, "poor-starter", remark),
          n: () => acumen.curateRemark(desk, "note", remark),
        }[event.key];
    if (!act || (!desk.slot && !["z", "Z", "s"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  // The map's last address, so that many templates can be chosen there.
  function watch() {
    if (window.location.pathname === "/explore") window.sessionStorage.setItem("acumen-chosen", window.location.search);
    if (window.location.pathname === PAGE) follow(false);
    else drawn = null;
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(start).observe(document.body, { childList: true, subtree: true });
    start();
    watch();
  });
  window.addEventListener("acumen-moved", watch);
  window.addEventListener("popstate", watch);
  window.addEventListener("acumen-outbox", () => status());
})();
