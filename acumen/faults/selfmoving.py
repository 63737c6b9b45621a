"""What brings batches to a device before the program's own loop does: data sets, loaders, wrappers
and libraries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from acumen.faults.flow import names_in
from acumen.faults.kin import MOVE
from acumen.faults.modules import of_module
from acumen.faults.subject import Subject
from acumen.syntax.modules import Module

_FETCHES = re.compile(
    r"^(?:__iter__|__next__|__getitem__|next|preload)$|collate|prefetch|iterator|loader$|fetch"
    r"|(?:get|next|load|make)_\w*batch"
)
_READERS = re.compile(r"Iterator|[Ll]oader|[Bb]atch|splits$")
_SCATTERS = re.compile(rb"(?<!Distributed)DataParallel\w*\(|\bdata_parallel\(")
_SELF_MOVING = re.compile(  # by words, since an accelerator may be handed over without an import
    r"(?<!torch\.)accelerat|^dgl\b|\bdgl\.|fabric|deepspeed|prefetch|set_default_(?:device|tensor_type)|DeviceDataLoader"
    r"|lightning|ParallelLoader|MpDeviceLoader|DataParallel|(?<!cuda\.)set_device",
    re.IGNORECASE,
)


def loads_onto_device(subject: Subject) -> bool:
    """Whether what gives the batches may bring them to a device itself."""
    if "torchtext" in subject.roots or keeps_moved(subject):
        return True
    for site in subject.methods("to", "cuda"):
        function = subject.function_around(site.path, site.call.start)
        if function is not None and _FETCHES.search(function.name.rpartition(".")[2]):
            return True
    return any(
        "device=" in "".join(site.call.arguments.split()) and _READERS.search(site.call.callee)
        for site in subject.program.calls()
        if "device" in site.call.arguments
    )


def keeps_moved(subject: Subject) -> bool:
    """Whether a data set is made of tensors that were brought to a device when they were read."""
    for site in subject.named("TensorDataset"):
        if MOVE.search(site.call.arguments):
            return True
    if not subject.has_call("TensorDataset"):
        return False
    for path in subject.program.paths:
        for back in subject.program.module(path).facts.returns:
            start = subject.span_around(path, back.start)[0]
            names = names_in(back.value)
            if MOVE.search(back.value) or any(
                MOVE.search(item.value) and not set(names).isdisjoint(names_in(item.target))
                for item in subject.assignments(path, start, back.start)
            ):
                owner = subject.class_around(path, back.start)
                if owner is None or not of_module(subject, path, owner):
                    return True
    return False


def scatters(subject: Subject) -> bool:
    """Whether wrappers bring what a model is given to the devices they know.

    Those for several processes may do so, too, but their programs mostly move batches by hand.
    """
    return subject.once(
        "scatters",
        lambda: (any(map(_scatters_in, map(subject.source, subject.program.paths))),),
    )[0]


def _scatters_in(source: bytes) -> bool:
    return b"arallel" in source and _SCATTERS.search(source) is not None


def batch_movers(subject: Subject) -> tuple[bool, bool]:
    """Whether something may move whole batches, and whether wrappers may move what a model gets.

    Of wrappers those for several processes count as well, and so does a current device that is set.
    """
    own, scatters = subject.once("batch-movers", lambda: _find_movers(subject))
    return own, scatters


def _find_movers(subject: Subject) -> tuple[bool, bool]:
    read = [subject.program.module(path).once(_movers_in) for path in subject.program.paths]
    read.append(_movers_among(subject.roots))
    first = min(word for _, _, word in read)
    own = any(own for own, _, _ in read) or _SELF_MOVING.match(first) is not None
    return own, any(scatters for _, scatters, _ in read)


def _movers_in(module: Module) -> tuple[bool, bool, str]:
    return _movers_among({call.callee for call in module.facts.calls})


def _movers_among(words: Iterable[str]) -> tuple[bool, bool, str]:
    """Of names: whether one may move whole batches, whether one is a wrapper, and the first."""
    words = [word for word in words if not word.startswith("torch.accelerator")]
    others = [w for w in words if "DataParallel" not in w and not w.endswith("set_device")]
    text = " ".join(["", *others])  # a name that is searched for as a whole stands nowhere first
    return (
        _SELF_MOVING.search(text) is not None,
        len(others) < len(words),
        min(others, default="\U0010ffff"),
    )


def speaks_of_movers(subject: Subject) -> bool:
    """Whether anything the program calls or imports may move what it is given, wrappers too."""
    called = {site.call.callee for site in subject.program.calls()} | set(subject.roots)
    words = sorted(word for word in called if not word.startswith("torch.accelerator"))
    return _SELF_MOVING.search(" ".join(words)) is not None
