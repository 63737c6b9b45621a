"""What the compare page shows: differences first, faults leaf by leaf, the training code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.faults.statement import LeafState
from acumen.recommend.comparison import FEWEST, Cell, Row, compare
from acumen.search.facets import attributes_of
from app.compareurl import MOST, CompareState
from app.services.cards import CardView, card
from app.services.code import Run, highlight
from app.services.faults import CategoryView, FaultsView, LeafView, faults_view
from app.services.library import Catalogue, Shelf, UnknownTemplateError
from app.services.recommending import remaining
from app.services.search import Link, evidence_link
from app.services.shown import one_line
from app.services.template import web_base, web_tree

SUGGESTIONS: Final = 6
LETTERS: Final = "ABC"
LOOP_LINES: Final = 44  # of one excerpt
REACH: Final = 30  # lines above the evidence in which its function or loop may begin
LEAD_IN: Final = 2  # lines shown before evidence that stands in none
SHORT: Final = 12  # and after it
_HEAD: Final = re.compile(r"\s*(async )?(def|for|while) ")
_NOT_LISTED: Final = frozenset({"faults"})  # it has a table of its own
_NAMES: Final = {
    "code lines": "Lines of code",
    "files": "Files",
    "dependencies": "Packages",
    "licence": "Licence",
    "last change": "Last change",
    "variants": "Variants",
}
_TELLING: Final = frozenset({LeafState.FOUND, LeafState.ADVICE, LeafState.CLEAN, LeafState.PARTLY})
_RANK: Final = {state: place for place, state in enumerate(LeafState)}


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One of the compared templates."""

    letter: str
    card: CardView
    commit: str  # twelve hex digits
    web: str
    gate: str
    categories: tuple[CategoryView, ...]
    without: CompareState


