"""The words that a template's attributes give it: title, plain words and labels, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from acumen.attributes.gloss import gloss_of
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.index import TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.fields import FieldName
from acumen.search.tokens import prose_terms

_UNSEARCHED: Final = frozenset(
    {
        Facet.DEPENDENCY, Facet.SIZE, Facet.LAST_CHANGE, Facet.LICENCE, Facet.NETWORK,
        Facet.UPKEEP,
    }
)  # fmt: skip


def attribute_labels(
    attributes: Sequence[Attribute], vocabularies: Vocabularies
) -> tuple[str, ...]:
    """What the searched values are called, each once, in the order of ``attributes``."""
    labels: dict[str, None] = {}
    for attribute in attributes:
        if attribute.facet not in _UNSEARCHED:
            vocabulary = vocabularies.get(attribute.facet)
            labels[vocabulary.label(attribute.value) if vocabulary else attribute.value] = None
    return tuple(labels)


def told_terms(
    record: TemplateRecord, vocabularies: Vocabularies
) -> Mapping[FieldName, Counter[str]]:
    """Term counts of the fields that follow from ``record``'s attributes."""
    texts = {
        FieldName.TITLE: f"{record.title}. {record.summary}",
        FieldName.GLOSS: ". ".join(gloss_of(record.attributes, vocabularies)),
        FieldName.ATTRIBUTES: ". ".join(attribute_labels(record.attributes, vocabularies)),
    }
    return {name: Counter(prose_terms(text)) for name, text in texts.items()}
