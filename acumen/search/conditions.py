"""What is left of a template when texts are withheld, so that search can be measured honestly.

Queries are often taken from a project's own README. Found with that README in the index, they
prove little; these conditions take away what the query may have been copied from.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from acumen.domain.attribute import Attribute
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.vocabulary import Vocabularies
from acumen.search.fields import FieldName
from acumen.search.records import Condition

SEARCHED_FIELDS: Final[Mapping[Condition, frozenset[FieldName]]] = {
    Condition.SHIPPED: frozenset(FieldName),
    Condition.NO_README: frozenset(FieldName) - {FieldName.README},
    Condition.CODE_ONLY: frozenset({FieldName.SYMBOLS, FieldName.CODE}),
}

NOTHING_KNOWN: Final = "code"  # the card of a program whose code names nothing


def visible(attribute: Attribute, record: TemplateRecord, condition: Condition) -> bool:
    """Whether ``attribute`` can be known under ``condition``, by where its evidence stands."""
    places = [place.path for place in attribute.evidence]
    match condition:
        case Condition.SHIPPED:
            return True
        case Condition.NO_README:
            return not places or not all(_is_readme(path) for path in places)
        case Condition.CODE_ONLY:
            return any(path in record.template.files for path in places)


def cards_under(condition: Condition, index: Index, vocabularies: Vocabularies) -> list[str]:
    """The card of each template as it would be if ``condition`` held for its repository."""
    from acumen.embedding.cards import card_text  # noqa: PLC0415  (only measuring needs them)

    named = condition is not Condition.CODE_ONLY
    cards = []
    for record in index.templates:
        kept = [a for a in record.attributes if visible(a, record, condition)]
        known = [(vocabularies.get(attribute.facet), attribute.value) for attribute in kept]
        terms = [
            vocabulary[value] for vocabulary, value in known if vocabulary and value in vocabulary
        ]
        gloss = sorted({term.gloss for term in terms if term.gloss})
        title, path = (record.title, record.template.path) if named else ("", "")
        cards.append(card_text(title, path, "", gloss, kept, vocabularies) or NOTHING_KNOWN)
    return cards


def _is_readme(path: str) -> bool:
    return PurePosixPath(path).name.lower().startswith("readme")
