"""Where a value comes from: through names, attributes, parameters and results, over the program.

A name is followed to every assignment that may hold, a parameter to what each call of its function
gives, an attribute to what its class assigns, and a call of a function of the program to what that
returns. What is left are origins: calls that make something, elements of what a loop goes over, and
parameters that nobody is seen to give. Two values with the same origins are one object, whatever
they are called. Nothing is run; what is not followed ends where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from acumen.domain.facts import Assignment, Block, BlockKind, Definition, DefinitionKind
from acumen.faults.classes import (
    attributes,
    functions_named,
    lineage,
    method_of,
    parameters_of,
)
from acumen.faults.expressions import CallText, outer_call
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

Found = TypeVar("Found")

_MAX_HOPS = 14
_CUT_AT = 290  # characters; values of assignments are cut soon after
_OPENING = re.compile(r"([^\W\d]\w*(?:\.[^\W\d]\w*)*)\(")
_MOST = 8  # origins of one value; more are as good as none
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
SAME = frozenset(  # methods that give the object they are called of, or what stands for it
    {"to", "cuda", "cpu", "eval", "train", "half", "double", "float", "bfloat16", "share_memory"}
    | {"requires_grad_", "apply", "to_empty", "xpu", "mps", "module", "_orig_mod"}
)
_WRAPPING = re.compile(  # what is called with an object and gives one that stands for it
    r"(?:.*\.)?(?:DataParallel|DistributedDataParallel|DDP|FullyShardedDataParallel|FSDP"
    r"|convert_sync_batchnorm|compile|prepare|prepare_model|setup|setup_module|tqdm|script|trange)$"
)
_MOST_CALLERS = 24
_OF_LIBRARIES = frozenset(  # methods that objects of libraries have as well
    {"step", "update", "append", "train", "eval", "forward", "backward", "load", "save", "run"}
    | {"get", "add", "reset", "close", "to", "items", "keys", "values", "write", "read", "fit"}
    | {"log", "plot", "sample", "predict", "transform", "compute", "extend", "mean", "sum"}
)


class Kind(StrEnum):
    CALL = "call"  # ``text`` makes it
    ELEMENT = "element"  # a loop takes it out of ``text``
    PARAMETER = "parameter"  # ``text`` is a parameter, and what it is given is not seen
    OTHER = "other"  # an expression that is not followed


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One place where a value begins."""

    path: str
    at: int  # byte offset of the statement
    text: str
    kind: Kind

    @property
    def call(self) -> CallText | None:
        """The call that makes it; None of anything else."""
        return call_of(self.text) if self.kind is Kind.CALL else None


def origins(subject: Subject, path: str, text: str, at: int) -> tuple[Origin, ...]:
    """The origins of ``text`` at byte offset ``at``, ascending; () if there are too many."""
    text = text.strip()
    return _outside_circles(
        subject, f"origins {path} {at} {text}", lambda: _find(subject, path, text, at)
    )


def _outside_circles(
    subject: Subject, key: str, find: Callable[[], Iterable[Found]]
) -> tuple[Found, ...]:
    """What ``find`` gives, kept under ``key``; () where it is asked for on the way to itself."""
    opened = subject.once("origins-in-question", lambda: (set[str](),))[0]
    if key in opened:
        return ()
    opened.add(key)
    try:
        return subject.once(key, lambda: tuple(find()))
    finally:
        opened.discard(key)


def _find(subject: Subject, path: str, text: str, at: int) -> list[Origin]:
    found: set[Origin] = set()
    seen: set[tuple[str, str, int]] = set()
    waiting = [(path, text, at, 0)]
    while waiting:
        where, value, offset, hops = waiting.pop()
        if (where, value, offset) in seen:
            continue
        seen.add((where, value, offset))
        steps = list(_step(subject, where, value, offset)) if hops < _MAX_HOPS else []
        if not steps and value != "None":
            found.add(Origin(where, offset, value, _kind_of(value)))
        for step in steps:
            if isinstance(step, Origin):
                found.add(step)
            else:
                waiting.append((*step, hops + 1))
        if len(found) > _MOST or len(seen) > _MOST * _MAX_HOPS:
            return []
    return sorted(found)


def _kind_of(text: str) -> Kind:
    return Kind.CALL if call_of(text) is not None else Kind.OTHER


