"""Which data sets a program uses, after signs that speak against each other were weighed.

A program's helper modules often know many data sets of which the entry uses one. What the entry
itself says therefore outweighs what is only reachable from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from acumen.attributes.literals import sets_options
from acumen.attributes.made_up import made_up
from acumen.attributes.own_folders import own_folder
from acumen.attributes.signs import SHOWN_FROM, Hit, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

_LOADING: Final = frozenset(
    {SignKind.SYMBOL, SignKind.BASE, SignKind.NAMED, SignKind.DEFAULT, SignKind.TOGETHER}
    | {SignKind.OFFERED}
)
_TELLING: Final = frozenset(
    {*_LOADING, SignKind.NAME, SignKind.PATH, SignKind.DOCSTRING, SignKind.STRING}
)
_CHOSEN: Final = _LOADING | {SignKind.CONFIG}
_FOLDER: Final = "own-images"
_OPENS_PICTURES: Final = ("PIL.Image.open", "cv2.imread", "torchvision.io.read_image", "imageio.")
_DATA_CLASSES: Final = (".Dataset", ".VisionDataset", ".LightningDataModule", ".Sequence")
_OPENED: Final = 0.65
_ASKED_FOR: Final = 0.6
_OWN: Final = re.compile(  # a class that is not named after what the pictures show
    r"(My|Own|Custom|Simple|Basic|Images?|Img|Pictures?|Photos?|Folder|Train|Test|Local|From"
    r"|Data|Dataset|DataSet|Loader)+"
)
_CHOICES: Final = re.compile(r"\bchoices\s*=\s*[\[({]\s*['\"]")
_PAIR: Final = 2
_WORDS_BESIDE_LOADERS: Final = 0.75  # what words are worth where the code loads something else
_RIVALS: Final = 0.5  # what each of several is worth where the entry names none
_CALLED_RIVALS: Final = 0.65  # and where a loader that is known by its full name is called
_ELSEWHERE: Final = 0.5  # what other modules are worth where the entry names its data


def dataset_hits(subject: Subject) -> tuple[Hit, ...]:
    """Data sets that are sure enough to be shown, surest first."""
    found = sorted(_weighed(subject), key=lambda hit: (-hit.confidence, hit.term))
    shown = [hit for hit in found if hit.confidence >= SHOWN_FROM]
    loaded = [hit.term.split("-") for hit in shown if hit.kinds & _LOADING]
    kept = tuple(
        hit for hit in shown if hit.kinds & _LOADING or not _inside_another(hit.term, loaded)
    )
    kept = _without_folder(kept)
    loads = any(hit.kinds & _CHOSEN for hit in kept)
    made = made_up(subject, beside=loads, told=bool(kept))
    kept = (*kept, *made) if loads or not made else made  # it reads nothing, whatever is told
    return kept or tuple(_own_pictures(subject)) or tuple(_own_folder(subject))


def _own_pictures(subject: Subject) -> Iterator[Hit]:
    """A data set class of the program that opens picture files, where nothing names them."""
    signals = subject.signals
    if _FOLDER not in subject.vocabularies[Facet.DATASET]:
        return
    for call in signals.calls:
        if call.qualified.startswith(_OPENS_PICTURES):
            for owner in signals.reading(call.path).classes:
                inside = owner.definition.start <= call.call.start < owner.definition.end
                inside &= _OWN.fullmatch(owner.definition.name) is not None
                if inside and any(base.endswith(_DATA_CLASSES) for base in owner.bases):
                    line = call.call.first_line
                    sign = Sign(_FOLDER, SignKind.NAME, _OPENED, Evidence(call.path, line, line))
                    yield Hit(_FOLDER, _OPENED, (sign,))
                    return


def _own_folder(subject: Subject) -> Iterator[Hit]:
    """A folder of pictures that whoever starts the program must name."""
    known = _FOLDER in subject.vocabularies[Facet.DATASET]
    where = own_folder(subject.signals) if known else None
    if where is not None:
        yield Hit(_FOLDER, _ASKED_FOR, (Sign(_FOLDER, SignKind.NAME, _ASKED_FOR, where),))


def _without_folder(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """A folder of pictures whose name says what they are is not the user's own."""
    named = [hit for hit in hits if hit.term != _FOLDER]
    if len(hits) == _PAIR and len(named) == 1 and SignKind.SYMBOL not in named[0].kinds:
        return tuple(named)
    return hits


def _inside_another(term: str, loaded: list[list[str]]) -> bool:
    """A program on Fashion-MNIST is full of names with MNIST in them."""
    return any(term in pieces and pieces != [term] for pieces in loaded)


def _weighed(subject: Subject) -> Iterator[Hit]:
    entry = subject.template.path
    hits = subject.signals.hits(Facet.DATASET)
    tables = subject.signals.tables
    told = {
        hit.term for hit in hits if hit.confidence >= SHOWN_FROM and _told_by(hit, entry, tables)
    }
    listed = _listed(subject, hits)
    if len(listed) >= _PAIR:
        told = {hit.term for hit in hits if any(s.evidence.path == entry for s in hit.signs)}
    if not told:
        told = {hit.term for hit in hits if SignKind.OFFERED in hit.kinds}
    loaded = any(hit.kinds & _LOADING for hit in hits if not told or hit.term in told)
    rivals = sum(hit.confidence >= SHOWN_FROM for hit in hits)
    for hit in hits:
        confidence = hit.confidence
        if told and hit.term not in told:
            confidence *= _ELSEWHERE
        elif not told and rivals > 1:
            confidence *= _CALLED_RIVALS if SignKind.SYMBOL in hit.kinds else _RIVALS
        elif loaded and not hit.kinds & _LOADING:
            confidence *= _WORDS_BESIDE_LOADERS
        yield replace(hit, confidence=confidence)


def _listed(subject: Subject, hits: tuple[Hit, ...]) -> frozenset[str]:
    """The data sets of an option of the entry that takes no others."""
    entry = subject.template.path
    closed = {c.lines for c, _ in subject.signals.read_calls(takes_no_others) if c.path == entry}
    return frozenset(hit.term for hit in hits if any(sign.evidence in closed for sign in hit.signs))


def takes_no_others(_: str, call: Call) -> bool:
    """Whether a call declares an option with a list of what it may be."""
    return call.callee.endswith("add_argument") and _CHOICES.search(call.arguments) is not None


def _told_by(hit: Hit, entry: str, tables: frozenset[Evidence]) -> bool:
    """Whether the entry says it, or an option or a table of what can be chosen."""
    return any(
        (sign.kind in _TELLING and sign.evidence.path == entry)
        or (
            sign.kind is SignKind.DEFAULT
            and (sign.evidence in tables or sets_options(sign.evidence.path))
        )
        for sign in hit.signs
    )
