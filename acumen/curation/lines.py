"""Annotations as lines of JSON: a home's whole history, or just what stands.

A *history* line is one event with its place in the chain. A *statement* line is one judgement that
stands; such lines can be reviewed as a diff, ship with the corpus, and be imported elsewhere.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from acumen.curation.applying import Judgement
from acumen.domain.annotation import (
    Author,
    CuratorRole,
    Event,
    Slot,
    Statement,
    Verdict,
    Via,
    read_aspect,
)
from acumen.domain.replay import live, states
from acumen.errors import CorpusError

MAX_LINE: Final = 16_384  # characters
MAX_LINES: Final = 200_000
CSV_COLUMNS: Final = (
    "repository", "path", "aspect", "value", "verdict", "who", "at", "note", "blob",
)  # fmt: skip
_REQUIRED: Final = frozenset({"repository", "path", "blob", "aspect", "value", "verdict", "who"})
_OPTIONAL: Final = frozenset({"note", "at"})
_PLACE: Final = frozenset(
    {"seq", "batch", "part", "role", "entered_by", "via", "base", "compensates", "previous", "hash"}
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CuratedStatement:
    """A statement line."""

    statement: Statement
    who: str
    at: str = ""

    @property
    def key(self) -> str:
        """Names it: the same line has the same key."""
        return f"line:{hashlib.sha256(_dumped(_fields(self)).encode()).hexdigest()[:40]}"


def event_line(event: Event) -> str:
    """One event as a history line, without its line feed."""
    said = _fields(CuratedStatement(event.statement, event.author.name, event.at))
    return _dumped(
        {
            "seq": event.seq,
            **said,
            "batch": event.batch,
            "part": event.part,
            "role": event.author.role.value,
            "entered_by": event.author.entered_by,
            "via": event.via.value,
            "base": event.base,
            "compensates": event.compensates,
            "previous": event.previous,
            "hash": event.hash,
        }
    )


def history_lines(events: Iterable[Event]) -> Iterator[str]:
    """Every event, in order."""
    return (event_line(event) for event in events)


def standing_lines(events: Sequence[Event]) -> Iterator[str]:
    """What stands after ``events``, ascending by repository, path, aspect and value."""
    for _, state in sorted(states(events).items()):
        for event in state.standing:
            yield statement_line(CuratedStatement(event.statement, event.author.name, event.at))


def csv_text(events: Sequence[Event]) -> str:
    """What stands as a table; no cell begins as a formula does."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(CSV_COLUMNS)
    for _, state in sorted(states(events).items()):
        for event in state.standing:
            fields = _fields(CuratedStatement(event.statement, event.author.name, event.at))
            row = [str(fields.get(name, "")) for name in CSV_COLUMNS]
            table.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue().encode("utf-8", "backslashreplace").decode()


def read_lines(text: str, *, name: str) -> tuple[tuple[str, CuratedStatement], ...]:
    """What stands according to a file of either kind: (key of its save, statement) in order.

    Raises:
        CorpusError: naming file, line and problem.
    """
    found: list[tuple[str, CuratedStatement]] = []
    history: list[Event] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if number > MAX_LINES or len(line) > MAX_LINE:
            raise _wrong(name, number, f"up to {MAX_LINES} lines of {MAX_LINE} characters")
        try:
            fields = _parsed(line)
            if "seq" in fields:
                history.append(_event(fields))
            else:
                said = _statement(fields)
                found.append((said.key, said))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _wrong(name, number, str(error)[:300]) from error
    if history and found:
        raise _wrong(name, 1, "a file holds a history or statements, not both")
    return (
        tuple(
            (event.batch, CuratedStatement(event.statement, event.author.name, event.at))
            for event in live(history)
            if not event.compensates
        )
        if history
        else tuple(found)
    )


@dataclass(frozen=True, slots=True)
class Curated:
    """The statements that ship with the corpus."""

    by_place: Mapping[tuple[str, str], tuple[CuratedStatement, ...]]  # (repository, path)

    def of(self, repository: str, path: str, blob: str) -> tuple[Judgement, ...]:
        """What is said of the program whose entry holds ``blob``; nothing of another content."""
        return tuple(
            Judgement(s.statement.slot.aspect, s.statement.value, s.statement.verdict, s.who)
            for s in self.by_place.get((repository, path), ())
            if s.statement.blob == blob
        )


def load_curated(folder: Path) -> Curated:
    """All ``*.jsonl`` of ``folder``, in the order of their names; of one value the last line wins.

    Raises:
        CorpusError: a file cannot be read, or a line in it is wrong.
    """
    last: dict[tuple[Slot, str], CuratedStatement] = {}
    for file in sorted(folder.glob("*.jsonl")):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CorpusError(
                f"{file} cannot be read: {error}", remedy="save it as UTF-8"
            ) from error
        for _, said in read_lines(text, name=str(file)):
            last[said.statement.slot, said.statement.value] = said
    by_place: dict[tuple[str, str], list[CuratedStatement]] = {}
    for (slot, _), said in sorted(last.items(), key=lambda item: item[0]):
        if said.statement.verdict is not Verdict.WITHDRAWN:
            by_place.setdefault((slot.repository, slot.path), []).append(said)
    return Curated({place: tuple(said) for place, said in by_place.items()})


def _fields(said: CuratedStatement) -> dict[str, object]:
    statement = said.statement
    fields: dict[str, object] = {
        "repository": statement.slot.repository,
        "path": statement.slot.path,
        "blob": statement.blob,
        "aspect": statement.slot.aspect.value,
        "value": statement.value,
        "verdict": statement.verdict.value,
        "who": said.who,
    }
    if statement.note:
        fields["note"] = statement.note
    if said.at:
        fields["at"] = said.at
    return fields


def statement_line(said: CuratedStatement) -> str:
    """One statement as a line of a file that ships, without its line feed."""
    return _dumped(_fields(said))


def _dumped(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=True, separators=(", ", ": "))


def _parsed(line: str) -> dict[str, object]:
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise TypeError("want a JSON object")
    missing = _REQUIRED - fields.keys()
    extra = fields.keys() - _REQUIRED - _OPTIONAL - _PLACE
    if missing or extra:
        raise ValueError(f"missing {sorted(missing)}, not known {sorted(extra)}")
    return fields


def _statement(fields: Mapping[str, object]) -> CuratedStatement:
    def text(name: str) -> str:
        value = fields.get(name, "")
        if not isinstance(value, str):
            raise TypeError(f"{name} is a text")
        return value

    slot = Slot(text("repository"), text("path"), read_aspect(text("aspect")))
    said = Statement(slot, text("blob"), text("value"), Verdict(text("verdict")), text("note"))
    Author(text("who"), CuratorRole.READER)  # checks the name
    if len(text("at")) > 40:
        raise ValueError("at is a date or time")
    return CuratedStatement(said, text("who"), text("at"))


def _event(fields: Mapping[str, object]) -> Event:
    said = _statement(fields)

    def number(name: str) -> int:
        value = fields[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise TypeError(f"{name} is a number")
        return value

    author = Author(said.who, CuratorRole(str(fields["role"])), str(fields["entered_by"]))
    return Event(
        number("seq"), str(fields["batch"]), number("part"), said.statement, author,
        Via(str(fields["via"])), said.at, number("base"), number("compensates"),
        str(fields["previous"]), str(fields["hash"]),
    )  # fmt: skip


def _wrong(name: str, line: int, problem: str) -> CorpusError:
    return CorpusError(
        f"{name}, line {line}: {problem}",
        remedy="acumen annotations export writes files of the right form",
    )
