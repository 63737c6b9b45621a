"""The pieces of a template's code that are embedded: functions, classes, cells and what runs.

A piece opens with the path of its file, because a function named ``train`` says little by itself.
The text depends on the file alone, so two templates that share a file share its vectors; with
``taken`` a file's pieces are cut for the first of them only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final

from acumen.domain.card import Passage
from acumen.domain.facts import Definition, DefinitionKind, Language, ModuleFacts
from acumen.domain.template import Template

PASSAGES_PER_TEMPLATE: Final = 40
CHARACTERS: Final = 1000  # of code in a passage
LEAST_LINES: Final = 3  # with code; less says nothing
TOP_LEVEL: Final = "top level"

_CONSTRUCTOR: Final = "__init__"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line range of one file and what it is called."""

    symbol: str
    first_line: int  # 1-based
    last_line: int


def cut_passages(
    template: Template,
    facts: Mapping[str, ModuleFacts],
    code: Mapping[str, str],
    *,
    taken: Collection[tuple[str, str]] = (),
    limit: int = PASSAGES_PER_TEMPLATE,
) -> tuple[Passage, ...]:
    """The passages of ``template``, at most ``limit``, ascending by (path, first line, symbol).

    ``facts`` and ``code`` (code views) are by path; a file in only one of them is passed over. The
    entry's pieces come first, then those of the closure, file by file in turn, so that one long
    file does not crowd out the others. ``taken`` holds (path, text) of the pieces that another
    template of the same repository has: they are left out.
    """
    known = [path for path in template.files if path in facts and path in code]
    by_file = [tuple(_file_passages(template.id, p, facts[p], code[p])) for p in known]
    entry = by_file[:1] if known and known[0] == template.path else []
    rest = zip_longest(*by_file[len(entry) :])
    chosen: dict[tuple[str, str], Passage] = {}
    for passage in chain(*entry, chain.from_iterable(rest)):
        if passage is None or (passage.path, passage.text) in taken:
            continue
        chosen.setdefault((passage.path, passage.text), passage)
        if len(chosen) >= limit:
            break
    return tuple(sorted(chosen.values(), key=lambda p: (p.path, p.first_line, p.symbol)))


def _file_passages(template_id: str, path: str, facts: ModuleFacts, text: str) -> Iterator[Passage]:
    lines = text.split("\n")
    pieces = _cells(facts, lines) if facts.language is Language.NOTEBOOK else _parts(facts, lines)
    for piece in pieces:
        last_line = _fitting(lines, piece)
        body = "\n".join(lines[piece.first_line - 1 : last_line])
        if _code_lines(body) < LEAST_LINES:
            continue
        yield Passage(
            template_id=template_id,
            path=path,
            symbol=piece.symbol,
            first_line=piece.first_line,
            last_line=last_line,
            text=f"# {path} {piece.symbol}\n{_dedent(body)[:CHARACTERS]}",
        )


def _parts(facts: ModuleFacts, lines: Sequence[str]) -> Iterator[_Piece]:
    """Classes, functions and methods in order of lines, then what runs at the top level."""
    total = len(lines)
    classes = {d.name for d in facts.definitions if d.kind is DefinitionKind.CLASS}
    for definition in facts.definitions:
        owner, _, name = definition.name.rpartition(".")
        if owner and owner not in classes:
            continue  # stands inside a function, and so in that one's text
        last_line = min(definition.last_line, total)
        if definition.kind is DefinitionKind.CLASS:
            last_line = min(_head_end(definition, facts.definitions), total)
        elif owner and name == _CONSTRUCTOR:
            continue  # part of its class
        yield _Piece(definition.name, definition.first_line, last_line)
    yield from _top_level(facts, lines)


def _head_end(owner: Definition, definitions: Sequence[Definition]) -> int:
    """The last line of a class's head: up to the end of its constructor, or to its first method."""
    members = [d for d in definitions if d.name.rpartition(".")[0] == owner.name]
    for member in members:
        if member.name == f"{owner.name}.{_CONSTRUCTOR}":
            return member.last_line
    if members:
        return max(owner.first_line, members[0].first_line - 1)
    return owner.last_line


def _top_level(facts: ModuleFacts, lines: Sequence[str]) -> Iterator[_Piece]:
    """Runs of lines outside definitions in which something runs, cut to the passage's size."""
    covered = {
        line
        for d in facts.definitions
        if "." not in d.name
        for line in range(d.first_line, d.last_line + 1)
    }
    covered.update(imported.line for imported in facts.imports)
    runs = frozenset(facts.runnable_lines)
    start = 0
    size = 0
    for number in range(1, len(lines) + 2):
        outside = number <= len(lines) and number not in covered
        if start and (not outside or size + len(lines[number - 1]) + 1 > CHARACTERS):
            if any(line in runs for line in range(start, number)):
                yield _Piece(TOP_LEVEL, start, number - 1)
            start = 0
        if outside and not start and lines[number - 1].strip():
            start, size = number, 0
        if outside:
            size += len(lines[number - 1]) + 1


def _cells(facts: ModuleFacts, lines: Sequence[str]) -> Iterator[_Piece]:
    """A notebook's code cells, without the marker line of each."""
    starts = [first for _, first in facts.cells]
    ends = [*(first - 1 for first in starts[1:]), len(lines)]
    for (number, first), end in zip(facts.cells, ends, strict=True):
        end = min(end, len(lines))
        while first <= end and (not lines[first - 1].strip() or _is_marker(lines[first - 1])):
            first += 1
        while end >= first and (not lines[end - 1].strip() or _is_marker(lines[end - 1])):
            end -= 1
        if first <= end:
            yield _Piece(f"cell {number}", first, end)


def _is_marker(line: str) -> bool:
    return line.startswith("# %% cell ")


def _fitting(lines: Sequence[str], piece: _Piece) -> int:
    """The last line of ``piece`` that still fits a passage; at least its first line."""
    size = 0
    last = piece.first_line
    for number in range(piece.first_line, min(piece.last_line, len(lines)) + 1):
        size += len(lines[number - 1]) + 1
        if size > CHARACTERS and number > piece.first_line:
            break
        last = number
    while last > piece.first_line and not lines[last - 1].strip():
        last -= 1
    return last


def _code_lines(text: str) -> int:
    """Lines that are neither blank nor a comment."""
    stripped = (line.strip() for line in text.split("\n"))
    return sum(1 for line in stripped if line and not line.startswith("#"))


def _dedent(text: str) -> str:
    """``text`` without the indent of its first line; tokens are spent on words."""
    lines = text.split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] if not line[:indent].strip() else line for line in lines)
