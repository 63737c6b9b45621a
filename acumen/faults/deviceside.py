"""Which functions of a program work on what its model is given, wherever that is."""

from __future__ import annotations

import re

from acumen.domain.facts import Definition
from acumen.faults.modules import of_module
from acumen.faults.origins import callers_of
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level

_MAX_HOPS = 8
_TENSOR_USE = re.compile(
    r"(?<![\w.])(\w+)\.(?:device|size\(|dim\(|unsqueeze|squeeze|view|permute|contiguous|detach|cuda|is_cuda|new_"
    r"|masked_fill|scatter|gather|expand|repeat\(|clone\(|long\(|float\(|transpose\(|to\(|flatten\()"
)
_ON_CPU_SIDE = re.compile(r"(?:^|\.)(?:__getitem__|collate\w*|\w*transform\w*|preprocess\w*)$")
_SPEAKS = re.compile(
    rb"\.device\b|\.cuda\(|device=|\.to\(\w*device|\.is_cuda|\.type_as\(|\.new_\w+\("
)


def is_tensor(subject: Subject, path: str, function: Definition, name: str) -> bool:
    """Whether a parameter is a tensor, to judge by its annotation and what is asked of it."""
    head = next((p for p in split_top_level(function.header) if p.startswith(name)), "")
    if ":" in head:
        return "Tensor" in head.partition(":")[2]
    source = subject.source(path)
    used = subject.program.module(path).once_under(
        f"used as tensors {function.start} {len(source)}",
        lambda: tuple(
            _TENSOR_USE.findall(source[function.start : function.end].decode("utf-8", "replace"))
        ),
    )
    return name in used


def handles(subject: Subject, path: str, function: Definition) -> bool:
    """Whether a function says so itself, is a method of a module, or such a function calls it.

    What a data set does to its items is done on the CPU.
    """
    known: dict[tuple[str, int], bool] = subject.once("device-side", lambda: ({},))[0]
    return _handles(subject, known, path, function, 0)


def _handles(
    subject: Subject,
    known: dict[tuple[str, int], bool],
    path: str,
    function: Definition,
    hops: int,
) -> bool:
    key = (path, function.start)
    if key not in known:
        known[key] = False  # what calls itself says nothing more
        known[key] = hops <= _MAX_HOPS and _judge(subject, known, path, function, hops)
    return known[key]


def _judge(
    subject: Subject,
    known: dict[tuple[str, int], bool],
    path: str,
    function: Definition,
    hops: int,
) -> bool:
    if _ON_CPU_SIDE.search(function.name):
        return False
    owner = subject.class_around(path, function.start)
    if owner is not None and "." in function.name and of_module(subject, path, owner):
        return not function.name.endswith("__init__")
    if _SPEAKS.search(subject.source(path), function.start, function.end):
        return True
    around = [
        (site.path, caller)
        for site in callers_of(subject, path, function)
        if (caller := subject.function_around(site.path, site.call.start)) is not None
    ]
    outer = subject.function_around(path, function.start - 1) if function.start else None
    around += [(path, outer)] if outer is not None and owner is None else []
    if any(_ON_CPU_SIDE.search(caller.name) for _, caller in around):
        return False
    return any(_handles(subject, known, where, caller, hops + 1) for where, caller in around)
