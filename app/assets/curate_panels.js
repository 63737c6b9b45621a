// Two panels of the curate page: many templates at once, and how far people agree.
(function () {
  "use strict";
  const acumen = (window.acumen = window.acumen || {});
  const make = (...all) => acumen.make(...all);
  const percent = (share) => `${Math.round(100 * share)} %`;
  let facets = null;

  async function facetList(desk) {
    if (facets) return facets;
    const entry = desk.entries.find((one) => one.id);
    if (!entry) return [["task", "Task"]];
    facets = (await acumen.curators.get("slot", { id: entry.id, aspect: "task" })).facets;
    return facets;
  }

  function field(label, control) {
    return make("div", { className: "curate-field" }, make("label", { htmlFor: control.id }, label), control);
  }

  // --- many at once ------------------------------------------------------------------------

  async function bulk(work, desk) {
    const known = (await facetList(desk)).filter(([name]) => name !== "role" && name !== "licence");
    const kept = window.sessionStorage.getItem("acumen-chosen") || "";
    const from = new URLSearchParams(window.location.search).get("from");
    const where = make("input", { id: "bulk-search", value: from === null ? kept : from, placeholder: "?f.task=image-classification", autocomplete: "off", spellcheck: "false", maxlength: "16000" });
    const aspect = make("select", { id: "bulk-aspect" }, ...known.map(([value, text]) => make("option", { value }, text)));
    aspect.value = "task";
    const value = make("input", { id: "bulk-value", list: "bulk-choices", autocomplete: "off" });
    const choices = make("datalist", { id: "bulk-choices" });
    const verdict = make("select", { id: "bulk-verdict" }, make("option", { value: "set" }, "They have it"), make("option", { value: "removed" }, "They do not have it"));
    const over = make("input", { id: "bulk-over", type: "checkbox" });
    const result = make("div", { id: "bulk-result", role: "status" });
    let options = [];
    const fill = async () => {
      options = await acumen.curators.get("choices", { aspect: aspect.value }).catch(() => []);
      choices.replaceChildren(...options.map((o) => make("option", { value: o.label })));
    };
    let filled = fill();
    aspect.addEventListener("change", () => { filled = fill(); });
    await filled;
    const wanted = () => {
      const said = value.value.trim();
      const found = options.find((o) => o.label.toLowerCase() === said.toLowerCase() || o.value === said);
      const text = where.value.trim();
      const at = text.indexOf("?");
      return { search: at >= 0 ? text.slice(at) : "", aspect: aspect.value, value: found ? found.value : said, label: found ? found.label : said, verdict: verdict.value, over_people: over.checked };
    };
    const plan = make("button", { className: "button primary", type: "button" }, "Show what would change");
    plan.addEventListener("click", async () => {
      await filled; // the values of an attribute chosen a moment ago may still be on their way
      planned(result, wanted(), desk);
    });
    work.replaceChildren(
      make("div", { className: "curate-bulk card-section" },
        make("h2", { id: "curate-title", tabindex: "-1" }, "Many at once"),
        make("p", { className: "quiet" }, "Choose templates on the map, with filters, a query or the lasso; their address is taken over here. Nothing is changed before you have seen a sample."),
        make("p", {}, make("a", { href: `/explore${kept}`, className: "button" }, "Choose on the map")),
        field("Address of the explore page", where), field("Attribute", aspect), field("Value", value), choices, field("Verdict", verdict),
        make("div", { className: "curate-check" }, over, make("label", { htmlFor: "bulk-over" }, "Also where people said something of this attribute")),
        make("div", { className: "actions" }, plan)),
      result,
    );
  }

  async function planned(result, wanted, desk) {
    result.replaceChildren(make("p", { className: "quiet" }, "Looking …"));
    let found;
    try {
      found = await acumen.curators.send("POST", "bulk/plan", wanted);
    } catch (error) {
      result.replaceChildren(make("p", { className: "note", role: "alert" }, error.message));
      return;
    }
    const does = wanted.verdict === "set" ? `“${wanted.label}” is set` : `“${wanted.label}” is taken off`;
    const parts = [`${found.matched.toLocaleString("en")} templates match.`, `${does} for ${found.changes.toLocaleString("en")} of them.`];
    if (found.already) parts.push(`${found.already.toLocaleString("en")} are so already.`);
    if (found.people) parts.push(`Of ${found.people.toLocaleString("en")} people said something: ${wanted.over_people ? "they are changed too." : "they are left out."}`);
    const apply = make("button", { className: "button primary", type: "button" }, `Change ${found.changes.toLocaleString("en")} templates`);
    apply.addEventListener("click", async () => {
      apply.disabled = true;
      const outcome = await acumen.curators.save("bulk", { ...wanted, digest: found.digest });
      if (outcome.conflict) result.replaceChildren(make("p", { className: "note", role: "alert" }, `${outcome.conflict.error} Look at it again.`));
      else if (outcome.error) result.replaceChildren(make("p", { className: "note", role: "alert" }, `Not saved. ${outcome.error}`));
      else {
        desk.saved += outcome.saved ? 1 : 0;
        result.replaceChildren(make("p", { className: "done" }, outcome.saved ? `${found.changes.toLocaleString("en")} templates are changed. One undo takes all of it back.` : "The server was not reached: this is kept here and sent again."));
      }
    });
    result.replaceChildren(
      make("div", { className: "curate-plan card-section" },
        make("h3", {}, "This would happen"), make("p", {}, parts.join(" ")),
        found.sample.length ? make("p", { className: "quiet" }, `Look at ${found.sample.length} of them first; the ones least like the others come first.`) : null,
        make("ul", { className: "curate-sample" }, ...found.sample.map((card) => make("li", {}, make("a", { href: card.link }, card.title), make("span", { className: "quiet" }, `${card.repository} · ${card.path}`), make("span", {}, card.facts.map((fact) => fact.label).join(", "))))),
        make("div", { className: "actions" }, found.changes ? apply : null)),
    );
  }

  // --- agreement ---------------------------------------------------------------------------

  async function figures(work, desk) {
    const found = await acumen.curators.get("figures");
    work.replaceChildren(
      make("div", { className: "curate-figures" },
        make("h2", { id: "curate-title", tabindex: "-1" }, "Agreement"),
        make("p", { className: "quiet" }, "How often people call right what the rules found, with the interval that 95 of 100 such samples hold the truth in. Blind judgements come from the audit and weigh most."),
        table(["Attribute", "Right", "95 % interval", "Judged", "Of these blind", "Added by people"],
          found.precision.map((p) => [p.facet, p.judged ? percent(p.right / p.judged) : "–", p.judged ? `${percent(p.low)} to ${percent(p.high)}` : "–", p.judged, p.blind, p.added]), "Nobody has judged a value of the rules yet."),
        make("h3", {}, "Between people"),
        table(["Two people", "Judged both", "Same verdict", "Cohen’s kappa"],
          found.pairs.map((p) => [`${p.first}, ${p.second}`, p.both, percent(p.same / p.both), p.kappa === null ? "–" : p.kappa.toFixed(2)]), "No value was judged by two people yet."),
        make("h3", {}, "Who said how much"),
        table(["Person", "Statements that count"], found.people.map(([who, count]) => [who, count]), "Nobody said anything yet."),
        make("h3", {}, "Files"),
        make("p", { className: "quiet" }, "The history has every event with its hash. What stands can be reviewed as a difference, shipped with the corpus, or imported elsewhere."),
        make("div", { className: "actions" }, file("History", "history"), file("What stands", "standing"), file("Table", "csv")),
        desk.person.role === "maintainer" ? importing() : null),
    );
  }

  function file(text, form) {
    return make("a", { className: "button", href: `/api/v1/curate/export?form=${form}`, download: "" }, text);
  }

  function importing() {
    const input = make("input", { id: "curate-import", type: "file", accept: ".jsonl" });
    const said = make("p", { role: "status" });
    const send = (dry) => async () => {
      const chosen = input.files[0];
      if (!chosen) return;
      try {
        const found = await acumen.curators.send("POST", `import?dry=${dry}`, await chosen.text());
        said.textContent = `${found.added} ${dry ? "would be added" : "added"}, ${found.known} here already, ${found.conflicts} left as people here said.`;
      } catch (error) {
        said.textContent = error.message;
      }
    };
    const look = make("button", { className: "button", type: "button" }, "What would it add?");
    const add = make("button", { className: "button primary", type: "button" }, "Import");
    look.addEventListener("click", send(1));
    add.addEventListener("click", send(0));
    return make("div", { className: "curate-import" }, field("A file that was exported", input), make("div", { className: "actions" }, look, add), said);
  }

  function table(heads, rows, empty) {
    if (!rows.length) return make("p", { className: "quiet" }, empty);
    return make("div", { className: "curate-table", tabindex: "0", role: "region", ariaLabel: heads[0] },
      make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
        make("tbody", {}, ...rows.map(([first, ...rest]) => make("tr", {}, make("th", { scope: "row" }, String(first)), ...rest.map((cell) => make("td", {}, String(cell))))))));
  }

  acumen.curatePanels = { bulk, figures };
})();
