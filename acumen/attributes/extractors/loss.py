"""Losses that training lowers.

Reads resolved losses and loss functions (.95), also where they are handed on without a call; names
given to compile or to options (.8); classes and functions of the program that are named like a
loss (.8); squared differences written out under a name that speaks of a loss (.75), and minus a
logarithm where nothing else is known (.65). Some networks
and tasks imply a loss (a GAN an adversarial one, .85 of their own confidence); the vocabularies say
which. Words of prose and paths are not read.

Blind to other losses that are written out in arithmetic under a name that says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.signs import SHOWN_FROM, Sign, SignKind, weigh
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import ModuleFacts
from acumen.syntax.scopes import Scopes

FACET = Facet.LOSS

_IMPLYING: Final = (Facet.ARCHITECTURE, Facet.TASK)
_IMPLIED: Final = 0.88
_NO_CLASSES: Final = frozenset({"reinforcement-learning", "unconditional-image-generation"})
_SURE: Final = 0.75  # of what implies a loss
_WRITTEN_OUT: Final = 0.75
_SPEAKS: Final = re.compile(r"\w*(loss|cost|mse|error|objective)\w*", re.IGNORECASE)
_SQUARED: Final = re.compile(
    r"-[^=]{1,80}\)\s*(\*\*\s*2\b|\.pow\(\s*2)|\bsquare\(\s*[\w.\[\]]+\s*-\s"
)
_ABSOLUTE: Final = re.compile(r"\babs\(\s*[\w.\[\]]+(?:\([\w., ]*\))?\s*-|-[^()=]{1,60}\)\.abs\(")
_OPERATES: Final = re.compile(r"[-*]|square|\babs\(|\blog\(")
_DIVERGENCE: Final = re.compile(r"kld?|diverg|logvar|log_var|sigma|std", re.IGNORECASE)
_MINUS_LOG: Final = re.compile(r"^\s*-.{0,120}\blog\(|\(\s*-.{0,120}\blog\(|-\s*\w*\.?log\(")
_MINUS_LOG_SAYS: Final = 0.65


def extract(subject: Subject) -> Iterator[Attribute]:
    signs = (
        *subject.signals.code_signs(FACET),
        *_implied(subject),
        *squares_by_hand(subject),
        *_distances_by_hand(subject),
    )
    hits = [hit for hit in weigh(signs) if hit.confidence >= SHOWN_FROM]
    if not hits:
        hits = list(weigh(_minus_log(subject)))
    flows = any(hit.term == "flow-matching" for hit in hits)
    for hit in hits:
        if not (flows and hit.term == "noise-prediction"):
            yield hit.attribute(FACET)


def _implied(subject: Subject) -> Iterator[Sign]:
    for facet in _IMPLYING:
        vocabulary = subject.vocabularies.get(facet)
        shown = subject.signals.shown(facet)
        matcher = subject.signals.matcher(facet)
        sure = (hit.term for hit in shown if hit.confidence >= _SURE)
        broader = {b for term in sure for b in (matcher.ancestors(term) if matcher else ())}
        for hit in shown:
            if vocabulary is None or hit.confidence < _SURE or hit.term in broader:
                continue
            for key, value in vocabulary[hit.term].extra:
                if key == FACET:
                    weight = hit.confidence * _IMPLIED
                    yield Sign(value, SignKind.IMPLIED, weight, hit.signs[0].evidence)


def squares_by_hand(subject: Subject) -> Iterator[Sign]:
    """Squared differences written out under a name that speaks of a loss."""
    for where, value in _losses_by_hand(subject):
        if _SQUARED.search(value) and not _DIVERGENCE.search(value):
            yield Sign("mean-squared-error", SignKind.NAME, _WRITTEN_OUT, where)
            return


def _distances_by_hand(subject: Subject) -> Iterator[Sign]:
    """The same of absolute differences."""
    for where, value in _losses_by_hand(subject):
        if _ABSOLUTE.search(value):
            yield Sign("mean-absolute-error", SignKind.NAME, _WRITTEN_OUT, where)
            return


def _minus_log(subject: Subject) -> Iterator[Sign]:
    """Minus a logarithm under the name of a loss, where nothing else is known."""
    if any(hit.term in _NO_CLASSES for hit in subject.signals.shown(Facet.TASK)):
        return
    for where, value in _losses_by_hand(subject):
        if _MINUS_LOG.search(value) and not _DIVERGENCE.search(value):
            yield Sign("cross-entropy", SignKind.NAME, _MINUS_LOG_SAYS, where)
            return


def _losses_by_hand(subject: Subject) -> Iterator[tuple[Evidence, str]]:
    """Reached assignments to a name that speaks of a loss, and what such a function gives."""
    signals = subject.signals
    for path in signals.paths:
        for start, line, value in signals.reading(path).read_facts(_named_losses):
            if signals.reach.holds(path, start):
                yield Evidence(path, line, line), value


def _named_losses(facts: ModuleFacts) -> tuple[tuple[int, int, str], ...]:
    """(start, line, value) of what is assigned or returned under the name of a loss."""
    found = [
        (assigned.start, assigned.line, assigned.value)
        for assigned in facts.assignments
        if _SPEAKS.fullmatch(assigned.target.rpartition(".")[2])
    ]
    scopes = Scopes(facts.definitions)
    for given in facts.returns:
        if _OPERATES.search(given.value):
            around = scopes.at(given.start)
            name = facts.definitions[around].name if around >= 0 else ""
            if _SPEAKS.fullmatch(name.rpartition(".")[2]):
                found.append((given.start, given.line, given.value))
    return tuple(found)
