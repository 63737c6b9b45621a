"""Which data sets a program uses, after signs that speak against each other were weighed.

A program's helper modules often know many data sets of which the entry uses one. What the entry
itself says therefore outweighs what is only reachable from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import canonical
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

_LOADING: Final = frozenset(
    {SignKind.SYMBOL, SignKind.BASE, SignKind.NAMED, SignKind.DEFAULT, SignKind.TOGETHER}
)
_TELLING: Final = frozenset(
    {*_LOADING, SignKind.NAME, SignKind.PATH, SignKind.DOCSTRING, SignKind.STRING}
)
_DATA_NAMES: Final = re.compile(
    r"(self\.)?(x|y|data|dataset|inp|inputs?|features?|labels?|targets?|samples?|points)"
    r"(_?(train|test|val|data|numpy|np|tensor|all|values|[0-9]))?"
    r"|(train|training|toy|random|dummy|synthetic)_?(x|y|data|set|inputs?|targets?|labels?)",
    re.IGNORECASE,
)
_DRAWN: Final = re.compile(
    r"\b(?:np|numpy|onp)\.(?:random\.\w+|linspace|arange)\("
    r"|\b(?:torch|th)\.(?:rand|randn|randint|normal|linspace|bernoulli)\("
    r"|\b(?:tf|tensorflow|keras|ops|jax|jrandom)\.random\.(?:normal|uniform|randint)\("
)
_RANDOM: Final = (
    "numpy.random.",
    "torch.rand",
    "torch.normal",
    "tensorflow.random.",
    "keras.random.",
    "jax.random.",
)
_MAKER: Final = re.compile(
    r"_*(get|make|generate|create|gen|sample|build)_?\w*(data|batch|points|sequences?|toy)\w*"
    r"|\w*data_?gen\w*|\w*Dataset|toy\w*|next_batch"
)
_READS: Final = re.compile(
    r"(.*\.)?(read_\w+|load|loads|loadtxt|loadmat|load_data|load_dataset|genfromtxt|fromfile|open"
    r"|urlretrieve|get_file|imread|ImageFolder|glob|listdir|make|read|readlines|download\w*)"
)
_MADE_UP: Final = 0.72
_TERM: Final = "synthetic"
_FOLDER: Final = "own-images"
_PAIR: Final = 2
_WORDS_BESIDE_LOADERS: Final = 0.75  # what words are worth where the code loads something else
_RIVALS: Final = 0.5  # what each of several is worth where the entry names none
_ELSEWHERE: Final = 0.5  # what other modules are worth where the entry names its data


def dataset_hits(subject: Subject) -> tuple[Hit, ...]:
    """Data sets that are sure enough to be shown, surest first."""
    found = sorted(_weighed(subject), key=lambda hit: (-hit.confidence, hit.term))
    shown = [hit for hit in found if hit.confidence >= SHOWN_FROM]
    loaded = [hit.term.split("-") for hit in shown if hit.kinds & _LOADING]
    kept = tuple(
        hit for hit in shown if hit.kinds & _LOADING or not _inside_another(hit.term, loaded)
    )
    return _without_folder(kept) or tuple(_made_up(subject))


def _without_folder(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """A folder of pictures whose name says what they are is not the user's own."""
    named = [hit for hit in hits if hit.term != _FOLDER]
    if len(hits) == _PAIR and len(named) == 1 and SignKind.SYMBOL not in named[0].kinds:
        return tuple(named)
    return hits


def _inside_another(term: str, loaded: list[list[str]]) -> bool:
    """A program on Fashion-MNIST is full of names with MNIST in them."""
    return any(term in pieces and pieces != [term] for pieces in loaded)


def _made_up(subject: Subject) -> Iterator[Hit]:
    """Data drawn by chance or from a formula, in a program that reads no other."""
    signals = subject.signals
    if _TERM not in subject.vocabularies[Facet.DATASET] or any(
        _READS.fullmatch(call.call.callee) for call in signals.calls
    ):
        return
    for call in signals.calls:
        if canonical(call.qualified).startswith(_RANDOM):
            maker = subject.whole.definition_around(call.path, call.call.start)
            if maker is not None and any(map(_MAKER.fullmatch, maker.name.split("."))):
                where = Evidence(call.path, call.call.first_line, call.call.first_line)
                yield Hit(_TERM, _MADE_UP, (Sign(_TERM, SignKind.NAME, _MADE_UP, where),))
                return
    for path in signals.paths:
        for found in signals.reading(path).facts.assignments:
            names = (name.strip(" ()") for name in found.target.split(","))
            if not _DRAWN.search(found.value) or not any(map(_DATA_NAMES.fullmatch, names)):
                continue
            if signals.reach.holds(path, found.start):
                where = Evidence(path, found.line, found.line)
                sign = Sign(_TERM, SignKind.NAME, _MADE_UP, where)
                yield Hit(_TERM, _MADE_UP, (sign,))
                return


def _weighed(subject: Subject) -> Iterator[Hit]:
    entry = subject.template.path
    hits = subject.signals.hits(Facet.DATASET)
    told = {hit.term for hit in hits if hit.confidence >= SHOWN_FROM and _told_by(hit, entry)}
    loaded = any(hit.kinds & _LOADING for hit in hits if not told or hit.term in told)
    rivals = sum(hit.confidence >= SHOWN_FROM for hit in hits)
    for hit in hits:
        confidence = hit.confidence
        if told and hit.term not in told:
            confidence *= _ELSEWHERE
        elif not told and rivals > 1:
            confidence *= _RIVALS
        elif loaded and not hit.kinds & _LOADING:
            confidence *= _WORDS_BESIDE_LOADERS
        yield replace(hit, confidence=confidence)


def _told_by(hit: Hit, entry: str) -> bool:
    return any(sign.kind in _TELLING and sign.evidence.path == entry for sign in hit.signs)
