"""Everything that may be said about a program: what the rules state, and what they see signs of
without stating it. Each is described by a few numbers, from which its confidence follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import splitext
from typing import Final

from acumen.attributes.labels import LABELLED
from acumen.attributes.signs import Hit
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

HEARD_FROM: Final = 0.15  # a value that words alone speak for and that is rarer is no candidate
BROADER: Final = "broader than"  # how the rule of a value begins that a narrower one implies
_CODE: Final = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value of one facet, and how much speaks for it."""

    facet: Facet
    value: str
    stated: float  # what the rules make of it, 0..1; 0 where they do not state it
    seen: float  # what all its signs are worth together, 0..1; 0 without any
    signs: int
    signs_in_entry: int  # of these
    modules: int  # files that show a sign
    reason: str = ""  # what the rule name says after the facet: "symbol+path", "broader than gan"
    beside: bool = False  # stated, but by code of other modules alone
    known: bool = True  # False: stands in no vocabulary
    worded: float | None = None  # share, by the program's words; None where nobody learned it

    def __post_init__(self) -> None:
        if not (0.0 <= self.stated <= 1.0 and 0.0 <= self.seen <= 1.0):
            raise ValueError(f"{self.value}: want 0..1, got {self.stated} and {self.seen}")
        if self.worded is not None and not 0.0 <= self.worded <= 1.0:
            raise ValueError(f"{self.value}: want 0..1, got {self.worded}")
        if not 0 <= self.signs_in_entry <= self.signs:
            raise ValueError(f"{self.value}: more signs in the entry than there are")

    @property
    def sort(self) -> str:
        """By what it is stated: the strongest kind of sign, or the rule; "" if it is not stated."""
        return BROADER if self.reason.startswith(BROADER) else self.reason.partition("+")[0]


@dataclass(frozen=True, slots=True)
class Candidates:
    """All candidates of one program, and what the program is like."""

    found: tuple[Candidate, ...]  # by facet; of a facet the stated ones first
    reached: int  # modules of which any code is reached
    parts: bool  # whether packages of the repository's own were read too
    notebook: bool


def candidates_of(subject: Subject, stated: Iterable[Attribute]) -> Candidates:
    """The candidates of the facets that are labelled; ``stated`` is what the rules say."""
    entry = subject.template.path
    by_facet: dict[Facet, list[Attribute]] = {facet: [] for facet in LABELLED}
    for attribute in stated:
        if attribute.facet in by_facet:
            by_facet[attribute.facet].append(attribute)
    found = []
    for facet, attributes in by_facet.items():
        hits = {hit.term: hit for hit in subject.signals.hits(facet)}
        found += [_stated(a, hits.get(a.value), entry) for a in attributes]
        values = {a.value for a in attributes}
        found += [_only_seen(facet, hit, entry) for term, hit in hits.items() if term not in values]
    return Candidates(
        found=tuple(found),
        reached=len(subject.signals.paths),
        parts=bool(subject.parts),
        notebook=splitext(entry)[1] == ".ipynb",
    )


def with_words(program: Candidates, shares: Mapping[tuple[Facet, str], float]) -> Candidates:
    """``program`` with what its words say of each value, and with the values that they alone name.

    ``shares`` are those of :meth:`~acumen.attributes.word_model.WordModel.shares`.
    """
    found = [replace(one, worded=shares.get((one.facet, one.value))) for one in program.found]
    known = {(one.facet, one.value) for one in found}
    found += [
        Candidate(facet, value, 0.0, 0.0, 0, 0, 0, worded=share)
        for (facet, value), share in sorted(shares.items())
        if share >= HEARD_FROM and (facet, value) not in known
    ]
    order = {facet: rank for rank, facet in enumerate(LABELLED)}
    return replace(program, found=tuple(sorted(found, key=lambda one: order[one.facet])))


def _stated(attribute: Attribute, hit: Hit | None, entry: str) -> Candidate:
    places = [evidence.path for evidence in attribute.evidence]
    in_code = any(path.endswith(_CODE) for path in places)
    signs, inside, modules = _counted(hit, entry)
    return Candidate(
        facet=attribute.facet,
        value=attribute.value,
        stated=attribute.confidence,
        seen=hit.confidence if hit is not None else 0.0,
        signs=signs,
        signs_in_entry=inside,
        modules=modules,
        reason=attribute.rule.partition(":")[2],
        beside=in_code and entry not in places,
        known=attribute.known,
    )


def _only_seen(facet: Facet, hit: Hit, entry: str) -> Candidate:
    signs, inside, modules = _counted(hit, entry)
    return Candidate(facet, hit.term, 0.0, hit.confidence, signs, inside, modules)


def _counted(hit: Hit | None, entry: str) -> tuple[int, int, int]:
    """Signs, those in the entry, and the files that show one."""
    places: Sequence[str] = [s.evidence.path for s in hit.signs] if hit is not None else ()
    return len(places), places.count(entry), len(set(places))
