"""The same tensor is moved to the device in every round of a loop.

What does not change from round to round is copied over the bus again and again; each copy also
waits for the work that is queued. Once before the loop is enough.

Bad:

    import torch
    weights = torch.tensor([1.0, 3.0])
    for x, y in loader:
        loss = torch.nn.functional.cross_entropy(model(x), y, weights.to(device))
        loss.backward()

Good:

    import torch
    weights = torch.tensor([1.0, 3.0]).to(device)
    for x, y in loader:
        loss = torch.nn.functional.cross_entropy(model(x), y, weights)
        loss.backward()

Looks at the innermost loop over batches only. What the loop assigns, changes in place or brings
back to main memory is left alone. Blind to tensors that a helper moves.

Sources: the documentation of torch.Tensor.to and the performance tuning guide of PyTorch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Block, BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.devices import names_device
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU405",
    name="moved-every-round",
    kind=RuleKind.FAULT,
    leaves=("gpu.in_loop",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Move it once, before the loop.",
)

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$")
_WORD = re.compile(r"[^\W\d]\w*")
_BATCHES = re.compile(r"load|batch|(?<!\w)iter\b", re.IGNORECASE)
_READING = frozenset({"to", "cuda", "size", "dim", "numel", "type", "train", "eval", "zero_grad"})
_READING |= {"parameters", "state_dict", "named_parameters", "__call__", "item", "forward"}


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("to", "cuda"):
        receiver, _, method = site.call.callee.rpartition(".")
        if not _DOTTED.match(receiver) or "torch" not in subject.roots_of(site.path):
            continue
        if method == "to" and not names_device(site.call.arguments):
            continue
        loop = _batch_loop(subject, site)
        if loop is not None:
            yield _judge(subject, site, receiver, loop)


def _batch_loop(subject: Subject, site: ResolvedCall) -> Block | None:
    """The innermost loop around, if it goes over batches."""
    loops = subject.loops(site.path, site.call.start)
    if not loops or loops[-1].kind is not BlockKind.FOR:
        return None
    targets, _, iterated = loops[-1].header.partition(" in ")
    several = len(_WORD.findall(targets)) > 1
    return loops[-1] if _BATCHES.search(iterated) and (several or "batch" in targets) else None


def _judge(subject: Subject, site: ResolvedCall, receiver: str, loop: Block) -> Finding:
    path, start = site.path, site.call.start
    root = receiver.partition(".")[0]
    changed = set(_WORD.findall(loop.header.partition(" in ")[0]))
    attributes = set()
    for item in subject.assignments(path, loop.start, loop.end):
        changed |= set(_WORD.findall(item.target)) if "." not in item.target else set()
        attributes.add(item.target.partition("[")[0].strip())
    shown = f"{site.call.callee}({site.call.arguments[:30]})"
    if (
        root in changed
        or _is_gone_over(subject, site, root)
        or any(receiver == name or receiver.startswith(f"{name}.") for name in attributes)
    ):
        return RULE.absent(f"{receiver} is new in every round", at(site))
    if subject.conditions(path, start, since=loop.start):
        return RULE.unknown(f"{shown} is under a condition, perhaps once", at(site))
    if _changes_in_place(subject, path, loop, receiver):
        return RULE.unknown(f"{receiver} may be changed in the loop", at(site))
    if root == "self":
        known = subject.keeps(path, start, receiver.partition(".")[2])
    else:
        known = bool(subject.constants.assigned(path, root, at=start)) or _is_parameter(
            subject, path, start, root
        )
    if not known:
        return RULE.unknown(f"where {receiver} is made is not seen", at(site))
    return RULE.present(f"{shown} in every round, and {receiver} stays the same", at(site))


def _is_gone_over(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether the name is one of a comprehension: ``[g.to(device) for g in graphs]``."""
    source = subject.source(site.path)
    after = source[site.call.end : site.call.end + 200].decode("utf-8", "replace")
    return re.match(rf"[^\n=]*?\bfor\s[^\n]*?\b{name}\b[^\n]*?\bin\b", after) is not None


def _changes_in_place(subject: Subject, path: str, loop: Block, receiver: str) -> bool:
    for site in subject.calls(path, loop.start, loop.end):
        owner, _, method = site.call.callee.rpartition(".")
        if owner == receiver and method not in _READING:
            return True
    return False


def _is_parameter(subject: Subject, path: str, start: int, name: str) -> bool:
    around = subject.function_around(path, start)
    return around is not None and bool(re.search(rf"(?<!\w){name}(?!\w)", around.header))
