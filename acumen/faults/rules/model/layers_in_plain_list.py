"""Layers are kept in a plain list or dictionary, where the model does not find them.

``parameters()``, ``to()`` and ``state_dict()`` look at attributes that are modules. Layers in a
list are not trained, not moved and not saved.

Bad:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [torch.nn.Linear(8, 8) for _ in range(3)]

Good:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = torch.nn.ModuleList(torch.nn.Linear(8, 8) for _ in range(3))

Lists that are handed to ModuleList, Sequential, add_module or setattr later are left alone. Blind
to lists that another class keeps.

Sources: the documentation of torch.nn.ModuleList.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES, holds_parameters
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU121",
    name="layers-in-plain-list",
    kind=RuleKind.SMELL,
    leaves=("model.type.init", "training.optim.choice"),
    frameworks=("torch",),
    confidence=Confidence.LOW,
    fix="Keep the layers in torch.nn.ModuleList or torch.nn.ModuleDict.",
)

_OPEN = re.compile(r"^\s*[\[{]")
_REGISTERING = re.compile(
    r"ModuleList|ModuleDict|Sequential|add_module|setattr|register_(?:module|parameter)|_modules"
)
_BY_NAME = re.compile(r"setattr|add_module|register_parameter")
_DEEPEST = 4
_DROPOUT = re.compile(r"torch\.nn\.(?:modules\.\w+\.)?(?:Alpha|Feature)?\w*Dropout\w*$")
_DROPPED = re.compile(r"^\s*(?:\[\s*\]|list\(\)|\{\s*\}|dict\(\))\s*$")


def check(subject: Subject) -> Iterator[Finding]:
    modules = list(subject.classes_of(*MODULES, *LIGHTNING_MODULES))
    own = {(path, owner.start) for path, owner in modules if _has_weights(subject, path, owner)}
    for _ in range(_DEEPEST):  # of modules in modules
        own |= {
            (path, owner.start)
            for path, owner in modules
            if (path, owner.start) not in own and _makes_own(subject, path, owner, own)
        }
    for path, owner in modules:
        constructor = subject.method(path, owner, "__init__")
        if constructor is not None and path in subject.about:
            yield from _constructor(subject, path, owner, constructor, own)
            yield from _handed_back(subject, path, owner, own)


def _has_weights(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a module makes something that is trained, itself or in a class it derives from."""
    return any(
        holds_parameters(site.qualified) or site.qualified.endswith("Parameter")
        for where, one in subject.lineage(path, owner)
        for site in subject.calls(where, one.start, one.end)
    )


def _makes_own(subject: Subject, path: str, owner: Definition, own: set[tuple[str, int]]) -> bool:
    return any(_is_own(subject, s, own) for s in subject.calls(path, owner.start, owner.end))


def _is_own(subject: Subject, site: ResolvedCall, own: set[tuple[str, int]]) -> bool:
    """Whether a call makes one of the modules, by name or by a parameter that stands for it."""
    meaning = site.qualified
    if not meaning and site.call.callee.isidentifier():
        function = subject.function_around(site.path, site.call.start)
        given = re.search(
            rf"(?<![\w.]){site.call.callee}\s*(?::[^=,]+)?=\s*([\w.]+)",
            function.header if function is not None else "",
        )
        meaning = subject.meaning(site.path, given[1], 0) if given else ""
    defined = subject.definition(site.path, meaning)
    return defined is not None and (defined[0], defined[1].start) in own


def _is_layer(subject: Subject, site: ResolvedCall, own: set[tuple[str, int]]) -> bool:
    """Whether what a call makes is trained, or told its mode, by way of the model."""
    return (
        holds_parameters(site.qualified)
        or _DROPOUT.match(site.qualified) is not None
        or _is_own(subject, site, own)
    )


def _handed_back(
    subject: Subject, path: str, owner: Definition, own: set[tuple[str, int]]
) -> Iterator[Finding]:
    """Lists of layers that a method makes, returns, and that the class keeps as they are."""
    registered = _registered(subject, path, owner)
    for item in subject.assignments(path, owner.start, owner.end):
        called = re.match(r"self\.(\w+)\(", item.value.strip())
        method = subject.method(path, owner, called[1]) if called else None
        targets = [one.strip() for one in item.target.strip("() ").split(",")]
        if method is None or item.operator != "=" or targets == ["self"]:
            continue
        text = subject.source(path)[method.start : method.end].decode("utf-8", "replace")
        given = re.findall(r"\breturn\s+\(?([\w, ]+?)\)?\s*(?:#[^\n]*)?(?:\n|$)", text)
        names = [one.strip() for one in given[0].split(",")] if len(given) == 1 else []
        for target, name in zip(targets, names, strict=False):
            if len(names) != len(targets) or not target.startswith("self."):
                break
            made = [
                one
                for one in subject.assignments(path, method.start, method.end)
                if one.target == name
            ]
            layers = [
                s
                for s in (subject.calls(path, made[0].start, made[0].end) if made else ())
                if _is_layer(subject, s, own)
            ]
            plain = len(made) == 1 and _OPEN.match(made[0].value) is not None
            if plain and _top_level(made[0], layers) and name not in registered:
                yield _verdict(subject, path, made[0], target, registered)


