"""What resolved symbols say: calls, base classes, and what the entry imports and mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.name_signs import judges_others, makes_data
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_BESIDE: Final = 0.85  # a symbol in another module: the program may come to it without needing it
_IMPORTED_AND_USED: Final = 0.9  # a symbol that is imported and mentioned, called or not


def symbol_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """The terms that reached calls and classes resolve to, and those of imports of the entry."""
    for path in signals.paths:
        if not _is_beside_the_point(signals, terms, path):
            yield from _of_module(signals, terms, path)
    facts = signals.entry_facts
    for bound in facts.imports if facts is not None else ():
        last = bound.qualified.rpartition(".")[2]
        if last in signals.reach.mentioned and not bound.level:
            where = Evidence(signals.entry, bound.line, bound.line)
            for term in terms.by_symbol(bound.qualified):
                yield Sign(term, SignKind.SYMBOL, _IMPORTED_AND_USED, where)


def _is_beside_the_point(signals: Signals, terms: TermMatcher, path: str) -> bool:
    """Whether a helper's symbols say nothing: its networks judge others, its styles are offered."""
    if path == signals.entry:
        return False
    if terms.vocabulary.facet is Facet.ARCHITECTURE:
        return judges_others(path)
    styles = terms.vocabulary.facet is Facet.TRAINING_STYLE
    return styles and signals.reading(path).serves_any_backend


def _of_module(signals: Signals, terms: TermMatcher, path: str) -> Iterator[Sign]:
    symbol, base = WEIGHTS[SignKind.SYMBOL], WEIGHTS[SignKind.BASE]
    losses = terms.vocabulary.facet is Facet.LOSS
    networks = terms.vocabulary.facet is Facet.ARCHITECTURE
    reading, reached = signals.reading(path), signals.reach.reached[path]
    most = 1.0 if path == signals.entry else _BESIDE
    for found in reading.term_calls(terms):
        if found.unit in reached and not signals.is_idle(path, found.first_line):
            if networks and found.unit >= 0 and makes_data(reading.units.units[found.unit].name):
                continue
            if losses and _is_kept_unused(signals, path, found.first_line):
                continue
            where = Evidence(path, found.first_line, found.last_line)
            yield Sign(found.term, SignKind.SYMBOL, min(symbol, most), where)
    for own in reading.term_bases(terms):
        if own.unit in reached:
            where = Evidence(path, own.definition.first_line, own.definition.first_line)
            yield Sign(own.term, SignKind.BASE, min(base, most), where)


def _is_kept_unused(signals: Signals, path: str, line: int) -> bool:
    """Whether what ``line`` makes is kept as an attribute that nothing asks for again."""
    kept = signals.reading(path).kept_attributes.get(line)
    return kept is not None and kept not in signals.asked_for
