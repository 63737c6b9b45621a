"""What readers found beside what: how much likelier a loss is beside a network, a task beside data.

The file ``companions.toml`` beside this module counts labelled programs; ``scripts/
fit_confidences.py`` writes it. A value counts for its broader terms too.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from acumen.domain.attribute import Facet
from acumen.errors import CorpusError

FILE: Final = Path(__file__).with_suffix(".toml")
FEWEST: Final = 6  # programs that must show a pair; below that it is chance
_DOUBT: Final = 16.0  # programs that would have to speak for a companion before it is believed
_UNCOUNTED: Final = 0.5  # programs that every value is taken to stand in beside those counted
_OTHERS: Final = 20.0  # programs beside those counted

FacetValue = tuple[Facet, str]


@dataclass(frozen=True, slots=True)
class Companions:
    """Counts over labelled programs."""

    programs: int
    alone: Mapping[FacetValue, int]  # programs with a value
    together: Mapping[tuple[FacetValue, FacetValue], int]  # with two values of different facets

    def lift(self, value: FacetValue, beside: FacetValue) -> float:
        """How much likelier ``value`` is beside ``beside`` than elsewhere: a natural logarithm,
        near 0 where few programs tell.
        """
        seen = self.alone.get(beside, 0)
        if seen < FEWEST:
            return 0.0
        usual = (self.alone.get(value, 0) + _UNCOUNTED) / (self.programs + _OTHERS)
        pairs = self.together.get((value, beside), 0)
        pairs = pairs if pairs >= FEWEST else 0
        return math.log((pairs + _DOUBT * usual) / ((seen + _DOUBT) * usual))


def counted(programs: Iterable[Iterable[FacetValue]]) -> Companions:
    """The companions of labelled programs; each gives its values with their broader terms."""
    total = 0
    alone: dict[FacetValue, int] = {}
    together: dict[tuple[FacetValue, FacetValue], int] = {}
    for given in programs:
        total += 1
        values = sorted(set(given))
        for one in values:
            alone[one] = alone.get(one, 0) + 1
            for other in values:
                if one[0] is not other[0]:
                    together[one, other] = together.get((one, other), 0) + 1
    return Companions(total, alone, together)


@lru_cache(maxsize=4)
def companions(path: Path = FILE) -> Companions:
    """The counts that are shipped.

    Raises:
        CorpusError: the file is missing or not in form.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        alone = {
            (Facet(facet), value): int(number)
            for facet, numbers in document["alone"].items()
            for value, number in numbers.items()
        }
        together: dict[tuple[FacetValue, FacetValue], int] = {}
        for facet, other_facet, value, other, number in document["together"]:
            one, two = (Facet(facet), str(value)), (Facet(other_facet), str(other))
            together[one, two] = together[two, one] = int(number)
        return Companions(int(document["programs"]), alone, together)
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(
            f"{path} cannot be read: {error}", remedy="run scripts/fit_confidences.py"
        ) from error


def written(known: Companions) -> str:
    """``known`` as ``companions.toml`` holds it; what too few programs show is left out."""
    lines = [f"programs = {known.programs}", "together = ["]
    for one, two in sorted(known.together):
        number = known.together[one, two]
        if one < two and number >= FEWEST:
            (facet, value), (other_facet, other) = one, two
            row = [facet.value, other_facet.value, value, other, number]
            lines.append(f"    {json.dumps(row, ensure_ascii=False)},")
    lines.append("]")
    for facet in sorted({facet for facet, _ in known.alone}):
        lines += ["", f"[alone.{facet}]"]
        lines += [
            f"{json.dumps(value, ensure_ascii=False)} = {known.alone[facet, value]}"
            for f, value in sorted(known.alone)
            if f is facet and known.alone[facet, value] >= FEWEST
        ]
    return "\n".join(lines) + "\n"
