"""Writes down why a template ranks where it does: its score's summands, with lines to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from acumen.domain.attribute import Facet
from acumen.domain.card import Passage
from acumen.domain.evidence import Evidence
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.dense import PassageRanges
from acumen.search.facets import attributes_of
from acumen.search.fields import FieldName
from acumen.search.lexical import FieldShare
from acumen.search.records import Leg, Reading, Reason
from acumen.search.tokens import code_terms, prose_terms

MAX_EVIDENCE: Final = 3  # places per reason
MAX_WORDS: Final = 5  # words named in one reason
FIRST_LINES: Final = 10  # of the entry, where a path or title matched

_SAYS: Final[Mapping[FieldName, str]] = {
    FieldName.PATH: "Its path has",
    FieldName.TITLE: "Its title has",
    FieldName.README: "Its README speaks of",
    FieldName.PROSE: "Its comments speak of",
    FieldName.SYMBOLS: "Its classes and functions are called",
    FieldName.GLOSS: "In plain words it is about",
    FieldName.ATTRIBUTES: "What was found in it is called",
    FieldName.CODE: "Its code has",
}
FACET_NAMES: Final[Mapping[Facet, str]] = {
    Facet.TRAINING_STYLE: "Training style",
    Facet.LAST_CHANGE: "Last change",
}


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """The passage of a template that is nearest to the query."""

    passage: Passage
    similarity: float


class ReasonWriter:
    """Knows where the index's words and attributes stand."""

    def __init__(self, index: Index, ranges: PassageRanges, vocabularies: Vocabularies) -> None:
        self._index = index
        self._ranges = ranges
        self._vocabularies = vocabularies
        self._passage_terms = lru_cache(maxsize=8192)(self._read_passage)
        self._value_terms = lru_cache(maxsize=8192)(self._read_value)
        self._symbol_terms = lru_cache(maxsize=8192)(self._read_symbol)

    def of_words(self, row: int, shares: Sequence[FieldShare], factor: float) -> list[Reason]:
        """One reason per field that holds words of the query."""
        by_field: dict[FieldName, list[FieldShare]] = {}
        for share in shares:
            by_field.setdefault(share.field, []).append(share)
        reasons = []
        for name, group in by_field.items():
            group.sort(key=lambda share: (-share.value, share.term))
            terms = [share.term for share in group]
            text = f"{_SAYS[name]} {', '.join(_wholes(terms)[:MAX_WORDS])}"
            value = factor * sum(share.value for share in group)
            reasons.append(Reason(text, value, Leg.WORDS, self._places(row, name, terms)))
        return reasons

    def of_reading(self, row: int, reading: Reading, contribution: float) -> Reason:
        """What the query asks for and the template has."""
        record = self._index.templates[row]
        vocabulary = self._vocabularies.get(reading.facet)
        facet = FACET_NAMES.get(reading.facet, reading.facet.value.capitalize())
        related = _related(record, reading, self._vocabularies)
        labels = [vocabulary.label(value) if vocabulary else value for value in related]
        evidence = [
            place
            for attribute in attributes_of(record)
            if attribute.facet is reading.facet and attribute.value in related
            for place in attribute.evidence
        ]
        text = f"{facet}: {', '.join(labels) or reading.label}"
        return Reason(text, contribution, Leg.ATTRIBUTE, _first(evidence))

    def of_name(self, row: int, contribution: float) -> Reason:
        """That a file or folder bears the name that the query says."""
        record = self._index.templates[row]
        return Reason("It is called so", contribution, Leg.WORDS, (_entry_lines(record),))

    def of_meaning(
        self, cosine: float, contribution: float, match: PassageMatch | None, what: str
    ) -> Reason:
        """That the encoder finds the template near."""
        text = f"{what} (cosine {cosine:.2f})"
        evidence: tuple[Evidence, ...] = ()
        if match is not None:
            text += f"; nearest part: {match.passage.symbol or match.passage.path}"
            evidence = (_place(match.passage),)
        return Reason(text, contribution, Leg.MEANING, evidence)

    def of_terms(self, row: int, contribution: float) -> Reason:
        """That its licence asks for no more than a notice."""
        licence = self._index.templates[row].licence
        text = f"Free to build on: {licence.spdx}"
        return Reason(text, contribution, Leg.QUALITY, _first(licence.evidence))

    def of_role(self, row: int, contribution: float) -> Reason:
        """That starting the entry trains a model."""
        evidence = _first(self._index.templates[row].template.role_evidence)
        return Reason("Starting it trains a model", contribution, Leg.QUALITY, evidence)

    def _places(self, row: int, name: FieldName, terms: Sequence[str]) -> tuple[Evidence, ...]:
        record = self._index.templates[row]
        match name:
            case FieldName.PATH | FieldName.TITLE:
                return (_entry_lines(record),)
            case FieldName.README:
                return ()  # the index knows the words of a README, not their lines
            case FieldName.GLOSS | FieldName.ATTRIBUTES:
                return self._attribute_lines(record, frozenset(terms))
            case FieldName.SYMBOLS:
                found = self._best_passages(row, terms, self._symbol_terms)
                return found or self._best_passages(row, terms, self._passage_terms)
            case FieldName.PROSE | FieldName.CODE:
                return self._best_passages(row, terms, self._passage_terms)

    def _best_passages(
        self, row: int, terms: Sequence[str], terms_of: Callable[[int], frozenset[str]]
    ) -> tuple[Evidence, ...]:
        """The passage that holds most of ``terms``, the earlier ones counting more."""
        worth = {term: 1.0 / (place + 1) for place, term in enumerate(terms[:MAX_WORDS])}
        scored = []
        for number in self._ranges.of(row):
            held = terms_of(number)
            value = sum(weight for term, weight in worth.items() if term in held)
            if value:
                scored.append((-value, number))
        scored.sort()
        return tuple(_place(self._index.passages[number]) for _, number in scored[:1])

    def _attribute_lines(
        self, record: TemplateRecord, terms: frozenset[str]
    ) -> tuple[Evidence, ...]:
        return _first(
            place
            for attribute in record.attributes
            if not terms.isdisjoint(self._value_terms(attribute.facet, attribute.value))
            for place in attribute.evidence[:1]
        )

    def _read_value(self, facet: Facet, value: str) -> frozenset[str]:
        vocabulary = self._vocabularies.get(facet)
        text = value.replace("-", " ")
        if vocabulary is not None and value in vocabulary:
            term = vocabulary[value]
            text = f"{text} {term.label} {term.gloss}"
        return frozenset(prose_terms(text))

    def _read_passage(self, number: int) -> frozenset[str]:
        return frozenset(code_terms(self._index.passages[number].text))

    def _read_symbol(self, number: int) -> frozenset[str]:
        return frozenset(code_terms(self._index.passages[number].symbol))


