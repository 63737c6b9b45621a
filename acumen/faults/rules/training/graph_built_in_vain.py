"""A network is run for its output alone, and gradients are prepared all the same.

Every pass outside ``torch.no_grad`` keeps what the gradients would need: an evaluation takes two to
three times the memory it should, and results that are kept keep their graphs with them. ``numpy()``
of such a result raises an error.

Bad:

    import torch
    def scores(model, loader):
        model.eval()
        found = []
        for x in loader:
            found.append(model(x).argmax(1))
        return found

Good:

    import torch
    def scores(model, loader):
        model.eval()
        found = []
        with torch.no_grad():
            for x in loader:
                found.append(model(x).argmax(1))
        return found

Goes by what is told ``eval()``: from there to ``train()``, or to the end of the block, no gradient
may be asked for. Speaks too of results that a loop keeps in a list and nothing is trained with, and
of ``numpy()`` without ``detach()``. Blind to networks whose weights are frozen elsewhere.

Sources: the documentation of torch.no_grad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from acumen.domain.facts import BlockKind, Definition
from acumen.domain.finding import Confidence, Finding, Outcome, RuleKind
from acumen.faults.classes import functions_named
from acumen.faults.flow import keeper, names_in
from acumen.faults.gradients import NO_GRAD, may_be_volatile, runs_without, stands_without
from acumen.faults.kin import kin
from acumen.faults.leaders import RUNNING_THE_LOOP
from acumen.faults.modules import of_module
from acumen.faults.origins import callers_of
from acumen.faults.rule import Rule, at
from acumen.faults.rules.training import graph_kept
from acumen.faults.spokennames import name_of
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU341",
    name="graph-built-in-vain",
    kind=RuleKind.SMELL,
    leaves=("training.proc.memory",),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Run it inside torch.no_grad().",
)

_GRADIENTS = re.compile(
    r"backward$|autograd\.grad$|requires_grad_$|\.grad$|^grad$|retain_grad$|(?:^|[._])jacobian"
    r"|make_functional|functional_call|vmap|attack|export|trace$|script$",
)
_FROZEN = re.compile(rb"\.requires_grad\s*=\s*False|requires_grad_\(False\)|freeze")
_OFF = re.compile(rb"set_grad_enabled\(|inference_mode|_set_grad|enable_grad")
_MANAGES = frozenset(
    {"parameters", "named_parameters", "eval", "train", "state_dict", "load_state_dict", "to"}
    | {"cuda", "cpu", "half", "float", "apply", "zero_grad", "modules", "save", "load", "children"}
    | {"named_modules", "size", "append", "extend", "items", "values", "keys", "get", "update"}
)
_NETWORK = re.compile(
    r"(?:\w*_)?(?:model|net|network|classifier|encoder|decoder|generator)$|^[GD]$", re.IGNORECASE
)
_RELEASED = re.compile(
    r"\.(?:detach|item|tolist|numpy|data)\b|\bfloat\(|\bint\(|sample\w*\(|(?:arg)?(?:max|min|sort)\("
    r"|topk\(|round\(|sign\(|\.(?:eq|ne|ge|gt|le|lt|long|int|byte|bool)\(|[<>]|=="
)
_PREPARES = re.compile(r"^_?(?:init|set|reset|get|load|build|make|add|register|update)(?:_|$)")


def check(subject: Subject) -> Iterator[Finding]:
    if not subject.roots.isdisjoint(RUNNING_THE_LOOP):
        return
    said = {
        (place.path, place.first_line)
        for finding in graph_kept.check(subject)
        if finding.outcome is Outcome.PRESENT
        for place in finding.evidence
    }
    for path in subject.about:
        source = subject.source(path)
        if _FROZEN.search(source) or _OFF.search(source) or not source:
            continue
        if may_be_volatile(subject, path):
            continue
        found = chain(_evaluated(subject, path), _as_numbers(subject, path), _kept(subject, path))
        for site, message in found:
            if (path, site.call.first_line) not in said:
                said.add((path, site.call.first_line))
                yield RULE.present(message, at(site))


def _evaluated(subject: Subject, path: str) -> Iterator[tuple[ResolvedCall, str]]:
    """What is run after it was told ``eval()``, and no gradient is asked for there."""
    spans: set[tuple[int, int]] = set()
    for switch in subject.methods("eval"):
        receiver = switch.call.callee.rpartition(".")[0]
        if switch.path != path or switch.call.arguments or receiver in {"self", "super()"}:
            continue
        function = subject.function_around(path, switch.call.start)
        if _is_guarded(subject, path, function):
            continue
        end = _end_of_mode(subject, path, switch)
        calls = [
            site
            for site in subject.calls(path, switch.call.end, end)
            if _same_function(subject, site, function)
        ]
        if any(_GRADIENTS.search(site.call.callee) for site in calls):
            continue
        runs = [site for site in calls if _runs(subject, site, receiver)]
        bare = [site for site in runs if not stands_without(subject, site)]
        span = subject.span_around(path, switch.call.start)
        if bare and span not in spans:
            spans.add(span)
            said = f"{bare[0].call.callee}() builds a graph after {receiver}.eval(), for nothing"
            yield bare[0], said


def _same_function(subject: Subject, site: ResolvedCall, function: Definition | None) -> bool:
    return subject.function_around(site.path, site.call.start) == function


def _end_of_mode(subject: Subject, path: str, switch: ResolvedCall) -> int:
    """Where the block of the switch ends, or where something is told ``train()``."""
    start = switch.call.end
    end = subject.span_around(path, start)[1]
    around = subject.program.blocks_around(path, switch.call.start)
    first = subject.span_around(path, start)[0]
    inner = [block for block in around if block.start >= first and block.kind is not BlockKind.WITH]
    if inner and inner[-1].kind is not BlockKind.MAIN_GUARD:
        end = min(end, inner[-1].end)
        for clause in subject.program.modules[path].clauses:
            if clause.owner == inner[-1].start and clause.start > start:
                end = min(end, clause.start)
    for site in subject.methods("train"):
        if site.path == path and start < site.call.start < end and site.call.arguments != "False":
            end = site.call.start
    return end


def _runs(subject: Subject, site: ResolvedCall, receiver: str) -> bool:
    callee = site.call.callee
    if not site.call.arguments:
        return False
    owner, _, method = callee.rpartition(".")
    same = callee in {receiver, f"{receiver}.forward", f"{receiver}.module"}
    if not same and owner == receiver and method not in _MANAGES and not _PREPARES.match(method):
        found = functions_named(subject, method)
        same = bool(found) and not any(_switches(subject, where, start) for where, start in found)
    if not same and not owner and callee.isidentifier():
        name = name_of(callee)
        same = bool(name) and name == name_of(receiver)
    return same


def _switches(subject: Subject, path: str, start: int) -> bool:
    function = subject.function_around(path, start)
    if function is None:
        return True
    body = subject.source(path)[function.start : function.end].decode("utf-8", "replace")
    return NO_GRAD.search(body) is not None or runs_without(subject, path, function)


def _is_guarded(subject: Subject, path: str, function: Definition | None) -> bool:
    """Whether the function as a whole is run without gradients, or for them."""
    if function is None:
        return False
    if runs_without(subject, path, function):
        return True
    callers = callers_of(subject, path, function)
    return any(
        stands_without(subject, site)
        or runs_without(subject, site.path, subject.function_around(site.path, site.call.start))
        for site in (*callers, *subject.named(function.name.rpartition(".")[2]))
    )


def _is_network(subject: Subject, site: ResolvedCall) -> bool:
    callee = site.call.callee
    owner = subject.class_around(site.path, site.call.start)
    if owner is not None and of_module(subject, site.path, owner):
        return False
    library = site.qualified.startswith("torch.") and not site.qualified.endswith(".__call__")
    if not site.call.arguments or library:
        return False
    group = kin(subject).group(site.path, callee, site.call.start)
    return group is not None and bool(group.makers)


def _as_numbers(subject: Subject, path: str) -> Iterator[tuple[ResolvedCall, str]]:
    """``numpy()`` of what a network gives, with its graph."""
    for site in subject.methods("numpy"):
        if site.path != path or site.call.arguments or _RELEASED.search(site.call.callee[:-6]):
            continue
        function = subject.function_around(path, site.call.start)
        if stands_without(subject, site) or _is_guarded(subject, path, function):
            continue
        name = re.match(r"[^\W\d]\w*", site.call.callee)
        run = _gives(subject, path, name[0], site.call.start) if name else None
        if run is not None and not stands_without(subject, run):
            read = site.call.callee[:-6][:50]
            yield run, f"{read} is read by numpy() with the graph of {run.call.callee}()"


def _gives(subject: Subject, path: str, name: str, before: int) -> ResolvedCall | None:
    """The run of a network whose whole result, or a part of it, is kept as ``name``."""
    item = subject.constants.reaching(path, name, at=before)
    for _ in range(4):
        if item is None or _RELEASED.search(item.value):
            return None
        if item.value == "...":
            whole = subject.assignments(path, item.start, item.start + 1)
            item = whole[0] if whole and whole[0].value != "..." else None
            continue
        for site in subject.calls(path, item.start, item.end):
            text = item.value.strip()
            if text.startswith(f"{site.call.callee}(") and _is_network(subject, site):
                return site
        first = re.match(r"([^\W\d]\w*)(?:\.|\[|$)", item.value.strip())
        item = subject.constants.reaching(path, first[1], at=item.start) if first else None
    return None


def _kept(subject: Subject, path: str) -> Iterator[tuple[ResolvedCall, str]]:
    """Results of a network that a loop keeps one by one, where nothing is trained with them."""
    for definition in subject.program.modules[path].definitions:
        owner = subject.class_around(path, definition.start)
        if owner is not None and of_module(subject, path, owner):
            continue
        calls = subject.calls(path, definition.start, definition.end)
        given = [
            site
            for site in calls
            if site.call.arguments
            and "." not in site.call.callee
            and not re.match(r"[A-Z]\w", site.call.callee)
            and subject.loops(path, site.call.start)
            and _same_function(subject, site, definition)
            and not stands_without(subject, site)
        ]
        if not given or _is_trained(subject, path, definition):
            continue
        for site in given:
            kept = keeper(subject, site)
            names = set(re.findall(r"[^\W\d]\w*", kept.target)) if kept is not None else set()
            loop = subject.loops(path, site.call.start)[-1]
            if (
                names
                and _stores(subject, path, site.call.end, loop.end, names)
                and (_NETWORK.search(site.call.callee) or _is_network(subject, site))
            ):
                yield site, f"what {site.call.callee}() gives is kept with its graph in every round"
                break


def _stores(subject: Subject, path: str, start: int, end: int, names: set[str]) -> bool:
    if any(
        item.operator == "+="
        and item.value.strip().startswith("[")
        and not _RELEASED.search(item.value)
        and not names.isdisjoint(names_in(item.value))
        for item in subject.assignments(path, start, end)
    ):
        return True
    return any(
        site.call.callee.endswith(".append")
        and not _RELEASED.search(site.call.arguments)
        and not re.search(r"\.cpu\(|len\(|\.size\(|\.shape", site.call.arguments)
        and not names.isdisjoint(names_in(site.call.arguments))
        for site in subject.calls(path, start, end)
    )


def _is_trained(subject: Subject, path: str, function: Definition) -> bool:
    """Whether the function, or one that calls it, asks for gradients or switches them off."""
    if _is_guarded(subject, path, function) or "train" in function.name.lower():
        return True
    callers = [
        (site.path, *subject.span_around(site.path, site.call.start))
        for site in subject.named(function.name.rpartition(".")[2])
    ]
    return any(
        _GRADIENTS.search(site.call.callee)
        for where, start, end in [(path, function.start, function.end), *callers]
        for site in subject.calls(where, start, end)
    )
