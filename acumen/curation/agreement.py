"""How far people agree with the rules and with each other, as figures with their intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from acumen.domain.annotation import Event, Slot, Verdict, Via
from acumen.domain.attribute import Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.replay import last_words, live

_Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the values that the rules found in a facet, how many people call right."""

    facet: Facet
    right: int
    judged: int
    added: int  # values that people named and the rules had not found
    low: float  # Wilson's 95 % interval of right / judged
    high: float
    blind: int  # of the judged ones, those whose judge did not see what the rules said


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two people on the values that both judged."""

    first: str
    second: str
    both: int
    same: int
    kappa: float | None  # Cohen's; None where it has no meaning: one verdict only


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures."""

    precision: tuple[Precision, ...]
    pairs: tuple[PairAgreement, ...]
    people: tuple[tuple[str, int], ...]  # statements that still count, most first


def agreement(
    events: Sequence[Event],
    detected: Sequence[TemplateRecord],
    row_of: Mapping[tuple[str, str], int],
) -> Agreement:
    """The figures of ``events`` against what the rules found, ``detected``."""
    words = last_words(events)
    return Agreement(
        precision=_precision(words, detected, row_of),
        pairs=_pairs(words),
        people=tuple(
            sorted(
                Counter(e.author.name for e in live(events) if not e.compensates).items(),
                key=lambda pair: (-pair[1], pair[0]),
            )
        ),
    )


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) of nothing."""
    if not of:
        return 0.0, 1.0
    share, z2 = right / of, _Z * _Z
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, centre - half), min(1.0, centre + half)


def _precision(
    words: Mapping[tuple[Slot, str], tuple[Event, ...]],
    detected: Sequence[TemplateRecord],
    row_of: Mapping[tuple[str, str], int],
) -> tuple[Precision, ...]:
    right: Counter[Facet] = Counter()
    judged: Counter[Facet] = Counter()
    added: Counter[Facet] = Counter()
    blind: Counter[Facet] = Counter()
    for (slot, value), said in words.items():
        row = row_of.get((slot.repository, slot.path))
        facet = slot.aspect
        last = said[-1]
        if row is None or not isinstance(facet, Facet) or not value:
            continue
        record = detected[row]
        if not record.files or record.files[0].blob != last.statement.blob:
            continue
        verdict = last.statement.verdict
        if value in record.values(facet):
            judged[facet] += 1
            right[facet] += verdict is Verdict.SET
            blind[facet] += last.via is Via.AUDIT
        elif verdict is Verdict.SET:
            added[facet] += 1
    return tuple(
        Precision(
            facet,
            right[facet],
            judged[facet],
            added[facet],
            *wilson(right[facet], judged[facet]),
            blind[facet],
        )
        for facet in Facet
        if judged[facet] or added[facet]
    )


def _pairs(words: Mapping[tuple[Slot, str], tuple[Event, ...]]) -> tuple[PairAgreement, ...]:
    tables: dict[tuple[str, str], Counter[tuple[Verdict, Verdict]]] = {}
    for said in words.values():
        by_name = sorted(said, key=lambda event: event.author.name)
        for one, other in combinations(by_name, 2):
            pair = (one.author.name, other.author.name)
            verdicts = (one.statement.verdict, other.statement.verdict)
            tables.setdefault(pair, Counter())[verdicts] += 1
    found = []
    for (first, second), table in sorted(tables.items()):
        both = table.total()
        same = sum(count for (a, b), count in table.items() if a is b)
        found.append(PairAgreement(first, second, both, same, _kappa(table)))
    return tuple(found)


def _kappa(table: Counter[tuple[Verdict, Verdict]]) -> float | None:
    n = table.total()
    rows: Counter[Verdict] = Counter()
    columns: Counter[Verdict] = Counter()
    for (a, b), count in table.items():
        rows[a] += count
        columns[b] += count
    observed = sum(count for (a, b), count in table.items() if a is b) / n
    expected = sum(rows[v] * columns[v] for v in Verdict) / (n * n)
    return (observed - expected) / (1 - expected) if expected < 1 else None
