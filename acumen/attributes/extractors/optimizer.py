"""Optimisers that change the weights.

Reads resolved optimisers (.95), names given to compile or to options (.8), and own classes named
like an optimiser (.8). Words of prose and paths are not read.

Blind to optimisers that a configuration or a trainer's default chooses.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.OPTIMIZER


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.code_hits(FACET))
