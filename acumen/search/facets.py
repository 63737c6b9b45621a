"""Facets in memory: which templates have which values, under any filter, in a few array steps."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.attribute_columns import AttributeColumns, KeptAttributes
from acumen.domain.index import TemplateRecord
from acumen.domain.licence import LicenceState
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import UsageError
from acumen.search.conditions import visible
from acumen.search.records import Condition, FacetCount

Selection = Mapping[Facet, Sequence[str]]
PARENT_OF_FOUND: Final = 0.4  # how much a template's broader value answers a narrower question


def attributes_of(record: TemplateRecord) -> tuple[Attribute, ...]:
    """The record's attributes, with role, licence, language and year where no rule gave them."""
    present = {attribute.facet for attribute in record.attributes}
    missing = [attribute for attribute in _derived(record) if attribute.facet not in present]
    return (*record.attributes, *missing)


def values_of(record: TemplateRecord) -> dict[Facet, tuple[str, ...]]:
    """The values of each facet, most confident first, with what the record says of itself."""
    found = record.values_by_facet()
    missing = [attribute for attribute in _derived(record) if attribute.facet not in found]
    return found | {attribute.facet: (attribute.value,) for attribute in missing}


def _derived(record: TemplateRecord) -> Iterator[Attribute]:
    """What the record says of itself where no rule does."""
    template = record.template
    yield Attribute(Facet.ROLE, template.role.value, 1.0, template.role_evidence, rule="role")
    yield Attribute(
        Facet.LICENCE,
        record.licence.state.value,
        record.licence.confidence,
        record.licence.evidence,
        rule="licence",
    )
    language = "ipynb" if template.path.endswith(".ipynb") else "py"
    yield Attribute(Facet.LANGUAGE, language, 1.0, rule="language")
    if record.last_change is not None:
        year = str(record.last_change.year)
        yield Attribute(Facet.LAST_CHANGE, year, 1.0, rule="last-change")


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    """One facet of all templates; an entry per (template, value)."""

    values: tuple[str, ...]  # ascending
    rows: NDArray[np.int32]  # (m,)
    codes: NDArray[np.int32]  # (m,) into values
    confidence: NDArray[np.float64]  # (m,)


