"""Optimisers that change the weights.

Reads resolved optimisers (.95), also where the class is handed on without a call; names given to
compile or to options (.8); own classes named like an optimiser (.8), which give way where the entry
names another one. Steps against the gradient that a program writes out itself are gradient descent
(.7) where nothing else is found. Words of prose and paths are not read.

Blind to optimisers that a trainer's default chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.signs import Hit, Sign, SignKind
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

FACET = Facet.OPTIMIZER

_OWN: Final = frozenset({SignKind.NAME, SignKind.BASE})
_BY_HAND: Final = 0.7
_RATE: Final = r"(?:self\.)?\w*(?:lr|learning_rate|alpha|eta|step_size|stepsize)\b"
_DESCENT: Final = re.compile(
    rf"-\s*{_RATE}\s*\*|-\s*[\w.\[\]]*grad\w*\s*\*\s*{_RATE}"
    r"|-\s*\d*\.\d+\s*\*\s*[\w.\[\]]*\b(?:grad|d[A-Z]\w?)\b",
    re.IGNORECASE,
)
_STEP: Final = re.compile(rf"\s*{_RATE}\s*\*|.*\bgrad\w*\b.*\*\s*{_RATE}", re.IGNORECASE)


def extract(subject: Subject) -> Iterator[Attribute]:
    hits = subject.signals.code_hits(FACET)
    entry = subject.template.path
    told = any(sign.kind is SignKind.DEFAULT for hit in hits for sign in hit.signs)
    made = {
        hit.term
        for hit in hits
        if any(s.evidence.path == entry and s.kind is SignKind.SYMBOL for s in hit.signs)
    }
    for hit in hits:
        inside = any(sign.evidence.path == entry for sign in hit.signs)
        if inside or not (made or (told and hit.kinds & _OWN)):
            yield hit.attribute(FACET)
    if not hits:
        yield from (hit.attribute(FACET) for hit in _by_hand(subject))


def _by_hand(subject: Subject) -> Iterator[Hit]:
    """``w -= learning_rate * dw`` and ``(w, w - lr * grad(cost, w))``."""
    signals = subject.signals
    for path in signals.paths:
        facts = signals.reading(path).facts
        places = [
            (found.start, found.line)
            for found in facts.assignments
            if _DESCENT.search(found.value) or (found.operator == "-=" and _STEP.match(found.value))
        ]
        places += [
            (call.start, call.first_line)
            for call in facts.calls
            if "-" in call.arguments and _DESCENT.search(call.arguments)
        ]
        for start, line in sorted(places):
            if signals.reach.holds(path, start):
                sign = Sign("sgd", SignKind.NAME, _BY_HAND, Evidence(path, line, line))
                yield Hit("sgd", _BY_HAND, (sign,))
                return
