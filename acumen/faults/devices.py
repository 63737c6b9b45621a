"""On which device a tensor of PyTorch is, as far as the text of the program says."""

from __future__ import annotations

import re
from enum import StrEnum

from acumen.domain.facts import Definition
from acumen.faults.classes import parameters_of
from acumen.faults.expressions import CallText, outer_call, own_part, subscript
from acumen.faults.flow import names_in
from acumen.faults.origins import callers_of
from acumen.faults.subject import Subject
from acumen.syntax.arguments import literal, split_top_level


class Where(StrEnum):
    GPU = "gpu"
    CPU = "cpu"
    UNKNOWN = "unknown"


_MAX_HOPS = 10
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_SUM = re.compile(r"\(?\s*([^\W\d]\w*)\s*(?:[-+*/]|\*\*|//)\s*[\w(].*$", re.DOTALL)
_ASKED = re.compile(r"cuda|gpu", re.IGNORECASE)  # a condition that holds where there is a GPU
_LEAVING = frozenset({"item", "tolist", "numpy", "size", "dim", "nelement", "numel"})
_MODULE = re.compile(
    r"model|net|classif|cnn|rnn|lstm|encoder|decoder|generator|discriminator|critic|actor|^[GD]$",
    re.IGNORECASE,
)
_OF_FIRST = re.compile(
    r"torch\.(?:nn\.functional\.)?(?:max|argmax|softmax|log_softmax|sigmoid|tanh|relu|squeeze|sum"
    r"|unsqueeze|mean|exp|round|abs|sqrt|clamp|flatten|topk|sort|cat|stack|cross_entropy|nll_loss"
    r"|mse_loss|l1_loss|permute|transpose)$|torch\.nn\.(?:modules\.loss\.)?\w+Loss$"
)


_CUDA = re.compile(r"""(?:^|[^.\w])(?:(?:\w+\.)?device\()?[fF]?['"]cuda|current_accelerator\(""")
_CPU = re.compile(r"""(?:(?:\w+\.)?device\()?['"](?:cpu|mps|xpu)['"]\)?$""")


def gpu_names(subject: Subject) -> frozenset[str]:
    """Last parts of names that hold a GPU where there is one: ``device``."""
    return frozenset(subject.once("gpu-names", lambda: tuple(_gpu_names(subject))))


def _gpu_names(subject: Subject) -> set[str]:
    found: dict[str, bool] = {}
    other: set[str] = set()
    for path in subject.program.paths:
        for item in subject.program.modules[path].assignments:
            name = item.target.partition(":")[0].strip().rpartition(".")[2]
            if name.isidentifier() and ("dev" in name.lower() or "cuda" in item.value):
                value = item.value.strip()
                if value.endswith(f".{name}") or value in {name, "None"}:
                    continue
                if _CPU.match(value):
                    found.setdefault(name, False)
                elif _CUDA.search(value):
                    found[name] = True
                elif not literal(value).known:
                    other.add(name)
    return {name for name, gpu in found.items() if gpu} - other


def named_device(subject: Subject, path: str, text: str, at: int) -> Where:
    """Where ``.to(text)`` brings a tensor; a choice between both counts as GPU."""
    text = text.strip()
    value = subject.constants.value(path, text, at=at).value
    if isinstance(value, str):
        return Where.GPU if value.startswith("cuda") else Where.CPU
    if re.search(r"['\"]cuda", text):
        return Where.GPU
    if _CPU.match(text):
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
    text = text.removesuffix(".data") if "(" in text else text
    if _DOTTED.match(text):
        return _name(subject, path, text, at, hops)
    call = outer_call(text)
    if call is not None:
        return _call(subject, path, call, at, hops)
    if found := subscript(text):
        return _where(subject, path, found[0], at, hops + 1)
    first = _SUM.match(text)  # of a tensor on a GPU and anything else
    if first and _where(subject, path, first[1], at, hops + 1) is Where.GPU:
        return Where.GPU
    return Where.UNKNOWN


def _name(subject: Subject, path: str, text: str, at: int, hops: int) -> Where:
    root, _, rest = text.partition(".")
    if root == "self" or rest.endswith(("device", "shape")):
        return Where.UNKNOWN
    found = subject.constants.reaching(path, root, at=at)
    if found is None or found.operator != "=":
        return Where.UNKNOWN
    value = found.value
    if value == "...":  # one of several targets of one value
        around = subject.assignments(path, found.start, found.start + 1)
        value = around[0].value if around else ""
        if around and (part := own_part(around[0], root)):
            return _where(subject, path, part, found.start, hops + 1)
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
        given = call.argument("input", 0).strip()
        listed = given[1:-1] if given[:1] in {"[", "("} and given[-1:] in {"]", ")"} else given
        first = next(iter(split_top_level(listed)), "")
        return _where(subject, path, first, at, hops + 1)
    if _DOTTED.match(call.callee) and is_moved(subject, path, call.callee, at):
        return Where.GPU
    if call.receiver and (outer_call(call.receiver) or (not meaning and _is_tensor(call.receiver))):
        return _where(subject, path, call.receiver, at, hops + 1)
    return Where.UNKNOWN