def _wholes(terms: Sequence[str]) -> list[str]:
    """``terms`` without those that are part of another: "net" beside "unet" says nothing."""
    return [term for term in terms if not any(term != other and term in other for other in terms)]


def _related(
    record: TemplateRecord, reading: Reading, vocabularies: Vocabularies
) -> tuple[str, ...]:
    """The template's values that answer ``reading``: the same, narrower or broader."""
    values = [a.value for a in attributes_of(record) if a.facet is reading.facet]
    if reading.value in values:
        return (reading.value,)
    vocabulary = vocabularies.get(reading.facet)
    if vocabulary is None:
        return ()
    lineage = {reading.value, *_ancestors(reading.value, reading.facet, vocabularies)}
    related = [
        value
        for value in dict.fromkeys(values)
        if value in lineage or reading.value in _ancestors(value, reading.facet, vocabularies)
    ]
    return tuple(related)


def _ancestors(value: str, facet: Facet, vocabularies: Vocabularies) -> set[str]:
    vocabulary = vocabularies[facet]
    found: set[str] = set()
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if current in vocabulary:
            new = [parent for parent in vocabulary[current].parents if parent not in found]
            found.update(new)
            waiting.extend(new)
    return found


def _place(passage: Passage) -> Evidence:
    return Evidence(passage.path, passage.first_line, passage.last_line)


def _entry_lines(record: TemplateRecord) -> Evidence:
    lines = record.files[0].lines if record.files else 1
    return Evidence(record.template.path, 1, max(1, min(lines, FIRST_LINES)))


def _first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))[:MAX_EVIDENCE]
