"""Write docs/corpus.md: how many starters there are for each task and framework, and which three.

Beside each of the three stands what a reader found of it: corpus/labels/starters.jsonl.

    python scripts/document_corpus.py [--home HOME] [--out docs/corpus.md]

Without --home it reads the catalogue that ships with the package.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.template import Role
from acumen.errors import AcumenError
from acumen.recommend.engine import recommend
from acumen.recommend.needs import Needs
from acumen.recommend.records import Pick, Recommendation
from acumen.search.engine import Library
from acumen.store.catalogue import open_catalogue
from acumen.store.generations import OpenIndex, open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies
from corpus.prebuilt import CATALOGUE
from corpus.starters import Finding, Starters, StarterVerdict, load_starters

TASKS: Final = (
    "image-classification", "object-detection", "image-segmentation",
    "unconditional-image-generation", "text-to-image", "image-to-image", "super-resolution",
    "image-captioning", "self-supervised-learning", "text-classification", "token-classification",
    "question-answering", "translation", "summarization", "text-generation", "language-modeling",
    "automatic-speech-recognition", "audio-classification", "text-to-speech",
    "reinforcement-learning", "node-classification", "time-series-forecasting",
    "tabular-classification", "anomaly-detection", "recommendation",
)  # fmt: skip
FRAMEWORKS: Final = (
    ("PyTorch", frozenset({"pytorch"})),
    ("Keras, TensorFlow", frozenset({"keras", "tensorflow"})),
    ("JAX", frozenset({"jax"})),
)
SURE: Final = 0.6  # confidence from which a program counts for a task


@dataclass(frozen=True, slots=True)
class Cell:
    """Programs that train for one task in one framework."""

    trains: int
    usable: int  # of these: a permissive licence, and every file was read
    clean: int  # of these: no fault was found


def cell(records: Sequence[TemplateRecord], task: str, frameworks: frozenset[str]) -> Cell:
    """Count ``records`` for ``task`` in any of ``frameworks``."""
    fitting = [
        record
        for record in records
        if record.template.role is Role.TRAINING
        and any(
            a.facet is Facet.TASK and a.value == task and a.confidence >= SURE
            for a in record.attributes
        )
        and frameworks & set(record.values(Facet.FRAMEWORK))
    ]
    usable = [
        r for r in fitting if LicencePolicy.PERMISSIVE.allows(r.licence.state) and r.wholly_read
    ]
    return Cell(len(fitting), len(usable), sum(not r.safety.found for r in usable))


def document(opened: OpenIndex) -> str:
    """The page."""
    index = opened.index
    vocabularies = load_vocabularies()
    labels = {term.id: term.label for term in vocabularies[Facet.TASK].terms}
    cells = {
        (task, name): cell(index.templates, task, ids) for task in TASKS for name, ids in FRAMEWORKS
    }
    library = Library(index, None, vocabularies, index_hash=opened.manifest_hash)
    starters = load_starters()
    found = {task: recommend(library, Needs(task=(task,))) for task in TASKS}
    lines = [
        "# What the corpus covers",
        "",
        "Written by `scripts/document_corpus.py` from the catalogue that ships; do not edit.",
        "",
        _totals(index),
        "",
        "## Starters by task and framework",
        "",
        "Programs that train for the task; of these with a permissive licence and every file read;",
        "of those without a fault that the rules found. A dash is a hole.",
        "",
        *_coverage(cells, labels),
        "",
        "## Holes",
        "",
        *_holes(cells, labels),
        "",
        "## Three starters for each task",
        "",
        "What `acumen recommend --task TASK` answers: the best fit, the simplest and the most",
        "maintained, under permissive terms and without words of one's own. There are fewer than",
        "three where fewer are for the task: no program for another task stands in.",
        "",
        "The last column is what a reader found: *good* does that task, and a newcomer gets on",
        "with it; *usable* does it, with something to mind; *wrong task* does another thing; *poor",
        "start* does not run, or is far from what one begins with. The line shows it. Verdicts are",
        "facts in `corpus/labels/starters.jsonl`; what follows from them stands in",
        "`corpus/annotations/`, and counts from the next catalogue on.",
        "",
        *_verdicts(found, starters),
        "",
    ]
    for task in TASKS:
        lines += [f"### {labels[task]}", "", *_picks(task, found[task], starters), ""]
    return "\n".join(lines).rstrip() + "\n"


def _totals(index: Index) -> str:
    training = [r for r in index.templates if r.template.role is Role.TRAINING]
    permissive = sum(LicencePolicy.PERMISSIVE.allows(r.licence.state) for r in training)
    return (
        f"{len(index.templates)} templates of {len(index.repositories)} sources; "
        f"{len(training)} of them train a model, {permissive} of those under permissive terms."
    )


def _coverage(cells: dict[tuple[str, str], Cell], labels: dict[str, str]) -> list[str]:
    names = [name for name, _ in FRAMEWORKS]
    lines = [f"| task | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for task in TASKS:
        row = [cells[task, name] for name in names]
        said = [f"{c.trains} / {c.usable} / {c.clean}" if c.trains else "-" for c in row]
        lines.append(f"| {labels[task]} | {' | '.join(said)} |")
    return lines


def _holes(cells: dict[tuple[str, str], Cell], labels: dict[str, str]) -> list[str]:
    lines = []
    for name, _ in FRAMEWORKS:
        none = [labels[task] for task in TASKS if not cells[task, name].usable]
        few = [labels[task] for task in TASKS if 0 < cells[task, name].usable < 3]
        said = [f"nothing usable for {_listed(none)}"] if none else []
        said += [f"one or two for {_listed(few)}"] if few else []
        lines.append(f"- {name}: {'; '.join(said) or 'none of these'}.")
    return lines


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name[:1].lower() + name[1:] if name[1:].islower() else name for name in names)


def _verdicts(found: dict[str, Recommendation], starters: Starters) -> list[str]:
    """How many of the picks were found to be what, and how many tasks have fewer than three."""
    said = Counter(
        verdict.verdict if verdict else None
        for task, recommendation in found.items()
        for verdict in (_verdict(task, pick, starters) for pick in recommendation.picks)
    )
    names = [f"{said[each]} {_named(each)}" for each in Finding if said[each]]
    if said[None]:
        names.append(f"{said[None]} not read yet")
    short = sum(len(recommendation.picks) < 3 for recommendation in found.values())
    fewer = f"; {short} of {len(found)} tasks have fewer than three" if short else ""
    return [f"{sum(said.values())} picks: {', '.join(names)}{fewer}."]


def _verdict(task: str, pick: Pick, starters: Starters) -> StarterVerdict | None:
    record = pick.record
    return starters.of(record.template.repository, record.files[0].blob, task)


def _named(finding: Finding) -> str:
    return finding.value.replace("-", " ")


def _picks(task: str, found: Recommendation, starters: Starters) -> list[str]:
    lines = []
    if found.picks:
        lines += [
            "| pick | program | licence | lines | last change | found, clean, open faults | read |",
            "| --- | --- | --- | ---: | --- | --- | --- |",
        ]
    for pick in found.picks:
        record, safety = pick.record, pick.record.safety
        verdict = _verdict(task, pick, starters)
        read = "not read yet"
        if verdict is not None:
            read = f"**{_named(verdict.verdict)}**: {_plain(verdict.reason)} (line {verdict.line})"
        cells = (
            pick.kind.value.replace("-", " "),
            f"{_plain(record.title)}<br>`{_plain(record.id)}`",
            record.licence.spdx,
            str(record.code_lines),
            str(record.last_change or "unknown"),
            f"{safety.found}, {safety.clean}, {safety.unknown + safety.not_checkable}",
            read,
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += [f"\n{_plain(said)}" for said in (*(r.why for r in found.relaxed), *found.notes)]
    return lines


def _plain(text: str) -> str:
    kept = "".join(c if c.isprintable() else "?" for c in text)
    return kept.replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


def main() -> int:
    """Read the command line and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE)
    parser.add_argument("--out", type=Path, default=Path("docs") / "corpus.md")
    given = parser.parse_args()
    try:
        opened = (
            open_index(Home(given.home.absolute()))
            if given.home
            else open_catalogue(given.catalogue)
        )
        given.out.write_text(document(opened), encoding="utf-8")
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
