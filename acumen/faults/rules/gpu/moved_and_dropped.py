"""A tensor is moved to a device and the moved copy is dropped.

Modules move in place; tensors do not. ``x.to(device)`` alone on a line changes nothing, and the
next operation meets operands on two devices.

Bad:

    import torch
    for images, labels in loader:
        images.to(device)
        output = model(images)

Good:

    import torch
    for images, labels in loader:
        images = images.to(device)
        output = model(images)

Blind to objects whose kind is not known: batches of Transformers and graph libraries move in
place, so a program that uses them is left open.

Sources: the documentation of torch.Tensor.to and torch.nn.Module.to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import BlockKind
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import makes_tensor
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU402",
    name="moved-and-dropped",
    kind=RuleKind.SMELL,
    leaves=("gpu.wrong_transfer",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Assign the result: x = x.to(device).",
)

_MADE = re.compile(r"torch\.(?:ones|zeros|rand|randn|full|arange|eye|tensor)\(")
_TENSOR = re.compile(  # of one of several parts of a batch: no library gives these another kind
    r"(?:images?|imgs?|labels?|targets?|y|masks?|pixel_values|x_\w|y_\w)$"
)
_OF_MODULES = (
    "parameters|named_parameters|eval|train|state_dict|load_state_dict|children|modules|forward|apply"
    "|zero_grad|weight|bias|edge_index|edge_attr|ndata|edata|x|input_ids|attention_mask|fields|keys"
)
_OF_TENSORS = (
    r"\.(?:shape\b|size\(|dim\(|view\(|reshape\(|permute\(|(?:un)?squeeze\(|contiguous\(|repeat\("
    r"|expand\(|transpose\(|flatten\(|masked_fill|scatter|gather\(|new_|long\(|narrow\()"
)
_MAKES_OBJECT = re.compile(r"(?:\w+\.)*(?!Variable|Tensor|(?:Float|Long)Tensor)[A-Z]\w*\(")
_CELL_ENDS = re.compile(rb"[ \t]*(?:#[^\n]*)?\s*(?:# %%|\Z)")
_BATCHES = re.compile(r"load|data|iter|batch|queue", re.IGNORECASE)
_IN_PLACE = frozenset({"transformers", "torch_geometric", "dgl", "torchtext", "detectron2"})


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.methods("to", "cuda"):
        receiver = site.call.callee.rpartition(".")[0]
        if "torch" not in subject.roots_of(site.path) or not _is_move(site):
            continue
        dropped = subject.is_statement(site)
        if dropped is None:
            yield RULE.unknown("the text of the file is not at hand", at(site))
        elif dropped and _is_shown(subject, site):
            yield RULE.unknown(f"the cell shows what {site.call.callee}() gives", at(site))
        elif dropped:
            yield _judge(subject, site, receiver)
        else:
            yield RULE.absent(f"the result of {site.call.callee}() is used", at(site))


def _is_shown(subject: Subject, site: ResolvedCall) -> bool:
    """Whether the call is the last thing in a cell of a notebook, which shows it."""
    if not site.path.endswith(".ipynb") or subject.loops(site.path, site.call.start):
        return False
    return _CELL_ENDS.match(subject.source(site.path), site.call.end) is not None


def _is_move(site: ResolvedCall) -> bool:
    return site.call.callee.endswith(".cuda") or bool(site.call.arguments.strip())


def _judge(subject: Subject, site: ResolvedCall, receiver: str) -> Finding:
    start = site.call.start
    meaning = subject.meaning(site.path, receiver, start)
    moved = f"{site.call.callee}({site.call.arguments[:40]})"
    if "(" in receiver:
        return RULE.unknown(f"{receiver[:40]} is not kept either: nothing is lost", at(site))
    item = subject.constants.reaching(site.path, receiver, at=start)
    if makes_tensor(meaning) or (item is not None and _MADE.match(item.value.strip())):
        return RULE.present(f"the result of {moved} is dropped; {receiver} is a tensor", at(site))
    if receiver.isidentifier() and not meaning and _is_batch(subject, site, receiver):
        if subject.roots.isdisjoint(_IN_PLACE) or _TENSOR.match(receiver):
            return RULE.present(
                f"the result of {moved} is dropped; {receiver} is a batch", at(site)
            )
        return RULE.unknown(f"{receiver} may be a batch that moves in place", at(site))
    if meaning.startswith("torch.nn.") or re.search(
        r"model|net|criterion|loss", receiver, re.IGNORECASE
    ):
        return RULE.absent(f"{receiver} is a module and moves in place", at(site))
    if (
        receiver.isidentifier()
        and receiver != "self"
        and _is_used_as_tensor(subject, site, receiver)
    ):
        return RULE.present(f"the result of {moved} is dropped; {receiver} is a tensor", at(site))
    return RULE.unknown(f"it is not known whether {receiver} is a module", at(site))


def _is_used_as_tensor(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether the function asks ``name`` for what tensors have, and for nothing that modules do."""
    if name == "self":
        return False
    start, end = subject.span_around(site.path, site.call.start)
    text = subject.source(site.path)[start:end].decode("utf-8", "replace")
    word = rf"(?<![\w.]){re.escape(name)}"
    if re.search(rf"{word}(?:\(|\.(?:{_OF_MODULES})\b|\[['\"])", text):
        return False
    if any(
        item.target.strip() == name and _MAKES_OBJECT.match(item.value.strip())
        for item in subject.assignments(site.path, start, end)
    ):
        return False
    return bool(_TENSOR.match(name)) or re.search(rf"{word}{_OF_TENSORS}", text) is not None


def _is_batch(subject: Subject, site: ResolvedCall, name: str) -> bool:
    """Whether ``name`` is one of several targets of a loop around, and not assigned again."""
    for loop in subject.loops(site.path, site.call.start):
        if loop.kind is not BlockKind.FOR:
            continue
        targets, _, iterated = loop.header.partition(" in ")
        names = re.findall(r"[^\W\d]\w*", targets)
        if not _BATCHES.search(iterated) and iterated.strip(" :").isidentifier():
            item = subject.constants.reaching(site.path, iterated.strip(" :"), at=loop.start)
            iterated = item.value if item is not None else ""
        if not _BATCHES.search(iterated):
            continue
        inside = subject.assignments(site.path, loop.start, site.call.start)
        if name in names and (len(names) > 1 or f"({name},)" in "".join(targets.split())):
            return not any(item.target.strip() == name for item in inside)
        unpacked = [item for item in inside if name in re.findall(r"[^\W\d]\w*", item.target)]
        if unpacked and "," in unpacked[-1].target and unpacked[-1].value.strip() in names:
            return True
    return False
