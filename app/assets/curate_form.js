// The form of the curate page: values with their keys, remarks, history, and what to do in a conflict.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const make = (...all) => acumen.make(...all);
  const $ = (id) => document.getElementById(id);

  acumen.curateForm = function (work, desk, act) {
    const { slot, entry } = desk;
    const place = desk.entries.indexOf(entry) + 1;
    const where = place ? `${place} of ${desk.total.toLocaleString("en")}` : "";
    work.replaceChildren(
      make("div", { className: "curate-code" }, ...code(slot)),
      make("div", { className: "curate-form" },
        make("p", { className: "quiet" }, [where, entry.why].filter(Boolean).join(" · ")),
        make("h2", { id: "curate-title", tabindex: "-1" }, slot.label),
        make("p", { className: "where" }, make("a", { href: slot.card.link }, slot.card.title)),
        make("p", { className: "where" }, make("span", { className: "repo" }, slot.card.repository), slot.card.path),
        make("div", { id: "curate-conflict", role: "alert" }),
        options(desk),
        other(desk),
        make("label", { className: "quiet", htmlFor: "curate-note" }, "Why (optional)"),
        make("input", { id: "curate-note", maxlength: "2000", autocomplete: "off" }),
        buttons(desk, act),
        remarks(desk, act),
        history(slot)),
    );
  };

  function code(slot) {
    return [
      make("nav", { className: "files", ariaLabel: "Files" },
        make("ul", {}, ...slot.files.map((path) => {
          const name = path.split("/").pop();
          const file = make("button", { className: "file", type: "button", title: path, "data-file": path }, name);
          file.addEventListener("click", () => jump(path, 1));
          return make("li", {}, file);
        }))),
      make("div", { className: "code-head" }, make("span", { id: "code-name", className: "mono" }), make("span", { id: "code-facts", className: "quiet" }), make("span", { id: "code-web" })),
      make("div", { id: "code", className: "code", tabindex: "0", role: "region", ariaLabel: "Code of the file" }),
      make("div", { id: "code-webs", hidden: "" }),
    ];
  }

  let spec = null;
  function jump(path, line) {
    acumen.note("file", path);
    acumen.note("L", String(line));
    if (spec) acumen.showCode(spec());
  }

  function options(desk) {
    spec = () => desk.spec;
    const list = make("ul", { className: "curate-options", ariaLabel: desk.slot.label });
    desk.slot.options.forEach((option, place) => list.append(row(desk, option, place)));
    return list;
  }

  function row(desk, option, place) {
    const button = make("button", { className: "curate-option", type: "button", ariaPressed: String(desk.chosen.has(option.value)), title: option.about || option.label, "data-value": option.value },
      place < 9 ? make("kbd", { ariaHidden: "true" }, String(place + 1)) : make("span"),
      make("span", { className: "name" }, option.label),
      make("span", { className: "tick" }));
    button.addEventListener("click", () => toggle(desk, option.value));
    const places = option.places.map((p) => {
      const at = make("button", { className: "place", type: "button" }, `${p.path.split("/").pop()}:${p.first_line}`);
      at.addEventListener("click", () => jump(p.path, p.first_line));
      return at;
    });
    return make("li", {}, button, option.said || places.length ? make("p", { className: "said" }, option.said, " ", ...places) : null);
  }

  function toggle(desk, value) {
    if (desk.chosen.has(value)) desk.chosen.delete(value);
    else desk.chosen.add(value);
    desk.unknown = false;
    for (const button of document.querySelectorAll(".curate-option")) {
      button.setAttribute("aria-pressed", String(desk.chosen.has(button.dataset.value)));
    }
  }

  function other(desk) {
    const input = make("input", { id: "curate-other", list: "curate-choices", autocomplete: "off", placeholder: "Another value", ariaLabel: `Another value of ${desk.slot.label}` });
    const known = make("datalist", { id: "curate-choices" });
    let choices = null;
    input.addEventListener("focus", async () => {
      if (choices) return;
      choices = await acumen.curators.get("choices", { aspect: desk.slot.aspect }).catch(() => []);
      known.replaceChildren(...choices.map((o) => make("option", { value: o.label })));
    });
    const add = () => {
      const said = input.value.trim();
      if (!said || !choices) return;
      const found = choices.find((o) => o.label.toLowerCase() === said.toLowerCase() || o.value === said);
      if (!found) return;
      input.value = "";
      if (!desk.slot.options.some((o) => o.value === found.value)) {
        desk.slot.options.push(found);
        document.querySelector(".curate-options").append(row(desk, found, desk.slot.options.length - 1));
      }
      if (!desk.chosen.has(found.value)) toggle(desk, found.value);
    };
    input.addEventListener("change", add);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    return make("div", { className: "curate-other" }, input, known);
  }

  function action(text, key, run, primary) {
    const button = make("button", { className: `button${primary ? " primary" : ""}`, type: "button" }, text, " ", make("kbd", { ariaHidden: "true" }, key));
    button.addEventListener("click", run);
    return button;
  }

  function buttons(desk, act) {
    const first = [action("Save and next", "Enter", () => act.save(), true)];
    if (!desk.slot.blind && desk.first.size) first.push(action("All right as it is", "a", () => act.save({ values: [...desk.first], unknown: false })));
    return make("div", { className: "actions" }, ...first,
      action("Cannot be told", "u", () => act.save({ values: [], unknown: true })),
      action("Skip", "s", act.skip),
      facets(desk));
  }

  function facets(desk) {
    const select = make("select", { id: "curate-facet", ariaLabel: "Judge another attribute of this template" },
      ...desk.slot.facets.map(([value, text]) => make("option", { value }, text)));
    select.value = desk.slot.aspect;
    select.addEventListener("change", () => {
      acumen.go(`/curate?${new URLSearchParams({ queue: desk.queue, id: desk.slot.card.id, aspect: select.value })}`);
    });
    return select;
  }

  function remarks(desk, act) {
    const list = desk.slot.remarks.map((said) => {
      const off = make("button", { className: "button", type: "button" }, "Withdraw");
      off.addEventListener("click", () => act.remark(said.aspect, said.value, true));
      const kind = { "poor-starter": "Poor start", trial: "Tried" }[said.aspect] || "Note";
      return make("li", {}, make("p", {}, make("b", {}, `${kind}: `), said.label), make("p", { className: "quiet" }, `${said.who}, ${day(said.at)}`), off);
    });
    return make("section", { className: "curate-remarks" },
      make("h3", {}, "Remarks"),
      list.length ? make("ul", {}, ...list) : make("p", { className: "quiet" }, "None yet."),
      make("div", { className: "actions" },
        action("Poor start", "p", () => acumen.curateRemark(desk, "poor-starter", act.remark)),
        action("Note", "n", () => acumen.curateRemark(desk, "note", act.remark))));
  }

  function history(slot) {
    if (slot.blind) return make("p", { className: "quiet" }, "What was said before is hidden in an audit.");
    const lines = slot.history.map((said) => make("li", {},
      make("span", { className: `verdict verdict-${said.verdict}` }, said.takes_back ? `${said.via}: ${said.verdict}` : said.verdict),
      make("b", {}, said.label),
      make("span", { className: "quiet" }, `${said.who} (${said.role}), ${day(said.at)}, ${said.via}${said.stale ? ", of older code" : ""}`),
      said.note ? make("p", { className: "quiet" }, said.note) : null));
    return make("details", { className: "curate-history" },
      make("summary", {}, `History (${slot.history.length})`),
      lines.length ? make("ol", {}, ...lines) : make("p", { className: "quiet" }, "Nobody has said anything of this yet."));
  }

  function day(at) {
    return at.slice(0, 16).replace("T", " ");
  }

  /** A dialog that asks for the text of a remark. */
  acumen.curateRemark = function (desk, kind, send) {
    if (!desk.slot) return;
    const poor = kind === "poor-starter";
    const text = make("textarea", { id: "curate-remark", rows: "4", maxlength: "2000" });
    const dialog = make("dialog", { className: "curate-dialog", ariaLabelledby: "curate-remark-title" });
    const close = () => dialog.remove();
    const save = async () => {
      const said = text.value.trim();
      if (!said) return;
      dialog.close();
      await send(kind, said);
    };
    const yes = make("button", { className: "button primary", type: "button" }, "Save");
    const no = make("button", { className: "button", type: "button" }, "Cancel");
    yes.addEventListener("click", save);
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", close);
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    });
    dialog.append(
      make("h2", { id: "curate-remark-title" }, poor ? "A poor start" : "A note"),
      make("label", { htmlFor: "curate-remark" }, poor ? "Why should nobody start from it? The reason is shown, and it is not recommended any more." : "What should others know of it?"),
      text, make("div", { className: "actions" }, yes, no));
    document.body.append(dialog);
    dialog.showModal();
    text.focus();
  };

  /** Both values, and the choice between them. */
  acumen.curateConflict = function (work, found, act) {
    const slot = $("curate-conflict") || work;
    const lines = found.conflicts.slice(0, 5).map((one) => make("li", {},
      make("p", {}, make("b", {}, one.slot)),
      make("p", {}, `${one.who.join(", ") || "Somebody"} said: ${one.theirs.join("; ")}`),
      one.mine.length ? make("p", {}, `You say: ${one.mine.join("; ")}`) : null));
    const theirs = make("button", { className: "button", type: "button" }, act.undo ? "Leave it" : "Keep theirs");
    const mine = make("button", { className: "button primary", type: "button" }, act.undo ? "Take back the rest" : "Save mine");
    theirs.addEventListener("click", act.theirs);
    mine.addEventListener("click", act.mine);
    const rest = found.conflicting > 5 ? make("p", { className: "quiet" }, `and ${found.conflicting - 5} more`) : null;
    const panel = make("div", { className: "curate-conflict" },
      make("h3", { tabindex: "-1" }, found.error), make("ul", {}, ...lines), rest,
      make("div", { className: "actions" }, ...(found.conflicts.length ? [mine, theirs] : [theirs])));
    slot.replaceChildren(panel);
    panel.querySelector("h3").focus();
  };
})();
