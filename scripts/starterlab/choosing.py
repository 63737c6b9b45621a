"""Which templates are tried: usable small scripts of every framework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from acumen.domain.attribute import Facet
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.template import Role

FRAMEWORKS = ("pytorch", "keras", "tensorflow", "jax", "lightning", "transformers", "flax")
SMALL = 250  # lines of code
LARGEST = 400  # lines of code of a program that is run
# Data that comes with a library, is made up on the spot, or has a stand-in (see recorder/).
AT_HAND = frozenset(
    {"mnist", "fashion-mnist", "cifar10", "cifar100", "imdb", "cora", "iris", "gym-control",
     "two-moons", "synthetic", "digits", "breast-cancer", "california-housing"}
)  # fmt: skip


def chosen(index: Index, count: int) -> list[tuple[str, TemplateRecord]]:
    """Usable small scripts, in turn from each framework, one of each repository."""
    return _in_turn({name: iter(_usable(index, name)) for name in FRAMEWORKS}, count, 1)


def runnable(index: Index, count: int, per_repository: int) -> list[tuple[str, TemplateRecord]]:
    """Small scripts whose data is at hand, in turn from each framework."""
    queues = {
        name: (record for record in _usable(index, name) if _at_hand(record)) for name in FRAMEWORKS
    }
    return _in_turn(queues, count, per_repository)


def _at_hand(record: TemplateRecord) -> bool:
    data = set(record.values(Facet.DATASET))
    return record.code_lines <= LARGEST and bool(data) and data <= AT_HAND


def _in_turn(
    queues: dict[str, Iterator[TemplateRecord]], count: int, per_repository: int
) -> list[tuple[str, TemplateRecord]]:
    taken: list[tuple[str, TemplateRecord]] = []
    seen: Counter[str] = Counter()
    while queues and len(taken) < count:
        for name in list(queues):
            record = next(
                (r for r in queues[name] if seen[r.template.repository] < per_repository), None
            )
            if record is None:
                del queues[name]
            elif len(taken) < count:
                seen[record.template.repository] += 1
                taken.append((name, record))
    return taken


def _usable(index: Index, framework: str) -> list[TemplateRecord]:
    found = [
        record
        for record in index.templates
        if record.template.role is Role.TRAINING
        and record.template.path.endswith(".py")
        and record.wholly_read
        and LicencePolicy.PERMISSIVE.allows(record.licence.state)
        and record.values(Facet.FRAMEWORK)[:1] == (framework,)
    ]
    return sorted(found, key=lambda r: (r.safety.found, abs(r.code_lines - SMALL // 2), r.id))