def _constructor(
    subject: Subject,
    path: str,
    owner: Definition,
    constructor: Definition,
    own: set[tuple[str, int]],
) -> Iterator[Finding]:
    def is_layer(site: ResolvedCall) -> bool:
        return _is_layer(subject, site, own)

    span = (constructor.start, constructor.end)
    registered = _registered(subject, path, owner)
    for item in subject.assignments(path, *span):
        target = item.target.partition(":")[0].strip()
        if item.operator != "=" or not re.fullmatch(r"self\.\w+", target):
            continue  # a list of modules stays one when it is added to
        layers = [s for s in subject.calls(path, item.start, item.end) if is_layer(s)]
        if layers and not _OPEN.match(item.value):
            if any("ModuleList" in s.qualified or "ModuleDict" in s.qualified for s in layers):
                yield RULE.absent(f"{target} is a list of modules", subject.place(path, item))
        elif layers and _top_level(item, layers):
            yield _verdict(subject, path, item, target, registered)
        elif _DROPPED.match(item.value):
            yield from _appended(
                subject, path, span, target=target, registered=registered, is_layer=is_layer
            )


def _top_level(item: Assignment, layers: list[ResolvedCall]) -> bool:
    """Whether layers are the elements, not arguments of something else in the list."""
    value = re.sub(r"#[^\n]*", "", item.value)
    return bool(re.match(r"\s*(?:\[|\{[^{}]*?:)\s*(?:[\w.]+\()", value)) and bool(layers)


def _verdict(
    subject: Subject, path: str, item: Assignment, target: str, registered: str
) -> Finding:
    place = subject.place(path, item)
    if re.search(rf"{re.escape(target)}\b", registered):
        return RULE.absent(f"{target} is handed to a list of modules", place)
    if _BY_NAME.search(registered):
        return RULE.unknown(f"layers of {target} may be entered by name", place)
    if _is_gathered(subject, target):
        return RULE.unknown(f"parameters of {target} are gathered by hand", place)
    return RULE.present(f"{target} = {item.value[:50]} hides its layers from the model", place)


def _appended(
    subject: Subject,
    path: str,
    span: tuple[int, int],
    *,
    target: str,
    registered: str,
    is_layer: Callable[[ResolvedCall], bool],
) -> Iterator[Finding]:
    for site in subject.calls(path, *span):
        if site.call.callee != f"{target}.append":
            continue
        first = subject.inside(site)[:1]
        if not first or not is_layer(first[0]):
            continue
        if first[0].call.end - first[0].call.start < len(site.call.arguments.strip()) - 1:
            continue
        if re.search(rf"{re.escape(target)}\b", registered):
            yield RULE.absent(f"{target} is handed to a list of modules", at(site))
        elif _BY_NAME.search(registered):
            yield RULE.unknown(f"layers of {target} may be entered by name", at(site))
        elif _is_gathered(subject, target):
            yield RULE.unknown(f"parameters of {target} are gathered by hand", at(site))
        else:
            yield RULE.present(f"{target} is a list and hides its layers from the model", at(site))
        return


def _is_gathered(subject: Subject, target: str) -> bool:
    """Whether the program asks the elements for their parameters, to train them all the same."""
    kept = re.compile(rf"\.{re.escape(target.rpartition('.')[2])}\b")
    for site in subject.named("parameters", "named_parameters"):
        headers = (loop.header for loop in subject.loops(site.path, site.call.start))
        start = max(0, site.call.start - 200)
        line = subject.source(site.path)[start : site.call.end + 200]
        before, after = line[: site.call.start - start], line[site.call.start - start :]
        text = (before.rpartition(b"\n")[2] + after.partition(b"\n")[0]).decode("utf-8", "replace")
        if kept.search(text) or any(map(kept.search, headers)):
            return True
    return False


def _registered(subject: Subject, path: str, owner: Definition) -> str:
    """The arguments of all calls in the class that enter modules."""
    return " ".join(
        f"{site.call.callee}({site.call.arguments})"
        for site in subject.calls(path, owner.start, owner.end)
        if _REGISTERING.search(site.call.callee)
    )
