"""Layers that the program's own code builds.

Reads resolved calls and base classes in reached code only (.95); a layer that is built inside a
library is none of the program's own.

Blind to layers that are built from configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.LAYER


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.symbol_hits(FACET))
