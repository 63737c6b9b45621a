"""The words of a program, however they are put together: names, literals, prose and paths alike.

``CrossEntropyLoss``, ``cross_entropy`` and "cross entropy" are the same two words. Counted are
those of the code that the entry reaches, of its path and the files beside it, of the nearest
README's head and of the configurations. Libraries' own names are left to vocabularies: here they
would speak of a program's framework and of little else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname
from typing import TYPE_CHECKING, Final

from acumen.attributes.modules import ModuleReading
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Definition, DefinitionKind

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject
    from acumen.syntax.modules import Module

LONGEST: Final = 40  # characters of a word
_SHORTEST: Final = 2
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LITERAL: Final = re.compile(r"['\"]([^'\"\n]{2,60})['\"]")
_DEFAULT: Final = re.compile(r"=[^,]*")  # of a parameter
_ARGUMENTS_READ: Final = 600  # characters
_SENTENCE: Final = 200  # characters of a docstring's first line
_DOCSTRING: Final = 1000  # characters of the module's
_README_LINES: Final = 25

Placed = tuple[int, int, str]  # offset, line, text


def words_in(text: str) -> Iterator[str]:
    """The words of ``text`` in small letters; single letters are none."""
    for word in _WORD.findall(text):
        if _SHORTEST <= len(word) <= LONGEST:
            yield word.lower()


class UnitWords:
    """How often each word stands in a module: by unit, and in what is outside of all of them."""

    def __init__(self, module: Module) -> None:
        reading = module.once(ModuleReading)
        texts: dict[int, list[str]] = {}
        for offset, _, text in _code_texts(reading):
            texts.setdefault(reading.units.unit_at(offset), []).append(text)
        self.by_unit: Mapping[int, Counter[str]] = {
            unit: _counted(found) for unit, found in texts.items()
        }
        own = (bound.qualified for bound in reading.facts.imports if bound.level)
        self.everywhere = _counted(own)


def program_words(subject: Subject) -> Mapping[str, int]:
    """How often each word stands in the program and in what is written around it."""
    signals = subject.signals
    found = _counted(text for text, _ in _around(subject))
    for path in signals.paths:
        words = subject.whole.module(path).once(UnitWords)
        found.update(words.everywhere)
        reached = signals.reach.reached[path]
        for unit, counts in words.by_unit.items():
            if path == signals.entry or unit in reached:
                found.update(counts)
    return found


def first_places(subject: Subject, wanted: frozenset[str]) -> Mapping[str, Evidence]:
    """Where each of ``wanted`` stands first: in the entry's code, in that of other modules, in
    prose, in names of files.
    """
    found: dict[str, Evidence] = {}
    for text, where in (*_in_code(subject), *_around(subject)):
        for word in words_in(text):
            if word in wanted and word not in found:
                found[word] = where
                if len(found) == len(wanted):
                    return found
    return found


def _counted(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for word, number in Counter(_WORD.findall("\n".join(texts))).items():
        if _SHORTEST <= len(word) <= LONGEST:
            found[word.lower()] += number
    return found


def _in_code(subject: Subject) -> Iterator[tuple[str, Evidence]]:
    signals = subject.signals
    for path in signals.paths:
        placed = sorted(_code_texts(signals.reading(path)), key=lambda one: one[:2])
        for offset, line, text in placed:
            if signals.reach.holds(path, offset):
                yield text, Evidence(path, line, line)


def _code_texts(reading: ModuleReading) -> Iterator[Placed]:
    """Names that the module gives, what it calls and hands over, and what it says it does."""
    facts = reading.facts
    for definition in facts.definitions:
        yield definition.start, definition.first_line, _head(definition)
    for assignment in facts.assignments:
        yield assignment.start, assignment.line, assignment.target
    for call in facts.calls:
        name = call.callee.rpartition(".")[2]
        literals = _LITERAL.findall(call.arguments[:_ARGUMENTS_READ])
        yield call.start, call.first_line, " ".join((name, *literals))


def _head(definition: Definition) -> str:
    """Name, parameters or bases, and the first line of what it says of itself."""
    header = definition.header
    if definition.kind is DefinitionKind.FUNCTION:
        header = _DEFAULT.sub("", header)
    said = definition.docstring.partition("\n")[0][:_SENTENCE]
    return "\n".join((definition.name.rpartition(".")[2], header, said))


def _around(subject: Subject) -> Iterator[tuple[str, Evidence]]:
    """What is written around the code, each text with the line it stands on."""
    signals = subject.signals
    here, entry = signals.entry_line, signals.entry
    yield signals.docstring[:_DOCSTRING], here
    readme = signals.readme
    if readme is not None:
        line = max(readme.title_line, 1)
        yield readme.title, Evidence(readme.path, line, line)
        for prose in readme.lines[:_README_LINES]:
            yield prose.text, Evidence(readme.path, prose.line, prose.line)
    yield _stem(entry), here
    yield dirname(entry), here
    yield signals.repository.rpartition("/")[2], here
    for path in signals.paths:
        yield _stem(path), Evidence(path, 1, 1)
        yield dirname(path), Evidence(path, 1, 1)


def _stem(path: str) -> str:
    return basename(path).rpartition(".")[0]
