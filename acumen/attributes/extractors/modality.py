"""What kind of data the program works on.

Reads resolved symbols of libraries that handle one kind of data (.5 to .75), and what follows from
the task and from the data set (.85 of their own confidence). Where these say nothing, convolutions
in two dimensions speak of pictures (.65), and where those are missing too, the only kind of data
that the head of the program's own README names (.55). Words such as "image" elsewhere say nothing,
because they stand everywhere.

Blind to data that are read with plain NumPy or pandas from files of any content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from acumen.attributes.extractors.task import task_attributes
from acumen.attributes.signs import SHOWN_FROM, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.MODALITY

_WORDS: Final = frozenset({"path", "title", "docstring", "prose"})
_ONE_DIMENSION: Final = frozenset({"cnn-1d", "tcn", "q-network", "style-network"})
_NETWORK_SAYS: Final = 0.65
_IMPLIED: Final = 0.85
_BY_SYMBOL: Final = 0.6  # a library that can do more than one kind is a hint, not a proof
_WORDS_SAY: Final = 0.55
_PLAINLY_SAID: Final = 0.4  # in a README of the program's own
_ELSEWHERE: Final = 0.5  # in modules that other programs share
_KEPT_BESIDE: Final = 0.72


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = weigh((*_by_symbols(subject), *_implied(subject))) or weigh(_by_network(subject))
    hits = hits or weigh(_by_words(subject))
    shown = [hit for hit in hits if hit.confidence >= SHOWN_FROM]
    for hit in shown:
        if hit.confidence >= shown[0].confidence * _KEPT_BESIDE:
            yield hit.attribute(FACET)


def _by_symbols(subject: Subject) -> Iterator[Sign]:
    for hit in subject.signals.symbol_hits(FACET):
        inside = sum(sign.evidence.path == subject.template.path for sign in hit.signs)
        weight = _BY_SYMBOL + 0.15 if inside > 1 else _BY_SYMBOL if inside else _ELSEWHERE
        yield Sign(hit.term, SignKind.SYMBOL, weight, hit.signs[0].evidence)


def _implied(subject: Subject) -> Iterator[Sign]:
    """What task and data set say; where only words name the task, the data set has the say."""
    data = tuple(
        Attribute(Facet.DATASET, hit.term, hit.confidence, (hit.signs[0].evidence,))
        for hit in subject.signals.datasets
    )
    by_data = tuple(_following(subject, data))
    yield from by_data
    kinds = {sign.term for sign in by_data}
    for task in task_attributes(subject):
        worded = set(task.rule.partition(":")[2].split("+")) <= _WORDS
        for sign in _following(subject, (task,)):
            if not (worded and kinds) or sign.term in kinds:
                yield sign


def _following(subject: Subject, attributes: Iterable[Attribute]) -> Iterator[Sign]:
    for attribute in attributes:
        vocabulary = subject.vocabularies.get(attribute.facet)
        if vocabulary is None or attribute.value not in vocabulary:
            continue
        for key, value in vocabulary[attribute.value].extra:
            if key == FACET:
                kind = SignKind.IMPLIED if attribute.facet is Facet.TASK else SignKind.NAMED
                weight = attribute.confidence * _IMPLIED
                yield Sign(value, kind, weight, attribute.evidence[0])


def _by_words(subject: Subject) -> Iterator[Sign]:
    """The one kind of data that the words around the program speak of, where nothing else does."""
    told = [hit for hit in subject.signals.hits(FACET) if hit.confidence >= _PLAINLY_SAID]
    if len(told) == 1:
        sign = told[0].signs[0]
        yield Sign(told[0].term, sign.kind, _WORDS_SAY, sign.evidence)


def _by_network(subject: Subject) -> Iterator[Sign]:
    """Two-dimensional convolutions, where nothing else says what goes in."""
    matcher = subject.signals.matcher(Facet.ARCHITECTURE)
    for hit in subject.signals.architectures:
        names = {hit.term, *(matcher.ancestors(hit.term) if matcher is not None else ())}
        if "cnn" in names and not names & _ONE_DIMENSION and SignKind.SYMBOL in hit.kinds:
            yield Sign("image", SignKind.IMPLIED, _NETWORK_SAYS, hit.signs[0].evidence)
            return
