"""What readers found of the programs that are recommended: one verdict for each program and task.

``labels/starters.jsonl`` holds the verdicts, each with the line that shows it. From them follow the
statements in ``annotations/starters.jsonl``, which ship and are applied when a repository is
indexed: so a poor start is never recommended again, and its card says who found it so, and why.
A verdict speaks of one content of a program's entry and of no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from acumen.curation.lines import CuratedStatement, statement_line
from acumen.domain.annotation import Slot, Statement, Verdict
from acumen.domain.attribute import Facet
from acumen.domain.remark import RemarkKind
from acumen.errors import CorpusError

VERDICTS: Final = Path(__file__).parent / "labels" / "starters.jsonl"
WHO: Final = "curator"


class Finding(StrEnum):
    """What a reader found of a program as a start for a task."""

    GOOD = "good"  # it does that, and somebody new to it gets on with it
    USABLE = "usable"  # it does that, and the reason says what to mind
    WRONG_TASK = "wrong-task"  # it does something else
    POOR_START = "poor-start"  # it does that, but does not run, or is far from what one begins with


class StarterVerdict(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """One line of ``starters.jsonl``."""

    repository: str
    commit: str  # 40 hex digits
    path: str  # of the entry
    blob: str  # content of the entry that was read
    task: str
    verdict: Finding
    line: int  # 1-based, in the entry, that shows it; of a notebook, in its code view
    reason: str  # one sentence, ours
    read_on: str
    instead: str = ""  # the task that it is for, where that is another one

    @property
    def place(self) -> tuple[str, str, str]:
        """What a verdict is found by: repository, content of the entry, task."""
        return self.repository, self.blob, self.task


@dataclass(frozen=True, slots=True)
class Starters:
    """All verdicts."""

    verdicts: tuple[StarterVerdict, ...]
    _by_place: Mapping[tuple[str, str, str], StarterVerdict]

    def of(self, repository: str, blob: str, task: str) -> StarterVerdict | None:
        """The verdict on the program whose entry holds ``blob``, if somebody read it for ``task``.

        That it does not run, or is for another task than asked, is found whatever it was read for.
        """
        exact = self._by_place.get((repository, blob, task))
        if exact is not None:
            return exact
        return self._by_place.get((repository, blob, ""))


def load_starters(file: Path = VERDICTS) -> Starters:
    """Read the verdicts.

    Raises:
        CorpusError: a line is wrong, or a program was judged twice for one task.
    """
    found: dict[tuple[str, str, str], StarterVerdict] = {}
    rows = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            row = msgspec.json.decode(line, type=StarterVerdict, strict=True)
        except msgspec.DecodeError as error:
            raise _wrong(file, number, str(error)) from error
        if row.place in found:
            raise _wrong(file, number, f"{row.path} is judged twice for {row.task}")
        found[row.place] = row
        if row.verdict is Finding.POOR_START:
            found.setdefault((row.repository, row.blob, ""), row)
        rows.append(row)
    return Starters(tuple(rows), found)


def statements(verdicts: Iterable[StarterVerdict]) -> Iterator[CuratedStatement]:
    """What follows from ``verdicts``, ascending by slot.

    A task that a reader found right is confirmed, a wrong one is taken off; what to mind becomes a
    note, and a poor start a remark that keeps the program out of the recommendations.
    """
    found = {}
    for row in verdicts:
        for statement in _following(row):
            found[statement.slot, statement.value] = CuratedStatement(statement, WHO, row.read_on)
    yield from (said for _, said in sorted(found.items(), key=lambda item: item[0]))


def statement_lines(verdicts: Iterable[StarterVerdict]) -> str:
    """``annotations/starters.jsonl``."""
    return "".join(f"{statement_line(said)}\n" for said in statements(verdicts))


def _following(row: StarterVerdict) -> Iterator[Statement]:
    def said(aspect: Facet | RemarkKind, value: str, verdict: Verdict, note: str = "") -> Statement:
        slot = Slot(row.repository, row.path, aspect)
        return Statement(slot, row.blob, value, verdict, note)

    match row.verdict:
        case Finding.GOOD:
            yield said(Facet.TASK, row.task, Verdict.SET, row.reason)
        case Finding.USABLE:
            yield said(Facet.TASK, row.task, Verdict.SET)
            yield said(RemarkKind.NOTE, row.reason, Verdict.SET)
        case Finding.WRONG_TASK:
            yield said(Facet.TASK, row.task, Verdict.REMOVED, row.reason)
            if row.instead:
                yield said(Facet.TASK, row.instead, Verdict.SET, row.reason)
                yield said(RemarkKind.NOTE, row.reason, Verdict.SET)  # not read as a start for it
        case Finding.POOR_START:
            yield said(RemarkKind.POOR_STARTER, row.reason, Verdict.SET)


def _wrong(file: Path, line: int, problem: str) -> CorpusError:
    return CorpusError(
        f"{file.name}, line {line}: {problem}", remedy="corpus/labels/README.md describes the keys"
    )
