"""``numpy()`` is asked of a tensor that the same lines bring to a GPU.

NumPy reads main memory alone. On a machine with a GPU the call raises an error; on one without it
the program runs, so the fault shows late.

Bad:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    for images, labels in loader:
        labels = labels.to(device)
        print(labels.numpy())

Good:

    import torch
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    for images, labels in loader:
        labels = labels.to(device)
        print(labels.cpu().numpy())

The rule speaks only where the one assignment that holds moves the tensor, or the expression itself
does. What networks give, and what is moved under a condition, is left to advice. Blind to tensors
that a class, a list or a dictionary keeps.

Sources: the documentation of torch.Tensor.numpy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.devices import Where, named_device
from acumen.faults.expressions import outer_call, own_part, subscript
from acumen.faults.flow import keeper
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU415",
    name="moved-tensor-in-numpy",
    kind=RuleKind.FAULT,
    leaves=("gpu.gpu_for_cpu",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    cause="read-from-the-device",
    fix="Bring the tensor back first: .detach().cpu().numpy().",
)

_ABOUT = re.compile(r"cuda|gpu|device|cpu", re.IGNORECASE)
_KEEPING = frozenset(  # methods that give a tensor in the same place
    {"detach", "float", "long", "int", "double", "half", "view", "reshape", "squeeze", "unsqueeze"}
    | {"flatten", "permute", "transpose", "t", "clone", "contiguous", "mean", "sum", "argmax"}
    | {
        "byte",
        "bool",
        "round",
        "abs",
        "exp",
        "sigmoid",
        "softmax",
        "requires_grad_",
        "clamp",
        "mul",
    }
)
_VIEWS = frozenset({"data", "T"})
_MAX_HOPS = 8


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("numpy"):
        if "torch" not in subject.roots_of(site.path) or site.call.arguments.strip():
            continue
        if site.path in subject.about:
            yield _judge(subject, site)


def _judge(subject: Subject, site: ResolvedCall) -> Finding:
    receiver = site.call.callee.removesuffix(".numpy")
    kept = keeper(subject, site)  # a name on both sides is what it was before
    start = kept.start if kept is not None else site.call.start
    where = _where(subject, site.path, receiver, start, 0)
    if where is Where.CPU:
        return RULE.absent("what numpy() reads was brought back", at(site))
    if where is Where.UNKNOWN:
        return RULE.unknown("it is not known where that is which numpy() reads", at(site))
    if _is_guarded(subject, site):
        return RULE.unknown("which way is taken may depend on whether there is a GPU", at(site))
    shown = " ".join(receiver.split())[:60]
    return RULE.present(f"{shown} was moved to the GPU, and numpy() reads main memory", at(site))


def _where(subject: Subject, path: str, text: str, at: int, hops: int) -> Where:
    """Where the text of the function says that a tensor is; unknown if a condition decides."""
    text = text.strip()
    if hops > _MAX_HOPS or not text:
        return Where.UNKNOWN
    if text.isidentifier():
        return _name(subject, path, text, at, hops)
    call = outer_call(text)
    if call is not None:
        if call.method == "cpu" and call.receiver:
            return Where.CPU
        if call.method == "cuda" and call.receiver and not call.receiver.startswith("torch"):
            return Where.GPU
        if call.method == "to" and call.receiver:
            given = call.argument("device", 0)
            if given and _ABOUT.search(given):
                return named_device(subject, path, given, at)
            if given and not given.startswith("torch."):
                return Where.UNKNOWN
            return _where(subject, path, call.receiver, at, hops + 1)
        if call.method in _KEEPING and call.receiver:
            return _where(subject, path, call.receiver, at, hops + 1)
        return Where.UNKNOWN
    if part := subscript(text):
        return _where(subject, path, part[0], at, hops + 1)
    root, _, last = text.rpartition(".")
    return _where(subject, path, root, at, hops + 1) if root and last in _VIEWS else Where.UNKNOWN


def _name(subject: Subject, path: str, name: str, at: int, hops: int) -> Where:
    item = subject.constants.reaching(path, name, at=at)
    if item is None or item.operator != "=":
        return Where.UNKNOWN
    if subject.span_around(path, item.start) != subject.span_around(path, at):
        return Where.UNKNOWN
    value = item.value.strip()
    if value == "...":  # one of several targets of one value
        whole = next(iter(subject.assignments(path, item.start, item.start + 1)), None)
        value = own_part(whole, name) or "" if whole is not None else ""
    elif len(split_top_level(value)) > 1:
        return Where.UNKNOWN
    return _where(subject, path, value, item.start, hops + 1)


def _is_guarded(subject: Subject, site: ResolvedCall) -> bool:
    """Whether a condition about the device decides, or an error is expected."""
    around = subject.program.blocks_around(site.path, site.call.start)
    if any(_ABOUT.search(block.header) for block in around if block.kind is BlockKind.IF):
        return True
    source = subject.source(site.path)
    if _is_tried(source[: site.call.start].decode("utf-8", "replace")):
        return True
    first = source.rfind(b"\n", 0, site.call.start) + 1
    last = source.find(b"\n", site.call.end)
    line = source[first : last if last >= 0 else len(source)].decode("utf-8", "replace")
    return " if " in line


def _is_tried(before: str) -> bool:
    """Whether the last line of a text stands in a ``try`` of the same function."""
    depth = 1 << 30
    for line in reversed(before.split("\n")):
        bare = line.lstrip()
        indent = len(line) - len(bare)
        if not bare or bare.startswith("#") or indent >= depth:
            continue
        if depth < 1 << 30 and bare.startswith("try:"):
            return True
        if indent == 0 or bare.startswith(("def ", "async def ", "class ")):
            return False
        depth = indent
    return False