class FacetIndex:
    """Facet values of every template as integer codes. Immutable once built."""

    def __init__(
        self,
        templates: Sequence[TemplateRecord],
        vocabularies: Vocabularies,
        condition: Condition = Condition.SHIPPED,
    ) -> None:
        self._n = len(templates)
        self._vocabularies = vocabularies
        self._condition = condition
        if condition is Condition.SHIPPED:
            self._facets = _counted(templates)
        else:
            entries = _entries(enumerate(templates), condition)
            self._facets = {facet: _encode(found) for facet, found in entries.items()}

    def updated(self, changes: Mapping[int, TemplateRecord]) -> FacetIndex:
        """This index with other records in some rows; equal to one that is built anew."""
        twin = copy.copy(self)
        entries = _entries(sorted(changes.items()), self._condition)
        rows = np.array(sorted(changes), dtype=np.int32)
        twin._facets = {
            facet: _replaced(codes, rows, entries[facet]) for facet, codes in self._facets.items()
        }
        return twin

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The values that occur, ascending."""
        return self._facets[facet].values

    def mask(self, include: Selection, exclude: Selection) -> NDArray[np.bool_]:
        """Templates with any included value of every included facet and no excluded value.

        A broader term takes its narrower ones along. Values must be known (see ``canonical``).
        """
        mask = np.ones(self._n, dtype=bool)
        for facet, wanted in include.items():
            if wanted:
                mask &= self._having(facet, wanted)
        for facet, unwanted in exclude.items():
            if unwanted:
                mask &= ~self._having(facet, unwanted)
        return mask

    def counts(self, facet: Facet, mask: NDArray[np.bool_]) -> tuple[FacetCount, ...]:
        """How often each value of ``facet`` stands under ``mask``; most frequent first."""
        codes = self._facets[facet]
        found = np.bincount(codes.codes[mask[codes.rows]], minlength=len(codes.values))
        vocabulary = self._vocabularies.get(facet)
        label: Callable[[str], str] = vocabulary.label if vocabulary else str
        counted = [
            FacetCount(value, label(value), int(count))
            for value, count in zip(codes.values, found, strict=True)
            if count
        ]
        return tuple(sorted(counted, key=lambda c: (-c.count, c.value)))

    def best(self, facet: Facet) -> NDArray[np.int32]:
        """(n,) each template's most confident value of ``facet``, as a place in ``values``.

        The first of equal ones; -1 where it has none.
        """
        codes = self._facets[facet]
        result = np.full(self._n, -1, dtype=np.int32)
        order = np.lexsort((codes.codes, -codes.confidence, codes.rows))
        rows = codes.rows[order]
        first = np.ones(len(rows), dtype=bool)
        first[1:] = rows[1:] != rows[:-1]
        result[rows[first]] = codes.codes[order][first]
        return result

    def match(self, facet: Facet, value: str) -> NDArray[np.float64]:
        """Confidence that each template has ``value``, shape (n,).

        A narrower value counts in full, a broader one by ``PARENT_OF_FOUND``.
        """
        codes = self._facets[facet]
        factor = np.array([self._closeness(facet, found, value) for found in codes.values])
        result = np.zeros(self._n)
        if len(codes.values):
            np.maximum.at(result, codes.rows, codes.confidence * factor[codes.codes])
        return result

    def canonical(
        self, facet: Facet, value: str, named: Callable[[str, Facet], tuple[str, ...]]
    ) -> tuple[str, ...]:
        """The ids meant by what a person wrote for ``facet``: an id, a label or a synonym.

        Raises UsageError with the nearest known values if it names none.
        """
        wanted = value.strip().lower()
        vocabulary = self._vocabularies.get(facet)
        known = set(self._facets[facet].values) | _always_known(facet)
        if vocabulary is not None:
            known |= {term.id for term in vocabulary}
        by_lower = {item.lower(): item for item in sorted(known)}
        if wanted in by_lower:
            return (by_lower[wanted],)
        if ids := named(value, facet):
            return ids
        near = difflib.get_close_matches(wanted, sorted(by_lower), n=4, cutoff=0.5)
        shown = near or [item.value for item in self.counts(facet, np.ones(self._n, bool))][:6]
        hint = ", ".join(by_lower.get(item, item) for item in shown) or "no value is known here"
        raise UsageError(f'"{value}" is no known {facet.value}.', remedy=f"one of: {hint}")

    def _having(self, facet: Facet, wanted: Sequence[str]) -> NDArray[np.bool_]:
        codes = self._facets[facet]
        chosen = np.array(
            [any(self._is_a(facet, found, want) for want in wanted) for found in codes.values],
            dtype=bool,
        )
        result = np.zeros(self._n, dtype=bool)
        if len(codes.values):
            result[codes.rows[chosen[codes.codes]]] = True
        return result

    def _closeness(self, facet: Facet, found: str, wanted: str) -> float:
        if self._is_a(facet, found, wanted):
            return 1.0
        return PARENT_OF_FOUND if self._is_a(facet, wanted, found) else 0.0

    def _is_a(self, facet: Facet, narrow: str, broad: str) -> bool:
        """Whether ``narrow`` is ``broad`` or below it in the vocabulary."""
        if narrow == broad:
            return True
        vocabulary = self._vocabularies.get(facet)
        if vocabulary is None:
            return False
        seen: set[str] = set()
        waiting = [narrow]
        while waiting:
            current = waiting.pop()
            if current == broad:
                return True
            if current in seen or current not in vocabulary:
                continue
            seen.add(current)
            waiting.extend(vocabulary[current].parents)
        return False


def _entries(
    records: Iterable[tuple[int, TemplateRecord]], condition: Condition
) -> dict[Facet, dict[tuple[int, str], float]]:
    """(row, value) -> confidence of every facet."""
    entries: dict[Facet, dict[tuple[int, str], float]] = {facet: {} for facet in Facet}
    for row, record in records:
        for attribute in attributes_of(record):
            if not visible(attribute, record, condition):
                continue
            known = entries[attribute.facet]
            key = (row, attribute.value)
            known[key] = max(known.get(key, 0.0), attribute.confidence)
    return entries


def _counted(templates: Sequence[TemplateRecord]) -> dict[Facet, _Codes]:
    """All facets of all templates; of records whose attributes are kept as columns, from those."""
    kept: dict[int, tuple[AttributeColumns, list[tuple[int, KeptAttributes]]]] = {}
    plain: list[tuple[int, TemplateRecord]] = []
    for row, record in enumerate(templates):
        held = record.attributes
        if isinstance(held, KeptAttributes):
            kept.setdefault(id(held.columns), (held.columns, []))[1].append((row, held))
        else:
            plain.append((row, record))
    found = {
        facet: [_encode(entries)] for facet, entries in _entries(plain, Condition.SHIPPED).items()
    }
    for columns, owned in kept.values():
        own = _of_columns(columns, owned)
        said = {facet: set(codes.rows.tolist()) for facet, codes in own.items()}
        derived: dict[Facet, dict[tuple[int, str], float]] = {facet: {} for facet in Facet}
        for row, _ in owned:
            for attribute in _derived(templates[row]):
                if row not in said[attribute.facet]:
                    derived[attribute.facet][row, attribute.value] = attribute.confidence
        for facet, entries in derived.items():
            found[facet] += [own[facet], _encode(entries)]
    return {facet: _joined(parts) for facet, parts in found.items()}


def _of_columns(
    columns: AttributeColumns, owned: Sequence[tuple[int, KeptAttributes]]
) -> dict[Facet, _Codes]:
    """The facets of the templates that own parts of ``columns``, each with its row."""
    firsts = np.array([held.first for _, held in owned], dtype=np.int64)
    lengths = np.array([len(held) for _, held in owned], dtype=np.int64)
    rows = np.repeat(np.array([row for row, _ in owned], dtype=np.int32), lengths)
    before = np.cumsum(lengths) - lengths
    at = np.arange(len(rows)) + np.repeat(firsts - before, lengths)
    facets, codes, confidence = columns.facets[at], columns.codes[at], columns.confidence[at]
    found = {}
    for place, facet in enumerate(Facet):
        chosen = np.flatnonzero(facets == place)
        names, local = _used(columns.values, codes[chosen])
        found[facet] = _sorted(names, rows[chosen], local, confidence[chosen])
    return found


def _replaced(
    codes: _Codes, rows: NDArray[np.int32], found: Mapping[tuple[int, str], float]
) -> _Codes:
    """``codes`` with what was ``found`` in ``rows`` in place of what stood there."""
    stays = ~np.isin(codes.rows, rows)
    names, local = _used(codes.values, codes.codes[stays])
    kept = _Codes(names, codes.rows[stays], local, codes.confidence[stays])
    return _joined([kept, _encode(found)])


def _used(
    values: Sequence[str], codes: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Those of ``values`` that ``codes`` stand for, and ``codes`` as places among them."""
    used = np.flatnonzero(np.bincount(codes, minlength=len(values)))
    local = np.searchsorted(used, codes).astype(np.int32)
    return tuple(values[code] for code in used.tolist()), local


