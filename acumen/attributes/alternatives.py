"""What a program lets one choose from, where the names themselves show what they are names of.

``{"unet": UNet, "fcn": FCN}[name]``, and ``if kind == "cora"`` before ``elif kind == "reddit"``,
stand under names that say nothing. That two of the names mean something of one kind says enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from acumen.attributes.conditions import compared, compares
from acumen.attributes.literals import FIRST_KEYS, plain_text
from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import ModuleFacts

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

OFFERED: Final = frozenset({Facet.DATASET, Facet.ARCHITECTURE})
_LEAST: Final = 2  # names of one kind
_SHARE: Final = 1 / 3  # of the names that must be of the kind
_MOST: Final = 80  # names of one choice that are looked at


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Names of which one is chosen."""

    names: tuple[str, ...]
    line: int
    start: int  # of the first place that holds one


def alternatives_of(facts: ModuleFacts) -> tuple[Alternatives, ...]:
    """The choices of a module: tables, and what one name is compared with."""
    tables = [(a.value, a.line, a.start) for a in facts.assignments if a.value[:1] == "{"]
    tables += [(r.value, r.line, r.start) for r in facts.returns]
    tables += [(c.arguments, c.first_line, c.start) for c in facts.calls]
    found = [Alternatives(_keys(text), line, start) for text, line, start in tables if "{" in text]
    return tuple(one for one in (*found, *_asked(facts)) if len(one.names) >= _LEAST)


def _keys(text: str) -> tuple[str, ...]:
    """The names of a table whose values are no plain texts or numbers, each once."""
    return tuple(dict.fromkeys(FIRST_KEYS.findall(text)))


def _asked(facts: ModuleFacts) -> Iterator[Alternatives]:
    """The texts that one name is compared with, in one definition or outside of all."""
    tops = [d for d in facts.definitions if "." not in d.name]
    groups: dict[tuple[str, int], list[tuple[str, int, int]]] = {}
    for condition in compares(facts):
        at = next((d.start for d in tops if d.start <= condition.start < d.end), -1)
        for name, text in compared(condition.text):
            groups.setdefault((name, at), []).append((text, condition.line, condition.start))
    for (_, _), texts in sorted(groups.items()):
        names = tuple(dict.fromkeys(text for text, _, _ in texts))
        yield Alternatives(names, texts[0][1], texts[0][2])


def alternative_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """Terms of ``terms`` among the names that reached code chooses from; none of a choice that the
    entry makes itself: ``DATASET = "cora"``.
    """
    facts = signals.entry_facts
    texts = map(plain_text, facts.assignments) if facts is not None else ()
    chosen = frozenset(term for text in texts if text for term in terms.by_string(text))
    weight = WEIGHTS[SignKind.OFFERED]
    for path in signals.paths:
        for one in signals.reading(path).read_facts(alternatives_of):
            offered = _offered(one, terms)
            if offered and chosen.isdisjoint(offered) and signals.runs(path, one.start, one.line):
                where = Evidence(path, one.line, one.line)
                for term in offered:
                    yield Sign(term, SignKind.OFFERED, weight, where)


def _offered(one: Alternatives, terms: TermMatcher) -> tuple[str, ...]:
    """The terms among the names of a choice, if enough of them mean one."""
    names = one.names[:_MOST]
    meant = [found for name in names if (found := terms.by_string(name))]
    if len(set(meant)) < _LEAST or len(meant) < _SHARE * len(names):
        return ()
    return tuple(dict.fromkeys(term for found in meant for term in found))
