"""In which mode a PyTorch model is: what tells it ``eval()``, and whether it has a mode at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from acumen.domain.facts import Definition
from acumen.faults.classes import attributes, lineage, parameters_of
from acumen.faults.modules import identities
from acumen.faults.origins import class_of, defined_by
from acumen.faults.reach import Reach, reach
from acumen.faults.subject import Subject
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
_SWITCHED = re.compile(r"[\w)\]]\.(?:eval\(\)|train\((?:mode=)?False\))")
_MAKES = re.compile(
    r"torch\.nn\.(?:modules\.\w+\.)?(?:Linear|Bilinear|Conv|LSTM|GRU|RNN|Embedding|Transformer|Multihead|Sequential)"
)
_DROPPING = re.compile(  # layers that drop something only where they are told so
    r"torch\.nn\.(?:modules\.\w+\.)?(?:RNN|LSTM|GRU|MultiheadAttention|Transformer\w*)$"
)
_MODAL_CALL = re.compile(r"torch\.nn\.functional\.dropout$")
_MOST_CALLERS = 12
_FARTHEST = 2000  # bytes from a statement to a call in it

Identity = tuple[str, int, str]


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
    in a program whose calls are not all seen. What is told to another object does not count.
    """
    if _made_switched(subject, model):
        return True
    objects = identities(subject, model.path, model.call.callee, model.call.start)
    switches = [
        site
        for site in (*subject.methods("eval"), *subject.methods("train"))
        if (evaluates(site) or _same_object(site, model)) and may_be(subject, site, objects)
    ]
    if not switches:
        return not objects and any(
            not _ASIDE.search(s.call.callee) for s in subject.methods("eval")
        )
    starts = {(site.path, site.call.start) for site in switches}
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
            and not _comes_after(subject, s, path, offset)
            for s in switches
        ):
            return True
        if not waiting and len(seen) == 1:
            found = reach(
                subject,
                path,
                (function.start, function.end),
                lambda site: (site.path, site.call.start) in starts,
                judges=True,
            )
            if found is Reach.YES:
                return True
        callers = list(subject.named(function.name.rpartition(".")[2]))
        if (not callers and not objects) or len(seen) > _MOST_CALLERS:
            return True  # what calls it is not seen
        waiting += [(s.path, s.call.start, _given_as(subject, function, s, name)) for s in callers]
    return False


def _comes_after(subject: Subject, switch: ResolvedCall, path: str, offset: int) -> bool:
    """Whether a switch stands behind ``offset`` in the same function, in no loop with it."""
    start = switch.call.start
    if start < offset or subject.span_around(path, start) != subject.span_around(path, offset):
        return False
    shared = set(subject.loops(path, offset)) & set(subject.loops(path, start))
    around = subject.function_around(path, offset)
    return not shared and around is not None


def _made_switched(subject: Subject, model: ResolvedCall) -> bool:
    """Whether the model is told ``eval()`` in the statement that makes it."""
    name = model.call.callee.removesuffix(".forward")
    if not name.isidentifier():
        return False
    items = subject.constants.assigned(model.path, name, at=model.call.start)
    return any(_SWITCHED.search(item.value) for item in items)


def may_be(subject: Subject, switch: ResolvedCall, objects: frozenset[Identity]) -> bool:
    """Whether what is told ``eval()`` may be one of ``objects``, or hold it."""
    receiver = switch.call.callee.rpartition(".")[0]
    told = identities(subject, switch.path, receiver, switch.call.start)
    if not objects or not told or receiver == "self":
        return True
    if not objects.isdisjoint(told):
        return True
    return any(holds(subject, one, objects) for one in told)


