"""Measures by which the program judges its results.

Reads resolved metrics (.95), names given to compile, evaluate and load (.8), and functions named
like a measure (.8). Words of prose and paths are not read.

Blind to measures that are computed inline without a name.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.METRIC


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.code_hits(FACET))