def call_of(text: str) -> CallText | None:
    """The call that an expression is, even if its text was cut off at its end."""
    call = outer_call(text)
    if call is None and len(text) >= _CUT_AT and (found := _OPENING.match(text)):
        return CallText(found[1], ())
    return call


_Step = tuple[str, str, int] | Origin


def _step(subject: Subject, path: str, text: str, at: int) -> Iterator[_Step]:
    """What ``text`` may stand for, one step nearer to where it begins."""
    if _DOTTED.match(text):
        root, _, rest = text.partition(".")
        if not rest:
            yield from _name(subject, path, text, at)
        elif root == "self" and "." not in rest:
            yield from _own_attribute(subject, path, rest, at)
        elif rest in SAME:
            yield path, root, at
        return
    call = call_of(text)
    if call is None:
        return
    if call.receiver and call.method in SAME:
        yield path, call.receiver, at
    elif _WRAPPING.match(call.callee) and call.positional:
        yield path, call.positional[0], at
    else:
        yield from _returned(subject, path, call, at)


def _name(subject: Subject, path: str, name: str, at: int) -> Iterator[_Step]:
    loop = element_of(subject, path, name, at)
    if loop is not None:
        yield Origin(path, loop.start, iterated_by(loop), Kind.ELEMENT)
        return
    reaching = subject.constants.reaching(path, name, at=at)
    items = [reaching] if reaching is not None else may_hold(subject, path, name, at)
    for item in items:
        if item.operator == "=":
            yield from _assigned(subject, path, item)
    if not items:
        yield from _parameter(subject, path, name, at)


def element_of(subject: Subject, path: str, name: str, at: int) -> Block | None:
    """The loop around ``at`` that gave ``name`` its value, and nothing did since."""
    for loop in reversed(subject.loops(path, at)):
        targets = loop.header.partition(" in ")[0]
        if loop.kind is BlockKind.FOR and name in re.findall(r"\w+", targets):
            items = subject.constants.assigned(path, name, at=at)
            since = any(loop.start < item.start and item.end <= at for item in items)
            return None if since else loop
    return None


def iterated_by(loop: Block) -> str:
    """What a loop goes over."""
    return loop.header.partition(" in ")[2].strip().rstrip(":").strip()


def may_hold(subject: Subject, path: str, name: str, at: int) -> list[Assignment]:
    """Assignments that may hold at ``at``: those before it, and later ones of a loop around."""
    items = subject.constants.assigned(path, name, at=at)
    if not items:
        return []
    if subject.span_around(path, items[0].start) != subject.span_around(path, at):
        return items  # a name of a scope around: any of them may have been run
    first = subject.loops(path, at)
    end = first[0].end if first else at
    return [item for item in items if item.start < end and not item.start < at < item.end]


def _assigned(subject: Subject, path: str, item: Assignment) -> Iterator[_Step]:
    if item.value != "...":
        yield path, item.value.strip(), item.start
        return
    whole = next(iter(subject.assignments(path, item.start, item.start + 1)), None)
    if whole is None:
        return
    names = split_top_level(whole.target.strip("()[] "))
    place = names.index(item.target) if item.target in names else -1
    call = call_of(whole.value)
    if call is not None and place >= 0 and _WRAPPING.match(call.callee):
        given = call.positional
        if len(given) == len(names):
            yield path, given[place], item.start
            return
    if call is not None and place >= 0:
        for where, value, offset in _returned(subject, path, call, whole.start):
            parts = split_top_level(value.strip("() "))
            if len(parts) == len(names):
                yield where, parts[place].strip(), offset
    yield Origin(path, item.start, whole.value.strip(), Kind.ELEMENT)


def _parameter(subject: Subject, path: str, name: str, at: int) -> Iterator[_Step]:
    """What the calls of the function around give for its parameter ``name``."""
    function = subject.function_around(path, at)
    while function is not None and name not in parameters_of(function):
        function = subject.function_around(path, function.start - 1) if function.start else None
    if function is None:
        return
    names = parameters_of(function)
    position = names.index(name) - (names[0] in {"self", "cls"})
    given = False
    for site in callers_of(subject, path, function):
        value = "" if subject.is_open(site) else subject.argument(site, name, position)
        if value:
            given = True
            yield site.path, value, site.call.start
    if not given:
        yield Origin(path, function.start, name, Kind.PARAMETER)


