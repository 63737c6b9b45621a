"""What the words around a program say: its path, the nearest README, its docstring and its options.

A word of the program's own - its file, the folder it stands in, its docstring, what its command
line says it does, a README beside it - says more than the name or the title of a whole collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.attributes.texts import folders_above
from acumen.attributes.wording import readable, spelled
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call
from acumen.syntax.arguments import literal, split_arguments

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

WORDS: Final = frozenset({SignKind.TITLE, SignKind.PATH, SignKind.PROSE, SignKind.DOCSTRING})
_PROSE_LINES: Final = 12  # of a README, below its title
_OWN_FOLDER: Final = 0.68  # the folder that the entry stands in
_ELSEWHERE: Final = 0.1  # less, for what an option of a helper says
_NAMED_BY: Final = ("", "description", "prog")
_LEAST_WORDS: Final = 2  # of a description; one word is the program's name


def word_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """Terms of ``terms`` that the path, the README, the docstring or the options name."""
    data = terms.vocabulary.facet is Facet.DATASET
    for text, where, weight in _path_words(signals):
        named = [t for t in terms.by_name(text) if not (data and t in signals.everyday)]
        found = {*named, *(hit.term for hit in terms.in_prose(readable(text)))}
        for term in sorted(found):
            yield Sign(term, SignKind.PATH, weight, where)
    for kind, text, where, weight in _prose(signals):
        for hit in terms.in_prose(text):
            if spelled(text, hit.word, hit.size) not in signals.imported_roots:
                yield Sign(hit.term, kind, weight, where)


def is_own_word(sign: Sign, entry: str) -> bool:
    """Whether a word speaks of the program itself, and not of the collection it belongs to."""
    if sign.kind is SignKind.TITLE:
        folder = dirname(sign.evidence.path)
        return bool(folder) and folder == dirname(entry)
    return sign.kind is SignKind.DOCSTRING or (
        sign.kind is SignKind.PATH and sign.weight >= _OWN_FOLDER
    )


def is_collective(sign: Sign, entry: str) -> bool:
    """Whether a sign is no more than a word about the collection."""
    return sign.kind in WORDS and not is_own_word(sign, entry)


def _path_words(signals: Signals) -> Iterator[tuple[str, Evidence, float]]:
    """Names of the entry, its folders and its repository, with what they are worth."""
    weight = WEIGHTS[SignKind.PATH]
    entry = signals.entry
    name = basename(entry)
    yield name.rpartition(".")[0] or name, signals.entry_line, weight
    for distance, folder in enumerate(folders_above(entry)[:-1]):
        worth = weight - 0.1 if distance else _OWN_FOLDER
        yield basename(folder), signals.entry_line, worth
    yield signals.repository.rpartition("/")[2], signals.entry_line, weight - 0.1


def _prose(signals: Signals) -> Iterator[tuple[SignKind, str, Evidence, float]]:
    kind = SignKind.DOCSTRING
    if signals.docstring:
        head = re.split(r"\n\s*\n|(?<=\.)\s", signals.docstring.strip(), maxsplit=1)[0]
        yield kind, head[:300], signals.entry_line, WEIGHTS[kind]
    for call, text in signals.read_calls(described_options):
        where = Evidence(call.path, call.call.first_line, call.call.first_line)
        less = 0.0 if call.path == signals.entry else _ELSEWHERE
        yield kind, text, where, WEIGHTS[kind] - less
    readme = signals.readme
    if readme is None or not readme.title:
        return
    discount = 0.0 if signals.readme_is_near else 0.2
    where = Evidence(readme.path, readme.title_line, readme.title_line)
    yield SignKind.TITLE, readme.title, where, WEIGHTS[SignKind.TITLE] - discount
    for line in readme.lines[:_PROSE_LINES]:
        if line.line != readme.title_line:
            where = Evidence(readme.path, line.line, line.line)
            yield SignKind.PROSE, line.text, where, WEIGHTS[SignKind.PROSE] - discount


def described_options(_: str, call: Call) -> str:
    """What ``ArgumentParser(description="PyTorch MNIST example")`` says; "" of other calls."""
    if not call.callee.endswith("ArgumentParser"):
        return ""
    for argument in split_arguments(call.arguments):
        if argument.name in _NAMED_BY:
            text = literal(argument.text).value
            if isinstance(text, str) and len(text.split()) >= _LEAST_WORDS:
                return text[:300]
    return ""
