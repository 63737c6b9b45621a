"""What somebody needs, and how its words become constraints that can be relaxed by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import UsageError
from acumen.recommend.misspelt import Near, nearest
from acumen.search.engine import Library
from acumen.search.records import MAX_QUERY_CHARACTERS

# What a machine can run: somebody with one graphics card is served by a program for a plain
# processor too, but not by one that needs several cards.
RUNS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "cpu": ("cpu",),
    "single-gpu": ("single-gpu", "cpu"),
    "multi-gpu": ("multi-gpu", "single-gpu", "cpu"),
    "multi-node": ("multi-node", "multi-gpu", "single-gpu", "cpu"),
    "apple-gpu": ("apple-gpu", "cpu"),
    "tpu": ("tpu",),
}


_DATA: Final = (Facet.DATASET, Facet.MODALITY)


class Experience(StrEnum):
    """How much deep learning somebody has done; it weighs simplicity, and keeps nothing out."""

    UNSAID = "unsaid"
    BEGINNER = "beginner"
    SOME = "some"
    EXPERIENCED = "experienced"


class Need(StrEnum):
    """The needs that can keep a program out, the first to be relaxed first."""

    HARDWARE = "hardware"
    DATA = "data"
    FRAMEWORK = "framework"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody said. Several values of one need mean any of them."""

    task: tuple[str, ...] = ()  # tasks or architectures: ids, labels, or a person's words
    data: tuple[str, ...] = ()  # kinds of data or data sets, likewise
    framework: tuple[str, ...] = ()
    hardware: tuple[str, ...] = ()  # what is there to run on
    experience: Experience = Experience.UNSAID
    text: str = ""  # anything else, in one's own words

    @property
    def empty(self) -> bool:
        """Whether nothing was said that could tell programs apart."""
        said = (self.task, self.data, self.framework, self.hardware, self.text.strip())
        return not any(said) and self.experience is Experience.UNSAID


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing that a program must have. ``broader`` are looser forms, the next one first."""

    need: Need
    facet: Facet
    values: tuple[str, ...]  # any of these
    label: str  # as people read it: "Image segmentation or Object detection"
    broader: tuple[Constraint, ...] = ()

    @property
    def shown(self) -> str:
        """``framework PyTorch``."""
        return f"{self.need.value} {self.label}"


@dataclass(frozen=True, slots=True)
class Understood:
    """Needs as recommending uses them."""

    constraints: tuple[Constraint, ...]  # the first to be relaxed first
    prefer: Mapping[Facet, tuple[str, ...]]  # raises programs, keeps none out
    text: str  # words to compare
    notes: tuple[str, ...]  # what was not understood


def understand(library: Library, needs: Needs) -> Understood:
    """Read ``needs`` through the vocabularies.

    A misspelt task or data is read as what it nearly names, one that names nothing is compared as
    words; a note says so. Raises UsageError with the nearest names for an unknown framework or
    hardware.
    """
    found: dict[Facet, list[str]] = {}
    notes: list[str] = []
    words: list[str] = [needs.text.strip()]
    for need, asked, facets in (
        (Need.TASK, needs.task, (Facet.TASK, Facet.ARCHITECTURE)),
        (Need.DATA, needs.data, _DATA),
    ):
        for phrase in asked:
            exact = _exactly(library, phrase, facets) or _exactly(library, phrase, _DATA)
            named = exact or _in_words(library, phrase, facets)
            if not named:
                near = nearest(library.vocabularies, phrase, facets)
                exact = [(one.facet, one.term.id) for one in near if one.same]
                notes.append(_not_named(phrase, need, near))
                named = exact or _in_words(library, phrase, _DATA)
            if not exact:
                words.append(phrase)
            for facet, value in named:
                found.setdefault(facet, []).append(value)
    for facet, asked in ((Facet.FRAMEWORK, needs.framework), (Facet.HARDWARE, needs.hardware)):
        for phrase in asked:
            found.setdefault(facet, []).extend(library.meant(facet, phrase))

    prefer = {facet: tuple(dict.fromkeys(values)) for facet, values in found.items()}
    constraints = tuple(_constraints(library.vocabularies, prefer))
    for facet in (Facet.ARCHITECTURE, Facet.TASK, Facet.DATASET):
        words.extend(_label(library.vocabularies, facet, value) for value in prefer.get(facet, ()))
    return Understood(constraints, prefer, _joined(words), tuple(notes))


def _not_named(phrase: str, need: Need, near: Sequence[Near]) -> str:
    """What becomes of words that name nothing."""
    if near and near[0].same:
        return f'"{phrase}" is read as {near[0].term.label}.'
    offered = ", ".join(one.term.id for one in near)
    hint = f" Known names like it: {offered}." if offered else ""
    return f'"{phrase}" names no known {need.value}; its words are compared.{hint}'


def _exactly(library: Library, phrase: str, facets: Sequence[Facet]) -> list[tuple[Facet, str]]:
    """What ``phrase`` as a whole names; the earlier facet has priority."""
    for facet in facets:
        try:
            return [(facet, value) for value in library.meant(facet, phrase)]
        except UsageError:
            continue
    return []


def _in_words(library: Library, phrase: str, facets: Sequence[Facet]) -> list[tuple[Facet, str]]:
    """What words of ``phrase`` name; the earlier facet has priority."""
    first_facet: dict[str, Facet] = {}
    readings = [reading for reading in library.read(phrase) if reading.facet in facets]
    return [
        (reading.facet, reading.value)
        for reading in sorted(readings, key=lambda r: facets.index(r.facet))
        if first_facet.setdefault(reading.words, reading.facet) is reading.facet
    ]


def _constraints(
    vocabularies: Vocabularies, wanted: Mapping[Facet, tuple[str, ...]]
) -> Iterable[Constraint]:
    """What ``wanted`` demands, in the order in which it is given up."""
    if values := wanted.get(Facet.HARDWARE):
        runs = tuple(dict.fromkeys(v for value in values for v in RUNS_ON.get(value, (value,))))
        yield _constraint(vocabularies, Need.HARDWARE, Facet.HARDWARE, runs, named=values)
    modalities = dict.fromkeys(wanted.get(Facet.MODALITY, ()))
    if values := wanted.get(Facet.DATASET):
        modalities.update(dict.fromkeys(_extra(vocabularies, Facet.DATASET, values, "modality")))
        # Own data are no data set that a program could be known to use: their kind decides.
        if not _extra(vocabularies, Facet.DATASET, values, "generic"):
            broader = _one(vocabularies, Need.DATA, Facet.MODALITY, tuple(modalities))
            yield _constraint(vocabularies, Need.DATA, Facet.DATASET, values, broader=broader)
            modalities = {}
    yield from _one(vocabularies, Need.DATA, Facet.MODALITY, tuple(modalities))
    yield from _one(vocabularies, Need.FRAMEWORK, Facet.FRAMEWORK, wanted.get(Facet.FRAMEWORK, ()))
    for facet in (Facet.ARCHITECTURE, Facet.TASK):
        if values := wanted.get(facet):
            broader = _looser(vocabularies, facet, values)
            yield _constraint(vocabularies, Need.TASK, facet, values, broader=broader)


def _looser(
    vocabularies: Vocabularies, facet: Facet, values: tuple[str, ...]
) -> tuple[Constraint, ...]:
    """The broader terms of a task or architecture, if it has any."""
    parents = _parents(vocabularies, facet, values)
    return (_constraint(vocabularies, Need.TASK, facet, parents),) if parents else ()


def _one(
    vocabularies: Vocabularies, need: Need, facet: Facet, values: tuple[str, ...]
) -> tuple[Constraint, ...]:
    return (_constraint(vocabularies, need, facet, values),) if values else ()


def _constraint(
    vocabularies: Vocabularies,
    need: Need,
    facet: Facet,
    values: tuple[str, ...],
    *,
    named: tuple[str, ...] = (),
    broader: tuple[Constraint, ...] = (),
) -> Constraint:
    label = " or ".join(_label(vocabularies, facet, value) for value in named or values)
    return Constraint(need, facet, values, label, broader)


def _parents(vocabularies: Vocabularies, facet: Facet, values: Sequence[str]) -> tuple[str, ...]:
    vocabulary = vocabularies.get(facet)
    if vocabulary is None:
        return ()
    known = [vocabulary[value] for value in values if value in vocabulary]
    return tuple(dict.fromkeys(parent for term in known for parent in term.parents))


def _extra(vocabularies: Vocabularies, facet: Facet, values: Sequence[str], key: str) -> list[str]:
    vocabulary = vocabularies.get(facet)
    if vocabulary is None:
        return []
    known = [vocabulary[value] for value in values if value in vocabulary]
    return [value for term in known for name, value in term.extra if name == key]


def _label(vocabularies: Vocabularies, facet: Facet, value: str) -> str:
    vocabulary = vocabularies.get(facet)
    return vocabulary.label(value) if vocabulary else value


def _joined(words: Iterable[str]) -> str:
    """The words as one query, what repeats an earlier part left out."""
    text = ""
    for part in words:
        if part and part.casefold() not in text.casefold():
            text = f"{text} {part}".strip()
    if len(text) <= MAX_QUERY_CHARACTERS:
        return text
    return text[: MAX_QUERY_CHARACTERS + 1].rpartition(" ")[0][:MAX_QUERY_CHARACTERS]
