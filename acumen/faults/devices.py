"""On which device a tensor of PyTorch is, as far as the text of the program says."""

from __future__ import annotations

import re
from enum import StrEnum

from acumen.faults.expressions import CallText, outer_call, subscript
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level


class Where(StrEnum):
    GPU = "gpu"
    CPU = "cpu"
    UNKNOWN = "unknown"


_MAX_HOPS = 10
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_ASKED = re.compile(r"cuda|gpu", re.IGNORECASE)  # a condition that holds where there is a GPU
_LEAVING = frozenset({"item", "tolist", "numpy", "size", "dim", "nelement", "numel"})
_MODULE = re.compile(
    r"model|net|encoder|decoder|generator|discriminator|critic|actor|^[GD]$", re.IGNORECASE
)
_OF_FIRST = re.compile(
    r"torch\.(?:nn\.functional\.)?(?:max|argmax|softmax|log_softmax|sigmoid|tanh|relu|squeeze|sum"
    r"|unsqueeze|mean|exp|round|abs|sqrt|clamp|flatten|topk|sort|cat|stack|cross_entropy|nll_loss"
    r"|mse_loss|l1_loss)$"
)


def gpu_names(subject: Subject) -> frozenset[str]:
    """Last parts of names that only ever hold a device that may be a GPU: ``device``."""
    return frozenset(subject.once("gpu-names", lambda: tuple(_gpu_names(subject))))


def _gpu_names(subject: Subject) -> set[str]:
    found: dict[str, bool] = {}
    for path in subject.program.paths:
        for item in subject.program.modules[path].assignments:
            name = item.target.partition(":")[0].strip().rpartition(".")[2]
            if name.isidentifier() and ("dev" in name.lower() or "cuda" in item.value):
                named = bool(re.search(r"""(?:^|[^.\w])(?:torch\.device\()?['"]cuda""", item.value))
                follows = item.value.strip().endswith(f".{name}") or item.value.strip() == name
                if not follows:
                    found[name] = found.get(name, True) and named
    return {name for name, holds in found.items() if holds}


def named_device(subject: Subject, path: str, text: str, at: int) -> Where:
    """Where ``.to(text)`` brings a tensor; a choice between both counts as GPU."""
    text = text.strip()
    value = subject.constants.value(path, text, at=at).value
    if isinstance(value, str):
        return Where.GPU if value.startswith("cuda") else Where.CPU
    if re.search(r"['\"]cuda", text):
        return Where.GPU
    if re.search(r"^(?:torch\.device\()?['\"]cpu['\"]\)?$", text):
        return Where.CPU
    if _DOTTED.match(text) and text.rpartition(".")[2] in gpu_names(subject):
        return Where.GPU
    return Where.UNKNOWN


def names_device(text: str) -> bool:
    """Whether an argument of ``.to()`` is about a device at all, and not a type of numbers."""
    return bool(re.search(r"dev|cuda|gpu|rank", text, re.IGNORECASE))


def where_is(subject: Subject, path: str, text: str, at: int) -> Where:
    """Where the tensor ``text`` is at byte offset ``at``, on a machine that has a GPU."""
    return _where(subject, path, text.strip(), at, 0)


def _where(subject: Subject, path: str, text: str, at: int, hops: int) -> Where:
    if not text or hops > _MAX_HOPS:
        return Where.UNKNOWN
    if _DOTTED.match(text):
        return _name(subject, path, text, at, hops)
    call = outer_call(text)
    if call is not None:
        return _call(subject, path, call, at, hops)
    if found := subscript(text):
        return _where(subject, path, found[0], at, hops + 1)
    return Where.UNKNOWN


def _name(subject: Subject, path: str, text: str, at: int, hops: int) -> Where:
    root, _, rest = text.partition(".")
    if root == "self" or (rest and rest not in {"data", "logits", "loss", "T"}):
        return Where.UNKNOWN
    found = subject.constants.reaching(path, root, at=at)
    if found is None or found.operator != "=":
        return Where.UNKNOWN
    value = found.value
    if value == "...":  # one of several targets of one value
        around = subject.assignments(path, found.start, found.start + 1)
        value = around[0].value if around else ""
        if len(split_top_level(value)) > 1:
            return Where.UNKNOWN
    return _where(subject, path, value.strip(), found.start, hops + 1)


def _call(subject: Subject, path: str, call: CallText, at: int, hops: int) -> Where:
    method = call.method
    if call.receiver:
        if method == "cuda":
            return Where.GPU
        if method == "cpu":
            return Where.CPU
        if method in _LEAVING:
            return Where.CPU
        if method == "to":
            given = call.argument("device", 0)
            if names_device(given) or "cpu" in given:
                return named_device(subject, path, given, at)
            return _where(subject, path, call.receiver, at, hops + 1)
    meaning = subject.meaning(path, call.callee, at)
    if _OF_FIRST.match(meaning):
        first = call.argument("input", 0).strip("[]() ").partition(",")[0]
        return _where(subject, path, first, at, hops + 1)
    if _DOTTED.match(call.callee) and call.callee in moved_modules(subject, path):
        return Where.GPU
    if call.receiver and (outer_call(call.receiver) or (not meaning and _is_tensor(call.receiver))):
        return _where(subject, path, call.receiver, at, hops + 1)
    return Where.UNKNOWN


def _is_tensor(receiver: str) -> bool:
    """Whether a receiver may be a tensor, to judge by its name."""
    last = receiver.rpartition(".")[2]
    return not _MODULE.search(last) and not receiver.startswith("self")


def moved_modules(subject: Subject, path: str) -> frozenset[str]:
    """Names under which the file keeps models that it moves to a GPU where there is one."""
    return frozenset(subject.once(f"moved-modules {path}", lambda: tuple(_moved(subject, path))))


def _moved(subject: Subject, path: str) -> set[str]:
    moved: set[str] = set()
    back: set[str] = set()
    for site in subject.methods("cuda", "to", "cpu"):
        if site.path != path:
            continue
        receiver, _, method = site.call.callee.rpartition(".")
        place = Where.GPU
        if method == "to":
            place = named_device(subject, path, site.call.arguments, site.call.start)
        held = [
            item.target
            for item in subject.assignments(path, max(0, site.call.start - 500), site.call.start)
            if item.start <= site.call.start < item.end and item.end - site.call.end <= 1
        ]
        kept = (
            held[-1] if held else receiver
        )  # ``model = Net().to(device)`` or ``model.to(device)``
        if not _DOTTED.match(kept) or not _MODULE.search(kept.rpartition(".")[2]):
            continue
        if method == "cpu" or place is Where.CPU:
            back.add(kept)
        elif place is Where.GPU and all(
            _ASKED.search(block.header) for block in subject.conditions(path, site.call.start)
        ):
            moved.add(kept)
    return moved - back
