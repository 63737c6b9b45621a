"""Stage 3 of 8: file bytes in, facts out, read by children that hostile input may kill.

Per file: 2 s of CPU time for the parser in the child, which is killed after 20 s of silence
(TIMEOUT). A death gives the file a second chance; two are a CRASH that the poison log remembers
across runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from acumen.domain.facts import Language, ModuleFacts, ReadProblem, Unread
from acumen.syntax.codec import decode_facts
from indexer.parsing.child import LANGUAGES
from indexer.parsing.pool import CHILD, Answer, ChildPool, Death, Item

MAX_DEATHS = 2
_NUMBER = {language: number for number, language in enumerate(LANGUAGES)}


class PoisonLog(Protocol):
    """Remembers across runs which blobs killed their reader.

    A blob that is started again, or asked after, before it finished has killed its reader.
    """

    def poisoned(self, blob: str) -> bool: ...
    def started(self, blob: str) -> None: ...
    def finished(self, blob: str) -> None: ...


@dataclass(frozen=True, slots=True)
class ParseItem:
    blob: str  # git blob id
    language: Language
    data: bytes


def parse_blobs(
    items: Iterable[ParseItem],
    *,
    jobs: int,
    poison: PoisonLog,
    command: Sequence[str] = CHILD,
    silence_s: float = 20.0,
) -> Iterator[tuple[str, ModuleFacts | Unread]]:
    """The facts of each item, in the order of the items.

    ``command`` starts a reading child, see :mod:`indexer.parsing.child`. Closing the iterator, or
    any exception in the caller, ends the children.
    """
    with ChildPool(jobs, command=command, silence_s=silence_s) as pool:
        run = _Run(iter(items), poison)
        for answer in pool.run(run.requests(), starting=run.starting):
            run.answered(answer)
            yield from run.in_order()
        for deadly in run.second_chances():
            # alone in a child of its own: whatever dies now is this item's doing
            for answer in pool.run(iter([deadly]), starting=run.starting):
                run.answered(answer, last_chance=True)
            yield from run.in_order()
        yield from run.in_order()


class _Run:
    """What has been asked, answered and handed on."""

    def __init__(self, items: Iterator[ParseItem], poison: PoisonLog) -> None:
        self._items = items
        self._poison = poison
        self._blobs: list[str] = []
        self._found: dict[int, ModuleFacts | Unread] = {}
        self._deadly: list[Item] = []
        self._next = 0
        self._in_flight: set[str] = set()

    def requests(self) -> Iterator[Item]:
        """What children are to read; poisoned blobs are answered at once."""
        for item in self._items:
            index = len(self._blobs)
            self._blobs.append(item.blob)
            if self._poison.poisoned(item.blob):
                self._found[index] = Unread(ReadProblem.CRASH, "killed its reader before")
            else:
                yield Item(index, _NUMBER[item.language], item.data)

    def starting(self, item: Item) -> None:
        """Note the first time that a blob is handed out, not that it had a deadly neighbour."""
        blob = self._blobs[item.index]
        if blob not in self._in_flight:
            self._in_flight.add(blob)
            self._poison.started(blob)

    def answered(self, answer: Answer, *, last_chance: bool = False) -> None:
        index = answer.item.index
        if answer.death is None:
            self._found[index] = decode_facts(answer.payload)
        elif answer.death is Death.SILENT:
            self._found[index] = Unread(ReadProblem.TIMEOUT, "killed after silence")
        elif not last_chance:
            self._in_flight.discard(self._blobs[index])  # starting again is a death in the log
            self._deadly.append(answer.item)
            return
        else:
            self._found[index] = Unread(ReadProblem.CRASH, f"killed its reader {MAX_DEATHS} times")
            self._poison.poisoned(self._blobs[index])  # asking makes the log count the second death
            return
        self._in_flight.discard(self._blobs[index])
        self._poison.finished(self._blobs[index])

    def second_chances(self) -> Iterator[Item]:
        yield from sorted(self._deadly, key=lambda item: item.index)

    def in_order(self) -> Iterator[tuple[str, ModuleFacts | Unread]]:
        while self._next in self._found:
            yield self._blobs[self._next], self._found.pop(self._next)
            self._next += 1
