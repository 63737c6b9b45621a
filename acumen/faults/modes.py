"""In which mode a PyTorch model is: what tells it ``eval()``, and whether it has a mode at all."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition, DefinitionKind
from acumen.faults.reach import Reach, reach
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

FIXED = re.compile(
    r"teacher|target|ema|pretrain|vgg|fid|incept|lpips|ref|fixed|frozen|clip|bert|feature|percep"
    r"|loss|criterion|ast|sess|metric",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"teacher|ema|vgg|lpips|incept|fid|(?:^|_)ref", re.IGNORECASE)
_MODAL = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Dropout|AlphaDropout|BatchNorm|SyncBatchNorm)"
    r"|torchvision\.models\.[a-z]\w*$"
)
_BY_NAME = re.compile(r"\bmodels\.__dict__\[")  # of torchvision, by the name of a network
_MODAL_CALL = re.compile(r"torch\.nn\.functional\.dropout$")
_MOST_CALLERS = 12


def evaluates(site: ResolvedCall) -> bool:
    receiver, _, method = site.call.callee.rpartition(".")
    if method == "eval" and not site.call.arguments.strip() and receiver:
        return not FIXED.search(receiver)
    return method == "train" and site.call.arguments.strip() in {"False", "mode=False"}


def of_own_copy(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the function made or loaded what it tells ``eval()``: no training goes on there."""
    receiver = site.call.callee.rpartition(".")[0]
    around = subject.function_around(site.path, site.call.start)
    if around is None or not receiver.isidentifier():
        return False
    word = re.compile(rf"(?<![\w.]){re.escape(receiver)}\b")
    return any(
        item.target == receiver and item.start < site.call.start and not word.search(item.value)
        for item in subject.assignments(site.path, around.start, around.end)
    ) and not any(
        other.call.callee.endswith(".backward")
        for other in subject.calls(site.path, around.start, around.end)
    )


def is_switched(subject: Subject, model: ResolvedCall) -> bool:
    """Whether eval() may have been called by the time ``model`` is run.

    In its function or what that calls, in the rest of its class, in a function that calls it, or
    in a program whose calls are not all seen.
    """
    switches = [
        site
        for site in (*subject.methods("eval"), *subject.methods("train"))
        if evaluates(site) or _same_object(site, model)
    ]
    if not switches:
        return any(not _ASIDE.search(s.call.callee) for s in subject.methods("eval"))
    waiting, seen = [(model.path, model.call.start, model.call.callee)], set()
    while waiting:
        path, offset, name = waiting.pop()
        function = subject.function_around(path, offset)
        if function is None:
            if any(
                s.path == path
                and subject.function_around(path, s.call.start) is None
                and not _is_another(subject, s, name)
                for s in switches
            ):
                return True
            continue
        if (path, function.start) in seen:
            continue
        seen.add((path, function.start))
        owner = subject.class_around(path, offset)
        span = (owner.start, owner.end) if owner is not None else (function.start, function.end)
        if any(
            s.path == path
            and span[0] <= s.call.start < span[1]
            and not _is_another(subject, s, name)
            for s in switches
        ):
            return True
        if not waiting and len(seen) == 1:
            found = reach(subject, path, (function.start, function.end), evaluates, judges=True)
            if found is Reach.YES:
                return True
        callers = list(subject.named(function.name.rpartition(".")[2]))
        if not callers or len(seen) > _MOST_CALLERS:
            return True  # what calls it is not seen
        waiting += [(s.path, s.call.start, _given_as(subject, function, s, name)) for s in callers]
    return False


def _same_object(site: ResolvedCall, model: ResolvedCall) -> bool:
    """Whether the very model is told ``eval()``, whatever it is called."""
    return site.call.callee in {f"{model.call.callee}.eval", f"{model.call.callee}.module.eval"}


def _given_as(subject: Subject, function: Definition, site: ResolvedCall, name: str) -> str:
    """What a caller gives for the parameter ``name``; the name itself where that is not seen."""
    names = [
        part.lstrip("* ").partition("=")[0].partition(":")[0].strip()
        for part in split_top_level(function.header)
    ]
    names = [n for n in names if n not in {"self", "cls"}]
    if name not in names:
        return name
    return subject.argument(site, name, names.index(name)) or name


def _is_another(subject: Subject, switch: ResolvedCall, name: str) -> bool:
    """Whether what is told ``eval()`` was made apart from the model called ``name``."""
    other = switch.call.callee.rpartition(".")[0]
    if other == name or not other.isidentifier() or not name.isidentifier():
        return False
    made = {
        key: [
            item.value
            for item in subject.constants.assigned(switch.path, key, at=switch.call.start)
        ]
        for key in (name, other)
    }
    mixed = re.compile(rf"\b{re.escape(other)}\b"), re.compile(rf"\b{re.escape(name)}\b")
    return (
        all(made.values())
        and not any(mixed[0].search(value) for value in made[name])
        and not any(mixed[1].search(value) for value in made[other])
    )


def has_modes(subject: Subject) -> bool:
    """Whether the program makes a layer that behaves differently in the two modes."""
    if any(
        _MODAL.match(site.qualified) or _MODAL_CALL.match(site.qualified)
        for site in subject.program.calls()
    ):
        return True
    return "torchvision" in subject.roots and any(
        _BY_NAME.search(item.value)
        for path in subject.program.paths
        for item in subject.assignments(path)
    )


def is_modeless(subject: Subject, model: ResolvedCall) -> bool:
    """Whether the class of the model, as far as it is found, makes no layer that has a mode."""
    name = model.call.callee.rpartition(".")[2]
    made = [
        site
        for path in subject.program.paths
        for item in subject.assignments(path)
        if item.target.rpartition(".")[2] == name
        for site in subject.calls(path, item.start, item.end)[:1]
    ]
    waiting = [subject.definition(site.path, site.qualified) for site in made]
    if not waiting or None in waiting:
        return False
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST_CALLERS:
        defined = waiting.pop()
        if defined is None or (defined[0], defined[1].start) in seen:
            continue
        path, definition = defined
        seen.add((path, definition.start))
        if definition.kind is not DefinitionKind.CLASS:
            return False
        for site in subject.calls(path, definition.start, definition.end):
            if _MODAL.match(site.qualified) or _MODAL_CALL.match(site.qualified):
                return False
            inner = subject.definition(path, site.qualified)
            if inner is not None and inner[1].kind is DefinitionKind.CLASS:
                waiting.append(inner)
            elif (
                inner is None
                and site.call.callee.rpartition(".")[2][:1].isupper()
                and (not site.qualified.startswith("torch."))
            ):
                return False  # a layer of another library may have one
    return True
