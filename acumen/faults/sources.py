"""What a tensor was computed from: what a network gave, what a loader gave, or what was made."""

from __future__ import annotations

import re
from enum import StrEnum

from acumen.domain.facts import DefinitionKind
from acumen.faults.batches import LOADER
from acumen.faults.classes import parameters_of
from acumen.faults.expressions import CallText, operands, outer_call, subscript
from acumen.faults.modules import is_module_call
from acumen.faults.origins import callers_of, defined_by, element_of, iterated_by, may_hold
from acumen.faults.subject import Subject
from acumen.faults.transfers import gives_batches
from acumen.syntax.arguments import literal, split_top_level


class Source(StrEnum):
    NETWORK = "network"
    DATA = "data"
    MADE = "made"  # of numbers that stand in the program
    UNKNOWN = "unknown"


_MOST = 80  # expressions that are looked at for one question
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_MADE = re.compile(r"torch\.(?:zeros|ones|full|randint|arange|eye)(?:_like)?$")
_FUNCTION = re.compile(r"torch\.(?:nn\.functional\.)?[a-z]\w*$")
_NETWORK = re.compile(r"(?:^|\.)(?:\w*_)?(?:model|net|network|classifier|discriminator)$")
_CRITERION = re.compile(r"loss|criterion", re.IGNORECASE)
_NUMBERS = frozenset({"shape", "device", "dtype", "ndim", "size", "item", "numel", "dim"})
_TAKING = frozenset({"next", "next_batch", "get_batch"})

_Expression = tuple[str, str, int]


def sources(subject: Subject, path: str, text: str, at: int) -> frozenset[Source]:
    """What ``text`` at ``at`` was computed from; UNKNOWN is among it where not all is seen."""
    found: set[Source] = set()
    seen: set[_Expression] = set()
    waiting: list[_Expression] = [(path, text.strip(), at)]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if len(seen) > _MOST:
            return frozenset({*found, Source.UNKNOWN})
        said, more = _step(subject, *one)
        found |= said
        waiting += more
    return frozenset(found)


def _step(subject: Subject, path: str, text: str, at: int) -> tuple[set[Source], list[_Expression]]:
    parts = operands(text)
    if not parts:
        return {Source.UNKNOWN}, []
    if len(parts) > 1:
        return set(), [(path, part, at) for part in parts]
    text = parts[0]
    if literal(text).known:
        return {Source.MADE}, []
    if _DOTTED.match(text):
        root, _, rest = text.rpartition(".")
        if not root:
            return _name(subject, path, rest, at)
        if rest in _NUMBERS:
            return set(), []
        known = root != "self" and "." not in root
        return (set(), [(path, root, at)]) if known else ({Source.UNKNOWN}, [])
    call = outer_call(text)
    if call is not None:
        return _call(subject, path, call, at)
    if part := subscript(text):
        return set(), [(path, part[0], at)]
    return {Source.UNKNOWN}, []


def _name(subject: Subject, path: str, name: str, at: int) -> tuple[set[Source], list[_Expression]]:
    loop = element_of(subject, path, name, at)
    if loop is not None:
        iterated = iterated_by(loop)
        if iterated.startswith("range("):
            return {Source.MADE}, []
        if LOADER.search(iterated) or gives_batches(subject, path, iterated, loop.start):
            return {Source.DATA}, []
        return {Source.UNKNOWN}, []
    reaching = subject.constants.reaching(path, name, at=at)
    items = [reaching] if reaching is not None else may_hold(subject, path, name, at)
    more: list[_Expression] = []
    for item in items:
        value = item.value.strip()
        if value == "...":
            whole = next(iter(subject.assignments(path, item.start, item.start + 1)), None)
            value = whole.value.strip() if whole is not None else value
        more.append((path, value, item.start))
        if item.operator != "=":
            more.append((path, name, item.start - 1))
    if more:
        return set(), more
    return _parameter(subject, path, name, at)


def _parameter(
    subject: Subject, path: str, name: str, at: int
) -> tuple[set[Source], list[_Expression]]:
    function = subject.function_around(path, at)
    if function is None or name not in parameters_of(function):
        return {Source.UNKNOWN}, []
    if name == "batch" and function.name.endswith("_step"):
        return {Source.DATA}, []
    names = parameters_of(function)
    place = names.index(name) - (names[0] in {"self", "cls"})
    given = [
        (site.path, text, site.call.start)
        for site in callers_of(subject, path, function)
        if (text := subject.argument(site, name, place))
    ]
    return (set(), given) if given else ({Source.UNKNOWN}, [])


def _call(
    subject: Subject, path: str, call: CallText, at: int
) -> tuple[set[Source], list[_Expression]]:
    if call.method in _TAKING:
        return {Source.DATA}, []
    if call.method in _NUMBERS:
        return set(), []
    if _CRITERION.search(call.callee):
        return {Source.UNKNOWN}, []
    meaning = subject.meaning(path, call.callee, at)
    if _MADE.match(meaning):
        return {Source.MADE}, []
    if _NETWORK.search(call.callee) or is_module_call(subject, path, call.callee, at):
        return {Source.NETWORK}, []
    given = [(path, part, at) for item in call.arguments for part in _parts(item.text)]
    if _FUNCTION.match(meaning):
        return set(), given[:1]
    if call.receiver and not meaning.startswith((".", "torch.")):
        return set(), [(path, call.receiver, at)]
    defined = defined_by(subject, path, call.callee, at)
    if defined is not None and defined[1].kind is DefinitionKind.FUNCTION and given:
        return set(), given[:1]
    return {Source.UNKNOWN}, []


def _parts(text: str) -> list[str]:
    whole = text[:1] in "([" and text[-1:] in ")]"
    return split_top_level(text[1:-1]) if whole else [text]
