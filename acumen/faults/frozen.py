"""Networks whose run asks for no gradients of weights, and those that need gradients to be run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind, Definition, DefinitionKind
from acumen.faults.classes import method_of
from acumen.faults.flow import first_name, keeper, names_in
from acumen.faults.modules import module_classes
from acumen.faults.origins import class_of, iterated_by, origins
from acumen.faults.reach import Reach, reach
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

_PARAMETERS = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\.(?:named_)?parameters\(\)")
_GRADIENTS = re.compile(
    r"backward$|autograd\.grad$|(?:^|\.)(?:jacobian|hessian|vjp|jacrev|jacfwd)$|requires_grad_$"
)
_ASKED = re.compile(r"\.requires_grad$")


def is_frozen(subject: Subject, path: str, callee: str, at: int) -> bool:
    """Whether the program asks for no gradient of any weight of the network ``callee``."""
    places = subject.once("frozen-networks", lambda: tuple(_frozen(subject)))
    if not places:
        return False
    classes = class_of(subject, path, callee, at) or ()
    begun = set(origins(subject, path, callee, at))
    for where, owner, offset in places:
        if owner == "self":
            around = subject.class_around(where, offset)
            if around is not None and (where, around) in classes:
                return True
        elif not begun.isdisjoint(origins(subject, where, owner, offset)):
            return True
    return False


def _frozen(subject: Subject) -> Iterator[tuple[str, str, int]]:
    """Path, name and place of every network all of whose weights ask for no gradient."""
    for site in subject.methods("requires_grad_"):
        if site.call.arguments.strip().rpartition("=")[2].strip() == "False":
            receiver = site.call.callee.rpartition(".")[0]
            yield from _owner(subject, site.path, receiver, site.call.start)
    for path in subject.program.paths:
        for item in subject.assignments(path):
            if _ASKED.search(item.target) and _is_false(subject, path, item.value, item.start):
                receiver = item.target.rpartition(".")[0]
                yield from _owner(subject, path, receiver, item.start)


def _is_false(subject: Subject, path: str, value: str, at: int) -> bool:
    """Whether a value is False, by itself or as the default of a parameter."""
    if value.strip() == "False":
        return True
    function = subject.function_around(path, at)
    return function is not None and any(
        re.fullmatch(rf"{re.escape(value.strip())}\s*(?::[^=]*)?=\s*False", part.strip())
        for part in split_top_level(function.header)
    )


def _owner(subject: Subject, path: str, name: str, at: int) -> Iterator[tuple[str, str, int]]:
    for loop in reversed(subject.loops(path, at)):
        targets = loop.header.partition(" in ")[0]
        if loop.kind is BlockKind.FOR and name in re.findall(r"\w+", targets):
            found = _PARAMETERS.search(iterated_by(loop))
            if found and not subject.conditions(path, at, since=loop.start):
                yield path, found[1], at
            return
    if name.isidentifier() and name != "self":
        yield path, name, at


def needs_gradients(subject: Subject, path: str, span: tuple[int, int]) -> bool:
    """Whether a stretch of code asks for gradients, itself or through functions it calls.

    Networks that take gradients when they are run (forces, scores, flows) count for all of them.
    """
    if any(
        _ASKED.search(item.target) and item.value.strip() == "True"
        for item in subject.assignments(path, *span)
    ):
        return True
    return reach(subject, path, span, _makes, judges=True) is Reach.YES or _runs_need(subject)


def feeds_gradients(subject: Subject, function: Definition) -> bool:
    """Whether what a function gives back is a loss, or a part of one, that its caller learns by."""
    for site in subject.named(function.name.rpartition(".")[2]):
        kept = keeper(subject, site)
        if kept is None:
            continue
        names = set(names_in(kept.target))
        end = subject.span_around(site.path, site.call.start)[1]
        for item in subject.assignments(site.path, kept.end, end):
            if not names.isdisjoint(names_in(item.value)):
                names |= set(names_in(item.target))
            elif item.operator == "=":
                names -= set(names_in(item.target))
        if any(
            other.call.callee.endswith(".backward") and first_name(other.call.callee) in names
            for other in subject.calls(site.path, kept.end, end)
        ):
            return True
    return False


def _makes(site: ResolvedCall) -> bool:
    return _GRADIENTS.search(site.call.callee) is not None


def _runs_need(subject: Subject) -> bool:
    """Whether ``forward`` of a network of the program takes gradients."""
    return subject.once("runs-need-gradients", lambda: (_any_forward(subject),))[0]


def _any_forward(subject: Subject) -> bool:
    return any(
        reach(subject, where, (forward.start, forward.end), _makes, judges=True) is Reach.YES
        for where, forward in _forwards(subject)
    )


def _forwards(subject: Subject) -> Iterator[tuple[str, Definition]]:
    for path, owner in module_classes(subject):
        found = method_of(subject, path, owner, "forward")
        if found is not None and found[1].kind is DefinitionKind.FUNCTION:
            yield found
