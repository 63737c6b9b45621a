"""Which objects of a program are networks of PyTorch, wherever they are made and kept."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition, DefinitionKind
from acumen.faults.origins import SAME, Kind, Origin, class_of, origins
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES
from acumen.syntax.arguments import split_top_level

MADE = re.compile(
    r"torch\.nn\.(?!functional|init|utils|Parameter)(?:modules\.\w+\.)?[A-Z]\w*$"
    r"|torchvision\.models\.[a-z]\w*(?:\.[a-z]\w*)*$|timm\.(?:models\.)?create_model$|torch\.hub\.load$"
    r"|transformers\.\w*(?:Model|For[A-Z]\w+)\.from_pretrained$|segmentation_models_pytorch\.[A-Z]\w*$"
)


_OBJECT = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?$")
_NAMED = re.compile(r"(?:^|_)(?:model|net|network|module)$")


def module_classes(subject: Subject) -> tuple[tuple[str, Definition], ...]:
    """Classes of the program that are modules of PyTorch or Lightning, by path and place."""
    return subject.once(
        "module-classes", lambda: tuple(subject.classes_of(*MODULES, *LIGHTNING_MODULES))
    )


def of_module(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class of the program is a module of PyTorch or Lightning."""
    starts = subject.once(
        "module-starts", lambda: (frozenset((p, d.start) for p, d in module_classes(subject)),)
    )[0]
    return (path, owner.start) in starts


def makes_module(subject: Subject, origin: Origin) -> bool:
    """Whether what begins there is a module."""
    if origin.kind is Kind.PARAMETER:
        return _is_given_module(subject, origin)
    call = origin.call
    if call is None:
        return False
    meaning = subject.meaning(origin.path, call.callee, origin.at)
    if MADE.match(meaning):
        return True
    defined = subject.definition(origin.path, meaning)
    return (
        defined is not None
        and defined[1].kind is DefinitionKind.CLASS
        and of_module(subject, *defined)
    )


def _is_given_module(subject: Subject, origin: Origin) -> bool:
    """Whether a parameter is a module by its annotation, or by its name where it has none."""
    function = subject.function_around(origin.path, origin.at)
    header = split_top_level(function.header) if function is not None else []
    head = next((part for part in header if re.match(rf"{origin.text}\b", part)), "")
    annotation = head.partition(":")[2].partition("=")[0].strip(" '\"")
    if not annotation:
        return _NAMED.search(origin.text) is not None
    meaning = subject.meaning(origin.path, annotation, origin.at)
    defined = subject.definition(origin.path, meaning)
    return meaning in {*MODULES, *LIGHTNING_MODULES} or (
        defined is not None and of_module(subject, *defined)
    )


def is_module_call(subject: Subject, path: str, callee: str, at: int) -> bool:
    """Whether ``callee`` is a module that is run: the object itself, or its ``forward``."""
    callee = callee.removesuffix(".forward").removesuffix(".module")
    if callee == "self":
        owner = subject.class_around(path, at)
        return owner is not None and of_module(subject, path, owner)
    if not _OBJECT.match(callee) or callee.startswith("torch."):
        return False
    if callee.rpartition(".")[2] in SAME:
        return False
    return any(makes_module(subject, one) for one in origins(subject, path, callee, at))


def runs_own_module(subject: Subject, path: str, callee: str, at: int) -> bool:
    """Whether ``callee`` is an object of a module class of the program that is run."""
    callee = callee.removesuffix(".forward")
    if callee == "self" or callee.startswith("torch.") or not _OBJECT.match(callee):
        return False
    if callee.rpartition(".")[2] in SAME:
        return False
    classes = class_of(subject, path, callee, at)
    return classes is not None and all(of_module(subject, *one) for one in classes)


def identities(subject: Subject, path: str, text: str, at: int) -> frozenset[tuple[str, int, str]]:
    """What ``text`` may be, so that two names can be compared; empty unless all of it is seen.

    Calls that make an object are told apart by their place, parts of others by their text.
    """
    found = origins(subject, path, text.removesuffix(".forward").removesuffix(".module"), at)
    if any(one.kind in {Kind.PARAMETER, Kind.ELEMENT} for one in found):
        return frozenset()
    return frozenset(
        (one.path, one.at, one.text.partition("(")[0].strip())
        if one.kind is Kind.CALL
        else ("", -1, one.text)
        for one in found
    )


_CALLS = re.compile(r"(?<![\w.])(?!(?:int|float|len|str|bool|list|dict|tuple|max|min)\()[\w.]+\(")
_REGISTERS = frozenset({"register_parameter", "add_module", "register_module", "setattr"})


def has_no_weights(subject: Subject, path: str, callee: str, at: int) -> bool:
    """Whether ``callee`` can only be a module of the program that keeps no weights and no layers.

    Such a module computes a distance or a loss; what it is given decides whether a graph is built.
    """
    classes = class_of(subject, path, callee, at)
    return bool(classes) and all(_keeps_nothing(subject, *one) for one in classes or ())


def _keeps_nothing(subject: Subject, path: str, owner: Definition) -> bool:
    if not of_module(subject, path, owner):
        return False
    for where, above in subject.lineage(path, owner):
        for base in subject.bases(where, above):
            if base not in MODULES and subject.definition(where, base) is None:
                return False
        calls = subject.calls(where, above.start, above.end)
        if any(site.call.callee.rpartition(".")[2] in _REGISTERS for site in calls):
            return False
        if any(
            item.target.startswith("self.") and _CALLS.search(item.value)
            for item in subject.assignments(where, above.start, above.end)
        ):
            return False
    return True
