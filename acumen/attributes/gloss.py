"""Plain words for a template: how somebody would ask for it who does not know its name.

The words stand in the vocabularies; their versions together are the gloss's version, so that an
index can say which words its cards were written with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.vocabulary import Vocabularies

FACETS: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.DATASET,
    Facet.MODALITY,
    Facet.TRAINING_STYLE,
    Facet.FRAMEWORK,
)
_MOST_OF_A_FACET: Final = 3


def gloss_of(attributes: Sequence[Attribute], vocabularies: Vocabularies) -> tuple[str, ...]:
    """Plain phrases for the surest values of the telling facets, most telling facet first."""
    found: dict[str, None] = {}
    for facet in FACETS:
        vocabulary = vocabularies.get(facet)
        if vocabulary is None:
            continue
        values = [a for a in attributes if a.facet is facet and a.value in vocabulary]
        values.sort(key=lambda a: (-a.confidence, a.value))
        for attribute in values[:_MOST_OF_A_FACET]:
            if gloss := vocabulary[attribute.value].gloss:
                found[gloss] = None
    return tuple(found)


def gloss_version(vocabularies: Vocabularies) -> str:
    """The versions of the vocabularies that give words: ``task=1 architecture=3 ...``."""
    return " ".join(f"{f}={vocabularies[f].version}" for f in FACETS if f in vocabularies)
