"""The two pages that we write for a started project: README.md and CHECKLIST.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acumen.domain.attribute import Facet
from acumen.domain.finding import Outcome, RuleKind
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.faults.registry import load_rules
from acumen.faults.statement import LeafState, statement_of
from acumen.faults.telling import Told, told
from acumen.taxonomy.tree import load_taxonomy
from indexer.starting.requirements import Need


@dataclass(frozen=True, slots=True)
class Copied:
    """What the pages need to know of the copy."""

    entry: str  # place of the entry in the project
    places: dict[str, str]  # path in the repository -> place in the project
    licences: tuple[str, ...]  # places of licence and notice files


def readme(record: TemplateRecord, repository: RepositoryRecord, copied: Copied) -> str:
    """README.md: what this is, where it is from, how to begin."""
    template = record.template
    notebook = copied.entry.endswith(".ipynb")
    run = (
        f"jupyter notebook {_shell(copied.entry)}" if notebook else f"python {_shell(copied.entry)}"
    )
    terms = ", ".join(_code(path) for path in copied.licences) or "none was found"
    spdx = _text(record.licence.spdx) or "terms that were not recognised"
    origin = (
        f"Started from {_code(template.path)} of {_link(repository)} at commit "
        f"`{template.commit}`. `PROVENANCE.toml` says where each file comes from."
    )
    lines = [
        f"# {_text(record.title)}",
        "",
        _text(record.summary),
        "",
        origin,
        "",
        "## Begin",
        "",
        "    python -m venv .venv",
        "    .venv/bin/pip install -r requirements.txt",
        f"    .venv/bin/{run}" if not notebook else f"    .venv/bin/pip install notebook && {run}",
        "",
        "Nothing here was run before it was copied. Read `CHECKLIST.md` first.",
        "",
        "## Terms",
        "",
        f"The copied files are under {spdx} (files: {terms}).",
        "Keep those files beside the code when you pass it on.",
    ]
    if record.licence.note:
        lines += ["", f"Note: {_text(record.licence.note)}."]
    return "\n".join(lines) + "\n"


def checklist(record: TemplateRecord, copied: Copied, needs: Sequence[Need]) -> str:
    """CHECKLIST.md: faults to watch, what nobody knows, what to settle before the first run."""
    kinds = {loaded.rule.id: loaded.rule.kind for loaded in load_rules()}
    present = told(f for f in record.findings if f.outcome is Outcome.PRESENT)
    faults = [t for t in present if kinds.get(t.finding.rule) is RuleKind.FAULT]
    advice = [t for t in present if t not in faults]
    statement = statement_of(record)
    leaves = load_taxonomy()
    unknown = [
        leaf.leaf
        for leaf in statement.leaves
        if leaf.state in {LeafState.UNKNOWN, LeafState.PARTLY, LeafState.NOT_CHECKABLE}
    ]
    names = {node.id: node.name for node in leaves.leaves}
    lines = ["# Before the first run", "", *_settle(record, needs), ""]
    lines += ["## Faults that were found", "", *_findings(faults, copied, "None."), ""]
    lines += ["## Advice", "", *_findings(advice, copied, "None."), ""]
    lines += [
        "## What reading the code could not decide",
        "",
        f"{len(unknown)} of {len(statement.leaves)} kinds of fault are open. A run may show them:",
        "",
        *(f"- [ ] {_text(names[leaf])}" for leaf in unknown),
    ]
    return "\n".join(lines) + "\n"


def _settle(record: TemplateRecord, needs: Sequence[Need]) -> list[str]:
    lines = []
    if record.last_change:
        lines.append(f"- [ ] These files last changed on {record.last_change}; packages moved on.")
    open_versions = [need.name for need in needs if not (need.declared_in or need.own)]
    if open_versions:
        shown = ", ".join(open_versions[:12])
        lines.append(f"- [ ] No version is declared for: {_text(shown)}.")
    for facet, text in (
        (Facet.DATASET, "Data: {}; see how it is obtained, and under which terms"),
        (Facet.HARDWARE, "Hardware it speaks of: {}"),
        (Facet.PRETRAINED, "Pretrained weights: {}; they have terms of their own"),
    ):
        values = record.values(facet)
        if values:
            lines.append(f"- [ ] {text.format(_text(', '.join(values[:6])))}.")
    if not record.values(Facet.DATASET):
        lines.append("- [ ] Which data it takes is not known.")
    if "seed-set" not in record.values(Facet.REPRODUCIBILITY):
        lines.append("- [ ] No random seed is set: two runs will differ.")
    if record.template.large_closure:
        lines.append("- [ ] It reaches more files than were copied: imports may be missing.")
    return lines


def _findings(items: Iterable[Told], copied: Copied, otherwise: str) -> list[str]:
    lines = []
    for item in items:
        finding = item.finding
        where = ", ".join(
            f"{_code(copied.places[e.path])} line {e.first_line}"
            for e in finding.evidence[:3]
            if e.path in copied.places
        )
        lines.append(f"- [ ] {finding.rule}: {_text(item.said)} ({where or 'see the code'})")
        lines.append(f"      {_text(finding.fix)}")
    return lines or [otherwise]


def _link(repository: RepositoryRecord) -> str:
    if repository.url.startswith("https://"):
        return f"<{_text(repository.url)}>"
    return _code(repository.repository)


def _text(text: str) -> str:
    """``text`` on one line, with nothing that Markdown or HTML would act on."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "\\`*_[]#|":
        plain = plain.replace(mark, f"\\{mark}")
    return " ".join(plain.split())


def _code(text: str) -> str:
    plain = "".join(c if c.isprintable() and c != "`" else "?" for c in text)
    return f"`{plain}`"


def _shell(path: str) -> str:
    import shlex  # noqa: PLC0415  (used here alone)

    return shlex.quote("".join(c if c.isprintable() and c != "`" else "?" for c in path))
