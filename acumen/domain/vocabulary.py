"""The controlled values of a facet: how people and code name the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from acumen.domain.attribute import Facet

BESIDE: Final = "beside"  # key of a further fact: a term that comes with this one


@dataclass(frozen=True, slots=True)
class Term:
    """One value. ``symbols`` are the resolved names that mean it, ``words`` what people call it."""

    id: str  # kebab-case: "image-classification"
    label: str  # "Image classification"
    about: str  # one plain sentence of our own
    words: tuple[str, ...] = ()  # synonyms in lower case, for queries and prose
    parents: tuple[str, ...] = ()  # ids of broader terms
    symbols: tuple[str, ...] = ()  # globs on qualified names: "torchvision.datasets.MNIST*"
    names: tuple[str, ...] = ()  # globs on lower-case class, function, file and folder names
    strings: tuple[str, ...] = ()  # globs on lower-case string literals (dataset and model ids)
    gloss: str = ""  # plain words a newcomer would use
    extra: tuple[tuple[str, str], ...] = ()  # further facts, e.g. ("obtained-by", "download")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms of one facet, with its version."""

    facet: Facet
    version: str
    terms: tuple[Term, ...]
    _by_id: Mapping[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {term.id: term for term in self.terms}
        if len(by_id) != len(self.terms):
            raise ValueError(f"{self.facet}: two terms have one id")
        object.__setattr__(self, "_by_id", by_id)

    def __getitem__(self, term_id: str) -> Term:
        return self._by_id[term_id]

    def __contains__(self, term_id: object) -> bool:
        return term_id in self._by_id

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    def label(self, value: str) -> str:
        """What people read for ``value``; open values stand for themselves."""
        term = self._by_id.get(value)
        return term.label if term else value


Vocabularies = Mapping[Facet, Vocabulary]