def _joined(parts: Sequence[_Codes]) -> _Codes:
    """Several parts of one facet as one; the most confident of equal entries counts."""
    filled = [part for part in parts if len(part.rows)]
    if len(filled) < 2:
        return filled[0] if filled else parts[0]
    starts = np.cumsum([0, *(len(part.values) for part in filled)])
    return _sorted(
        tuple(value for part in filled for value in part.values),
        np.concatenate([part.rows for part in filled]),
        np.concatenate([part.codes + start for part, start in zip(filled, starts, strict=False)]),
        np.concatenate([part.confidence for part in filled]),
    )


def _sorted(
    names: Sequence[str],
    rows: NDArray[np.int32],
    codes: NDArray[np.int32],
    confidence: NDArray[np.float64],
) -> _Codes:
    """Entries (row, place in ``names``, confidence) in any order as codes of ascending values."""
    values = tuple(sorted(set(names)))
    place = {value: position for position, value in enumerate(values)}
    ranks = np.array([place[name] for name in names], dtype=np.int32)
    own = ranks[codes] if len(names) else np.empty(0, np.int32)
    order = np.lexsort((own, rows))
    rows, own, confidence = rows[order], own[order], confidence[order]
    if not len(rows):
        return _Codes(values, rows, own, confidence)
    first = np.flatnonzero(np.append(True, (np.diff(rows) != 0) | (np.diff(own) != 0)))
    return _Codes(values, rows[first], own[first], np.maximum.reduceat(confidence, first))


def _encode(found: Mapping[tuple[int, str], float]) -> _Codes:
    values = tuple(sorted({value for _, value in found}))
    code = {value: position for position, value in enumerate(values)}
    pairs = sorted(found.items())
    return _Codes(
        values,
        np.array([row for (row, _), _ in pairs], dtype=np.int32),
        np.array([code[value] for (_, value), _ in pairs], dtype=np.int32),
        np.array([confidence for _, confidence in pairs], dtype=np.float64),
    )


def _always_known(facet: Facet) -> set[str]:
    """Values of closed sets, which may be asked for even where no template has them."""
    if facet is Facet.LICENCE:
        return {state.value for state in LicenceState}
    return set()