def _is_tensor(receiver: str) -> bool:
    """Whether a receiver may be a tensor, to judge by its name."""
    last = receiver.rpartition(".")[2]
    return not _MODULE.search(last) and not receiver.startswith("self")


def is_moved(subject: Subject, path: str, name: str, at: int, hops: int = 0) -> bool:
    """Whether the model that is kept under ``name`` is on a GPU when ``at`` is run.

    A name is what the function around makes of it, and of a name that is bound again the last
    counts. A model that another function moves was moved before.
    """
    moves = [start for moved, start in _moves(subject, path) if moved == name]
    root = name.partition(".")[0]
    if root == "self":
        owner = subject.class_around(path, at)
        return any(_of_one_line(subject, path, owner, start) for start in moves) and any(
            start < at or subject.span_around(path, start) != subject.span_around(path, at)
            for start in moves
        )
    bound = _bound(subject, path, root, at)
    here = subject.span_around(path, at)
    if bound is None:  # a parameter, or a name that is not seen to be made
        if any(subject.span_around(path, start) == here and start < at for start in moves):
            return True
        given = _given(subject, path, root, at) if hops < _MAX_HOPS and root == name else None
        if given is None:
            return bool(moves)
        return all(is_moved(subject, *one, hops + 1) for one in given)
    same = [start for start in moves if _bound(subject, path, root, start) == bound]
    if subject.span_around(path, bound) != here:
        return bool(same)
    made = [
        item.start
        for item in subject.constants.assigned(path, root, at=at)
        if item.operator == "=" and item.start < at and root not in names_in(item.value)
    ]
    return any(max(made, default=0) <= start < at for start in same)


def _bound(subject: Subject, path: str, name: str, at: int) -> int | None:
    """Where the scope that binds a name for ``at`` first assigns it; None of parameters."""
    items = subject.constants.assigned(path, name, at=at)
    return items[0].start if items else None


def _given(subject: Subject, path: str, name: str, at: int) -> list[tuple[str, str, int]] | None:
    """What the calls of the function around give for a parameter; None if no call is seen."""
    function = subject.function_around(path, at)
    if function is None or name not in parameters_of(function):
        return None
    names = parameters_of(function)
    place = names.index(name) - (names[0] in {"self", "cls"})
    found = [
        (site.path, text, site.call.start)
        for site in callers_of(subject, path, function)
        if _DOTTED.match(text := subject.argument(site, name, place))
    ]
    return found or None


def _of_one_line(subject: Subject, path: str, owner: Definition | None, at: int) -> bool:
    """Whether ``at`` stands in a class, or in one that it derives from or that derives from it."""
    other = subject.class_around(path, at)
    if owner is None or other is None:
        return owner is other
    above = {one.start for where, one in subject.lineage(path, owner) if where == path}
    below = {one.start for where, one in subject.lineage(path, other) if where == path}
    return other.start in above or owner.start in below


def moves_models(subject: Subject, path: str) -> bool:
    """Whether the file moves a model to a GPU where there is one."""
    return bool(_moves(subject, path))


def _moves(subject: Subject, path: str) -> tuple[tuple[str, int], ...]:
    """Names of models and where each is moved; none that is brought back."""
    return subject.once(f"moved-models {path}", lambda: tuple(_find_moves(subject, path)))


def _find_moves(subject: Subject, path: str) -> list[tuple[str, int]]:
    moved: list[tuple[str, int]] = []
    back: set[str] = set()
    for site in subject.methods("cuda", "to", "cpu"):
        if site.path != path:
            continue
        start = site.call.start
        receiver, _, method = site.call.callee.rpartition(".")
        held = [
            item.target
            for item in subject.assignments(path, max(0, start - 500), start)
            if item.start <= start < item.end and item.end - site.call.end <= 1
        ]
        kept = held[-1] if held else receiver  # of ``model = Net().to(device)``, or alone
        if not _DOTTED.match(kept) or not _MODULE.search(kept.rpartition(".")[2]):
            continue
        place = Where.GPU
        if method == "to":
            place = named_device(subject, path, site.call.arguments, start)
        if method == "cpu" or place is Where.CPU:
            back.add(kept)
        elif place is Where.GPU and (
            held or all(_ASKED.search(block.header) for block in subject.conditions(path, start))
        ):
            moved.append((kept, start))
    return [(name, start) for name, start in moved if name not in back]