def _own_attribute(subject: Subject, path: str, attribute: str, at: int) -> Iterator[_Step]:
    owner = subject.class_around(path, at)
    if owner is None:
        return
    for where, above in lineage(subject, path, owner):
        found = False
        for item in attributes(subject, where, above).get(attribute, ()):
            if item.operator == "=" and item.value.strip() != "None":
                found = True
                yield where, item.value.strip(), item.start
        if found:
            return


def _returned(
    subject: Subject, path: str, call: CallText, at: int
) -> Iterator[tuple[str, str, int]]:
    """What the function of the program that is called returns; nothing for a class."""
    defined = defined_by(subject, path, call.callee, at)
    if defined is None and call.receiver and _DOTTED.match(call.receiver):
        classes = class_of(subject, path, call.receiver, at) or ()
        defined = method_of(subject, *classes[0], call.method) if len(classes) == 1 else None
    if defined is None or defined[1].kind is DefinitionKind.CLASS:
        return
    where, function = defined
    for item in subject.program.modules[where].returns:
        if function.start <= item.start < function.end and item.value.strip() not in {"", "None"}:
            inner = subject.function_around(where, item.start)
            if inner is not None and inner.start == function.start:
                yield where, item.value.strip(), item.start


def defined_by(subject: Subject, path: str, callee: str, at: int) -> tuple[str, Definition] | None:
    """The function or class of the program that ``callee`` means."""
    return subject.definition(path, subject.meaning(path, callee, at))


def class_of(
    subject: Subject, path: str, text: str, at: int
) -> tuple[tuple[str, Definition], ...] | None:
    """The classes of the program of which ``text`` is an object; None if some origin is not one."""
    found = []
    for origin in origins(subject, path, text, at):
        call = origin.call
        made = defined_by(subject, origin.path, call.callee, origin.at) if call else None
        if made is None or made[1].kind is not DefinitionKind.CLASS:
            return None
        found.append(made)
    return tuple(found) or None


def method_called(subject: Subject, site: ResolvedCall) -> tuple[str, Definition] | None:
    """The method of the program that is called of an object whose class is seen."""
    receiver, _, method = site.call.callee.rpartition(".")
    if not receiver or receiver == "self" or not _DOTTED.match(receiver):
        return None
    if not functions_named(subject, method):
        return None
    classes = class_of(subject, site.path, receiver, site.call.start)
    return method_of(subject, *classes[0], method) if classes and len(classes) == 1 else None


def callers_of(subject: Subject, path: str, function: Definition) -> tuple[ResolvedCall, ...]:
    """Calls of ``function`` in the program; () too where there are more than can be gone through.

    A method is called by objects of its class, and by its name alone where no other class has one
    of that name.
    """
    return _outside_circles(
        subject, f"callers {path} {function.start}", lambda: _callers(subject, path, function)
    )


def _callers(subject: Subject, path: str, function: Definition) -> list[ResolvedCall]:
    owner, _, name = function.name.rpartition(".")
    wanted = subject.class_around(path, function.start) if owner else None
    if name == "__init__" and wanted is not None:
        name = owner.rpartition(".")[2]
        function, wanted = wanted, None
    found = []
    for site in subject.named(name):
        if site.path == path and function.start <= site.call.start < function.end:
            continue
        if subject.definition(site.path, site.qualified) == (path, function) or (
            wanted is not None and _is_of(subject, name, site, (path, wanted))
        ):
            found.append(site)
    return found if len(found) <= _MOST_CALLERS else []


def _is_of(subject: Subject, name: str, site: ResolvedCall, wanted: tuple[str, Definition]) -> bool:
    """Whether a method call is one of an object of the class ``wanted``, or of one below it."""
    receiver = site.call.callee.rpartition(".")[0]
    if not receiver or not _DOTTED.match(receiver) or name.startswith("__"):
        return False
    if receiver == "self":
        around = subject.class_around(site.path, site.call.start)
        return around is not None and wanted in lineage(subject, site.path, around)
    owner = subject.definition(site.path, site.qualified.rpartition(".")[0])
    if owner is not None and owner[1].kind is DefinitionKind.CLASS:
        return wanted in lineage(subject, *owner)
    if site.qualified and not site.qualified.startswith("."):
        return False
    if name not in _OF_LIBRARIES and len(functions_named(subject, name)) == 1:
        return True
    classes = class_of(subject, site.path, receiver, site.call.start)
    return classes is not None and any(wanted in lineage(subject, *one) for one in classes)
