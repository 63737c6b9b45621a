"""Losses that training lowers.

Reads resolved losses and loss functions (.95), names given to compile or to options (.8), and
classes and functions of the program that are named like a loss (.8). Words of prose and paths are
not read.

Blind to losses that are written out in arithmetic under a name that says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.LOSS


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.code_hits(FACET))
