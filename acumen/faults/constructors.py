"""Whether constructors initialise their base class before they keep layers, and whether at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Finding
from acumen.faults.keras import keras_name
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

_MISSPELT = frozenset({"_init_", "__int__", "_init__", "__init_", "init__", "__inti__"})
_REACHED_THROUGH_BASE = ("forward", "training_step", "call", "train_step")
_ENTERING = frozenset(
    f"self.{name}"
    for name in (
        "register_buffer", "register_parameter", "register_module", "add_module", "add_weight",
    )
)  # fmt: skip
_INITIALISES = re.compile(r"(?:^super\(.*\)|^[\w.]+)\.__init__$")


def starts(subject: Subject, rule: Rule, bases: tuple[str, ...]) -> Iterator[Finding]:
    """What ``rule`` says of classes of the files asked about that derive from one of ``bases``."""
    for path, owner in subject.classes_of(*bases):
        if path not in subject.about:
            continue
        for definition in subject.program.modules[path].definitions:
            name = definition.name.rpartition(".")[2]
            if definition.name == f"{owner.name}.{name}" and name in _MISSPELT:
                place = subject.place(path, definition)
                yield rule.present(f"{owner.name}.{name} is no constructor: it is never run", place)
        constructor = subject.method(path, owner, "__init__")
        if constructor is not None:
            yield from _constructor(subject, rule, (path, owner), constructor, bases)


def _constructor(
    subject: Subject,
    rule: Rule,
    of: tuple[str, Definition],
    constructor: Definition,
    bases: tuple[str, ...],
) -> Iterator[Finding]:
    path, owner = of
    span = (constructor.start, constructor.end)
    calls = subject.calls(path, *span)
    initialised = [s for s in calls if _INITIALISES.match(s.call.callee)]
    kept = [i for i in subject.assignments(path, *span) if i.target.startswith("self.")]
    layers = [
        item
        for item in kept
        if any(
            _is_layer(s.qualified) and not _is_applied(subject, s, item)
            for s in subject.calls(path, item.start, item.end)
        )
        and not item.value.lstrip().startswith(("[", "{", "lambda"))
    ]
    if not (layers if initialised else kept):
        return
    needed = initialised or layers or _keeps_own_network(subject, path, kept, bases)
    needed = needed or any(site.call.callee in _ENTERING for site in calls)
    if not (needed or _needs_its_base(subject, path, owner)):
        return
    if any(item.target == "self._self_setattr_tracking" for item in kept):
        place = subject.place(path, constructor)
        yield rule.unknown(f"{owner.name} switches off that Keras follows its attributes", place)
        return
    if not initialised:
        taken = any(s.call.callee.startswith("self.__dict__") for s in calls) or any(
            i.target.startswith(("self.__dict__", "self.__class__")) for i in kept
        )
        if taken or any("super" in s.call.callee or _may_initialise(subject, s) for s in calls):
            place = subject.place(path, constructor)
            yield rule.unknown(f"how {owner.name} initialises its base is not read", place)
        else:
            first = (layers or kept)[0]
            place = subject.place(path, first)
            message = f"{owner.name} keeps {first.target} and never calls super().__init__()"
            yield rule.present(message, place)
    elif layers[0].start < initialised[0].call.start:
        place = subject.place(path, layers[0])
        yield rule.present(f"{layers[0].target} is kept before super().__init__()", place)
    else:
        place = subject.place(path, constructor)
        yield rule.absent(f"{owner.name} initialises its base first", place)


def _keeps_own_network(
    subject: Subject, path: str, kept: list[Assignment], bases: tuple[str, ...]
) -> bool:
    """Whether an attribute is a network of the program, which is refused as a layer is."""
    own = set(subject.classes_of(*bases))
    return any(
        site.call.callee == item.value.partition("(")[0].strip()
        and site.call.end == item.end
        and subject.definition(path, site.qualified) in own
        for item in kept
        for site in subject.calls(path, item.start, item.end)[:1]
    )


def _needs_its_base(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether objects of the class fail without what its base sets up, though no layer is kept.

    A class whose objects are called through the base needs its hooks; so does one that a trainer
    steps. One that only holds values, or is called by a ``__call__`` of its own, works as it is.
    """
    line = tuple(subject.lineage(path, owner))

    def has(name: str) -> bool:
        return any(subject.method(*one, name) is not None for one in line)

    return not has("__call__") and any(has(name) for name in _REACHED_THROUGH_BASE)


def _is_applied(subject: Subject, site: ResolvedCall, item: Assignment) -> bool:
    """Whether a layer is called where it is made: what is kept is a tensor."""
    if site.call.callee.endswith(")"):
        return True  # the call of the layer itself
    rest = subject.source(site.path)[site.call.end : item.end].lstrip()
    return rest.startswith(b"(")


def _may_initialise(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a call by its name could initialise the base; own methods are read."""
    receiver, _, method = site.call.callee.rpartition(".")
    if "init" not in site.call.callee.lower() or receiver.endswith("init"):
        return False  # torch.nn.init.normal_ and the like
    if receiver != "self" and not re.search(r"\bself\b(?!\.)|cls", site.call.arguments):
        return "super" in receiver or receiver[:1].isupper()
    owner = subject.class_around(site.path, site.call.start)
    own = subject.method(site.path, owner, method) if owner and receiver == "self" else None
    if own is None:
        return not site.qualified.startswith("torch.")
    return any(
        "super" in inner.call.callee or inner.call.callee.endswith("__init__")
        for inner in subject.calls(site.path, own.start, own.end)
    )


def _is_layer(qualified: str) -> bool:
    return bool(re.match(r"torch\.nn\.[A-Z]", qualified)) or bool(
        re.match(r"layers\.[A-Z]", keras_name(qualified))
    )
