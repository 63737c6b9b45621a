"""What can be searched under each condition: words, attributes and cards."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.conditions import SEARCHED_FIELDS
from acumen.search.facets import FacetIndex
from acumen.search.fields import FieldName
from acumen.search.lexical import FIELD_WEIGHTS, LexicalIndex
from acumen.search.records import Condition
from acumen.search.told import told_terms


class Searchable:
    """The search structures of one index. Safe to share between threads."""

    def __init__(self, index: Index, vocabularies: Vocabularies) -> None:
        self._index = index
        self._vocabularies = vocabularies
        self._lock = threading.Lock()
        self._cards = {Condition.SHIPPED: index.card_vectors}
        self._facets_by: dict[Condition, FacetIndex] = {}
        self._lexical_by_fields: dict[frozenset[FieldName], LexicalIndex] = {}
        self.facets(Condition.SHIPPED)
        self.lexical(SEARCHED_FIELDS[Condition.SHIPPED])

    def lexical(self, fields: frozenset[FieldName]) -> LexicalIndex:
        """The words of ``fields``."""
        with self._lock:
            if fields not in self._lexical_by_fields:
                weights = {name: FIELD_WEIGHTS[name] for name in FieldName if name in fields}
                self._lexical_by_fields[fields] = LexicalIndex(
                    self._index.term_counts, len(self._index.templates), weights
                )
            return self._lexical_by_fields[fields]

    def facets(self, condition: Condition) -> FacetIndex:
        """The attributes that ``condition`` leaves visible."""
        with self._lock:
            if condition not in self._facets_by:
                self._facets_by[condition] = FacetIndex(
                    self._index.templates, self._vocabularies, condition
                )
            return self._facets_by[condition]

    def updated(self, index: Index, changes: Mapping[int, TemplateRecord]) -> Searchable:
        """The structures of ``index``, which differs from this one's in the records ``changes``."""
        worded = {
            row: told_terms(record, self._vocabularies)
            for row, record in changes.items()
            if _told(record) != _told(self._index.templates[row])
        }
        with self._lock:
            twin = copy.copy(self)
            twin._index = index
            twin._lock = threading.Lock()
            twin._cards = dict(self._cards)
            twin._facets_by = {
                condition: facets.updated(changes) for condition, facets in self._facets_by.items()
            }
            twin._lexical_by_fields = {
                fields: lexical.updated(worded) if worded else lexical
                for fields, lexical in self._lexical_by_fields.items()
            }
        return twin

    def cards(self, condition: Condition) -> NDArray[np.float32] | None:
        """(n, dim) vectors of the cards as ``condition`` allows them; None if not embedded so."""
        return self._cards.get(condition)

    def keep_cards(self, condition: Condition, vectors: NDArray[np.float32]) -> None:
        """``vectors`` (n, dim) are the cards as ``condition`` allows them."""
        self._cards[condition] = vectors


def _told(record: TemplateRecord) -> tuple[object, ...]:
    """What the words of a record follow from."""
    return (record.title, record.summary, record.attributes)
