"""What texts in code say, by the names and calls that they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from acumen.attributes.matching import TermMatcher
from acumen.attributes.signs import WEIGHTS, Sign, SignKind
from acumen.attributes.text_cutters import cuts_texts, only_cuts_texts
from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Vocabulary

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_BETWEEN: Final = re.compile(r"[-_ ](?=\w)")
_LEAST: Final = 5  # letters of a name that is read without its hyphens
_WITH_PATHS: Final = frozenset({Facet.DATASET, Facet.ARCHITECTURE})


def string_signs(signals: Signals, terms: TermMatcher) -> Iterator[Sign]:
    """The terms that reached texts name, where their place says that they name one."""
    facet = terms.vocabulary.facet
    data, networks = facet is Facet.DATASET, facet is Facet.ARCHITECTURE
    tables = signals.tables if data else frozenset()
    for literal in signals.literals:
        kind = literal.kind_for(facet)
        if kind is None or (networks and cuts_texts(literal.callee) and only_cuts_texts(signals)):
            continue
        whole = facet not in _WITH_PATHS
        for text in (literal.text,) if whole else literal.readings:
            named = terms.by_string(text) or (
                _squeezed(text, terms) if data and kind is not SignKind.STRING else ()
            )
            if not named and data and kind is SignKind.DEFAULT and literal.evidence in tables:
                named = terms.by_name(text)
            for term in named:
                usual = signals.everyday.get(term)
                if usual is not None and text.isalpha():
                    bare = kind is SignKind.STRING and text == literal.text
                    if bare or (usual and text != literal.text):
                        continue
                yield Sign(term, kind, WEIGHTS[kind], literal.evidence)


def _squeezed(text: str, terms: TermMatcher) -> tuple[str, ...]:
    """What a text names without its hyphens: ``UCF-101-frames`` is written ``ucf101`` elsewhere."""
    bare = _BETWEEN.sub("", text)
    return terms.by_string(bare) if bare != text and len(bare) >= _LEAST else ()


def everyday_words(data_sets: Vocabulary | None) -> Mapping[str, bool]:
    """Data sets that are called by a word of every day, which names them only in its place;
    whether folders are called by it too.
    """
    return {
        term.id: value == "yes"
        for term in (data_sets.terms if data_sets is not None else ())
        for key, value in term.extra
        if key == "everyday"
    }