def holds(subject: Subject, holder: Identity, objects: frozenset[Identity]) -> bool:
    """Whether an object of a class of the program makes one of ``objects``, or is given one."""
    where, at, callee = holder
    if at < 0:
        return False
    defined = defined_by(subject, where, callee, at)
    if defined is not None and any(
        one_path == path and owner.start <= one_at < owner.end
        for path, owner in lineage(subject, *defined)
        for one_path, one_at, _ in objects
    ):
        return True
    made = [s for s in subject.calls(where, at, at + _FARTHEST) if s.call.callee == callee]
    return any(
        not objects.isdisjoint(identities(subject, where, item.text, at))
        for site in made[:1]
        for item in subject.arguments(site)
    )


def _same_object(site: ResolvedCall, model: ResolvedCall) -> bool:
    """Whether the very model is told ``eval()``, whatever it is called."""
    return site.call.callee in {f"{model.call.callee}.eval", f"{model.call.callee}.module.eval"}


def _given_as(subject: Subject, function: Definition, site: ResolvedCall, name: str) -> str:
    """What a caller gives for the parameter ``name``; the name itself where that is not seen."""
    names = [n for n in parameters_of(function) if n not in {"self", "cls"}]
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


def _is_modal(site: ResolvedCall) -> bool:
    """Whether a layer or function is made or called that knows two modes."""
    if _MODAL.match(site.qualified) or _MODAL_CALL.match(site.qualified):
        return True
    return _DROPPING.match(site.qualified) is not None and "dropout" in site.call.arguments


def has_modes(subject: Subject) -> bool:
    """Whether the program makes a layer that behaves differently in the two modes."""
    if any(map(_is_modal, subject.program.calls())):
        return True
    return "torchvision" in subject.roots and any(
        _BY_NAME.search(item.value)
        for path in subject.program.paths
        for item in subject.assignments(path)
    )


def makes_layers(subject: Subject) -> bool:
    """Whether the program makes layers of its own; all of a network that it takes are unseen."""
    return any(map(_MAKES.match, subject.called_names))


def _made_as(subject: Subject, name: str) -> list[tuple[str, Definition] | None]:
    """Classes of what is kept under ``name``; None for each that is not the program's own."""
    made = [
        site
        for path in subject.program.paths
        for item in subject.assignments(path)
        if item.target.rpartition(".")[2] == name
        for site in subject.calls(path, item.start, item.end)[:1]
    ]
    return [subject.definition(site.path, site.qualified) for site in made]


def is_modeless(subject: Subject, model: ResolvedCall) -> bool:
    """Whether the class of the model, as far as it is found, makes no layer that has a mode."""
    callee, start = model.call.callee.removesuffix(".forward"), model.call.start
    known = class_of(subject, model.path, callee, start)
    made = list(known) if known else _made_as(subject, callee.rpartition(".")[2])
    if not made or None in made:
        return False
    return keeps_modes(subject, [one for one in made if one is not None]) is False


def keeps_modes(subject: Subject, classes: Iterable[tuple[str, Definition]]) -> bool | None:
    """Whether one of the classes makes a layer that has a mode; None if it is not known."""
    waiting = list(classes)
    seen: set[tuple[str, int]] = set()
    open_ = False
    while waiting and len(seen) < _MOST_CALLERS:
        path, definition = waiting.pop()
        if (path, definition.start) in seen:
            continue
        seen.add((path, definition.start))
        open_ = open_ or _runs_what_it_is_given(subject, path, definition)
        for site in subject.calls(path, definition.start, definition.end):
            if _is_modal(site):
                return True
            inner = subject.definition(path, site.qualified)
            if inner is not None:
                waiting.append(inner)
            elif site.call.callee.rpartition(".")[2][
                :1
            ].isupper() and not site.qualified.startswith("torch."):
                open_ = True  # a layer of another library may have one
    return None if open_ else False


def _runs_what_it_is_given(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class runs a part that it is given, and does not make: it may be anything."""
    kept = attributes(subject, path, owner)
    return any(
        site.call.callee.startswith("self.")
        and any(item.value.isidentifier() for item in kept.get(site.call.callee[5:], ()))
        for site in subject.calls(path, owner.start, owner.end)
    )