@dataclass(frozen=True, slots=True)
class CellView:
    """What one template has in a row. Nothing in either: nothing is known of it there."""

    own: tuple[str, ...]  # values that not all have
    common: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One aspect of all compared templates."""

    name: str
    differs: bool
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class LeafCell:
    """One kind of fault in one template."""

    state: LeafState
    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class LeafRow:
    """One kind of fault in all compared templates."""

    name: str
    category: str
    cells: tuple[LeafCell, ...]


@dataclass(frozen=True, slots=True)
class LoopView:
    """The code that trains, or why it cannot be shown."""

    letter: str
    link: Link | None  # None: no line is known to train
    why: str  # what the lines were found for
    first_line: int
    lines: tuple[tuple[Run, ...], ...]  # () where the text is not stored
    more: int  # lines of the range that are not shown


@dataclass(frozen=True, slots=True)
class CompareView:
    """Everything the compare page shows for one state."""

    state: CompareState
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]  # those that differ first
    leaves: tuple[LeafRow, ...]  # found ones first; only those that tell templates apart
    leaves_alike: int
    loops: tuple[LoopView, ...]
    suggestions: tuple[CardView, ...]  # what could be put beside them
    notices: tuple[str, ...]


def comparison(shelf: Shelf, catalogue: Catalogue, asked: CompareState) -> CompareView:
    """Answer ``asked``; templates that this index does not have are left out, and told."""
    known, notices = [], []
    for template_id in asked.ids:
        try:
            known.append(catalogue.record(template_id))
        except UnknownTemplateError:
            name = one_line(template_id, limit=120)
            notices.append(f"{name} is not in this index: it may stand there at another commit.")
    state = replace(asked, ids=tuple(record.id for record in known), index=catalogue.hash)
    faults = [faults_view(record) for record in known]
    enough = len(known) >= FEWEST
    leaves, alike = _leaves(known, faults) if enough else ((), 0)
    return CompareView(
        state=state,
        columns=tuple(
            _column(catalogue, state, letter, record, fault)
            for letter, record, fault in zip(LETTERS, known, faults, strict=False)
        ),
        rows=_rows(catalogue, state) if enough else (),
        leaves=leaves,
        leaves_alike=alike,
        loops=tuple(
            _loop(shelf, letter, record) for letter, record in zip(LETTERS, known, strict=False)
        )
        if enough
        else (),
        suggestions=_suggestions(catalogue, state),
        notices=tuple(notices),
    )


def _column(
    catalogue: Catalogue,
    state: CompareState,
    letter: str,
    record: TemplateRecord,
    fault: FaultsView,
) -> ColumnView:
    base = web_base(catalogue.repositories[record.template.repository])
    return ColumnView(
        letter=letter,
        card=card(catalogue, catalogue.rows[record.id]),
        commit=record.template.commit[:12],
        web=web_tree(base, record.template.commit),
        gate=fault.gate,
        categories=tuple(category for category, _ in fault.categories),
        without=state.without(record.id),
    )


def _suggestions(catalogue: Catalogue, state: CompareState) -> tuple[CardView, ...]:
    """Templates like the first one, while there is room for another."""
    if not state.ids or len(state.ids) >= MOST:
        return ()
    found = remaining(catalogue).library.similar(state.ids[0], SUGGESTIONS + MOST)
    cards = [card(catalogue, catalogue.rows[hit.id]) for hit in found.hits]
    return tuple(view for view in cards if view.id not in state.ids)[:SUGGESTIONS]


# --- attributes ----------------------------------------------------------------------------------


def _rows(catalogue: Catalogue, state: CompareState) -> tuple[RowView, ...]:
    compared = compare(remaining(catalogue).library, state.ids)
    return tuple(
        RowView(
            _row_name(catalogue, row.name),
            row.differs,
            tuple(
                _cell(catalogue, row, cell, record.id)
                for cell, record in zip(row.cells, compared.records, strict=True)
            ),
        )
        for row in compared.rows
        if row.name not in _NOT_LISTED
    )


def _row_name(catalogue: Catalogue, name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    return catalogue.labels.facet(Facet(name))


def _cell(catalogue: Catalogue, row: Row, cell: Cell, template_id: str) -> CellView:
    common = row.common if row.differs else cell.values
    own = tuple(value for value in cell.values if value not in common)

    def read(value: str) -> str:
        if row.name == Facet.ROLE:
            return catalogue.labels.value(Facet.ROLE, value)
        return one_line(value, limit=100)

    return CellView(
        own=tuple(read(value) for value in own),
        common=tuple(read(value) for value in cell.values if value in common),
        links=tuple(evidence_link(template_id, item) for item in cell.evidence[:2]),
    )


# --- faults --------------------------------------------------------------------------------------


def _leaves(
    records: Sequence[TemplateRecord], faults: Sequence[FaultsView]
) -> tuple[tuple[LeafRow, ...], int]:
    """The kinds of fault in which the templates differ, or that were found; and how many do not."""
    rows, alike = [], 0
    for together in zip(*(_all_leaves(view) for view in faults), strict=True):
        category = together[0][0]
        leaves = [leaf for _, leaf in together]
        states = {leaf.state for leaf in leaves}
        if not states & _TELLING or (len(states) == 1 and LeafState.FOUND not in states):
            alike += 1
            continue
        cells = tuple(
            LeafCell(
                leaf.state,
                leaf.label,
                tuple(evidence_link(record.id, place.evidence) for place in leaf.places[:2]),
            )
            for leaf, record in zip(leaves, records, strict=True)
        )
        rows.append(LeafRow(leaves[0].name, category, cells))
    rows.sort(key=lambda row: min(_RANK[cell.state] for cell in row.cells))
    return tuple(rows), alike


def _all_leaves(view: FaultsView) -> Iterable[tuple[str, LeafView]]:
    return [(category.name, leaf) for category, leaves in view.categories for leaf in leaves]


# --- the training code ---------------------------------------------------------------------------


def _loop(shelf: Shelf, letter: str, record: TemplateRecord) -> LoopView:
    """The lines that bear out how it trains, with a little of what stands around them."""
    found = _training_lines(record)
    if found is None:
        return LoopView(letter, None, "No line is known to train a model.", 1, (), 0)
    why, evidence = found
    blob = next(file.blob for file in record.files if file.path == evidence.path)
    text = shelf.code(blob)
    place = evidence_link(record.id, evidence)
    if text is None:
        return LoopView(letter, place, f"{why}. Its code is not on this machine.", 1, (), 0)
    lines = highlight(text, evidence.path).lines
    first, last = _around(text.split("\n"), evidence)
    shown = lines[first - 1 : min(last, first + LOOP_LINES - 1)]
    return LoopView(letter, place, f"{why}.", first, shown, max(0, last - first + 1 - len(shown)))


def _around(lines: Sequence[str], evidence: Evidence) -> tuple[int, int]:
    """The function or loop that holds ``evidence``, from its head to its last line; 1-based."""
    if not lines:
        return 1, 1
    at = min(evidence.first_line, len(lines))
    inner, head = _indent(lines[at - 1]), 0
    for number in range(at, max(0, at - REACH), -1):
        line = lines[number - 1]
        if _HEAD.match(line) and (_indent(line) < inner or number == at):
            inner, head = _indent(line), number
    if not head:
        return max(1, at - LEAD_IN), min(len(lines), max(evidence.last_line, at + SHORT))
    outer = _indent(lines[head - 1])
    last = next(
        (
            number - 1
            for number in range(head + 1, len(lines) + 1)
            if lines[number - 1].strip()
            and _indent(lines[number - 1]) <= outer
            and number > evidence.last_line
            and not lines[number - 1].lstrip().startswith((")", "]", "#"))
        ),
        len(lines),
    )
    while last > head and not lines[last - 1].strip():
        last -= 1
    return head, last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _training_lines(record: TemplateRecord) -> tuple[str, Evidence] | None:
    """Where it trains: the longest lines of its training style, else those of its role."""
    there = {file.path for file in record.files}
    styles = [a for a in attributes_of(record) if a.facet is Facet.TRAINING_STYLE]
    styles.sort(key=lambda a: (-a.confidence, a.value))
    named = [
        (f"Training style: {a.value.replace('-', ' ')}", e) for a in styles for e in a.evidence
    ]
    role = [("What makes it a training program", e) for e in record.template.role_evidence]
    for group in (named, role):
        inside = [pair for pair in group if pair[1].path in there]
        if inside:
            return max(inside, key=lambda pair: pair[1].last_line - pair[1].first_line)
    return None
