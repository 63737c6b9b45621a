"""Kinds of networks that the program builds.

Reads resolved layers and models in reached code (.95), base classes (.9), names of models given to
loaders (.9), names that mean something only together (Generator and Discriminator, .85), class and
function names (.8), path and title words (.7). Broader kinds follow from narrower ones that are
certain: a ResNet is a convolutional network. Blocks of a network are no network: dense layers and
convolutions stand aside where something is built of them. Plain dense layers alone are a multilayer
perceptron (.8), a single one a linear model (.7).

Blind to networks that are built from configuration, and to models behind the repository's own
package unless their names speak.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from acumen.attributes.signs import SHOWN_FROM
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.ARCHITECTURE

_CERTAIN: Final = 0.9  # from here on the broader kind is said too
_OWN_WEIGHT: Final = 0.98  # of a broader kind, relative to the narrower one that implies it


def extract(subject: Subject) -> Iterator[Attribute]:
    shown = subject.signals.shown(FACET)
    matcher = subject.signals.matcher(FACET)
    values = {hit.term for hit in shown}
    broader: dict[str, Attribute] = {}
    for hit in shown:
        yield hit.attribute(FACET)
        if matcher is None or hit.confidence < _CERTAIN:
            continue  # who asks for the broader kind finds the narrower one
        for parent in matcher.ancestors(hit.term):
            if parent in values or parent in broader:
                continue
            broader[parent] = Attribute(
                FACET,
                parent,
                round(hit.confidence * _OWN_WEIGHT, 3),
                (hit.signs[0].evidence,),
                rule=f"architecture:broader than {hit.term}",
            )
    yield from (a for a in broader.values() if a.confidence >= SHOWN_FROM)
