"""Optimisers that change the weights.

Reads resolved optimisers (.95), also where the class is handed on without a call; names given to
compile or to options (.8); own classes named like an optimiser (.8), which give way where the entry
names another one, unless an option may choose them. The warm-up of Noam is known by its formula,
the lesser of two powers of the step (.8). Steps against the gradient that a program writes out
itself are gradient descent (.7) where nothing else is found. Words of prose and paths are not read.

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
from acumen.domain.facts import Call, ModuleFacts

FACET = Facet.OPTIMIZER

_NOAM: Final = "noam"
_OWN: Final = frozenset({SignKind.NAME, SignKind.BASE})
_BY_HAND: Final = 0.7
_RATE: Final = r"(?:self\.)?\w*(?:lr|learning_rate|alpha|eta|step_size|stepsize)\b"
_DESCENT: Final = re.compile(
    rf"-\s*{_RATE}\s*\*|-\s*[\w.\[\]]*grad\w*\s*\*\s*{_RATE}"
    r"|-\s*\d*\.\d+\s*\*\s*[\w.\[\]]*\b(?:grad|d[A-Z]\w?)\b",
    re.IGNORECASE,
)
_WARM_UP: Final = re.compile(  # min(step ** -0.5, step * warmup ** -1.5)
    r"\*\*\s*\(?\s*-\s*1\.5\b|\b(?:pow|power)\([^()]{1,60},\s*-\s*1\.5\b"
)
_WARMS_UP: Final = 0.8
_OPTION: Final = re.compile(r"\s*(?:['\"]-\w['\"]\s*,\s*)?['\"]--([\w-]+)['\"]")
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
        chosen = SignKind.DEFAULT in hit.kinds
        if made and hit.kinds == {SignKind.DEFAULT} and _is_idle(subject, hit):
            continue
        if inside or not (made or (told and hit.kinds & _OWN and not chosen)):
            yield hit.attribute(FACET)
    if all(hit.term != _NOAM for hit in hits):
        yield from _warm_up(subject)
    if not hits:
        yield from (hit.attribute(FACET) for hit in _by_hand(subject))


def _is_idle(subject: Subject, hit: Hit) -> bool:
    """Whether only options say so that nothing reads again."""
    signals = subject.signals
    options = {
        call.lines: name
        for call, name in signals.read_calls(declared)
        if call.path == signals.entry
    }
    names = {options.get(sign.evidence, "") for sign in hit.signs}
    return "" not in names and names.isdisjoint(signals.option_names)


def declared(_: str, call: Call) -> str:
    """The name under which an option is read: ``optimizer`` of ``add_argument("--optimizer")``."""
    if not call.callee.endswith(".add_argument") or "dest" in call.arguments:
        return ""
    found = _OPTION.match(call.arguments)
    return found[1].replace("-", "_") if found is not None else ""


def _warm_up(subject: Subject) -> Iterator[Attribute]:
    """``d ** -0.5 * min(step ** -0.5, step * warmup ** -1.5)``."""
    signals = subject.signals
    if _NOAM not in subject.vocabularies[FACET]:
        return
    for path in signals.paths:
        for start, line in signals.reading(path).read_facts(warm_ups):
            if signals.runs(path, start, line):
                where = (Evidence(path, line, line),)
                yield Attribute(FACET, _NOAM, _WARMS_UP, where, rule="optimizer:warm-up")
                return


def warm_ups(facts: ModuleFacts) -> tuple[tuple[int, int], ...]:
    """(start, line) of formulas with a step or its warm-up to the power of -1.5."""
    places = [(found.start, found.line, found.value) for found in facts.assignments]
    places += [(given.start, given.line, given.value) for given in facts.returns]
    places += [(call.start, call.first_line, call.arguments) for call in facts.calls]
    return tuple(
        sorted(
            (start, line) for start, line, text in places if "1.5" in text and _WARM_UP.search(text)
        )
    )


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
