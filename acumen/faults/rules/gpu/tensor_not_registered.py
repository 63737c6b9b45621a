"""A tensor that a module keeps does not move with it.

``Module.to`` moves parameters and registered buffers. A plain tensor in an attribute stays where it
was made, and the forward pass on a GPU meets operands on two devices.

Bad:

    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.ones(16)
        def forward(self, x):
            return x * self.scale
    model = Net().to("cuda")

Good:

    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("scale", torch.ones(16))
        def forward(self, x):
            return x * self.scale
    model = Net().to("cuda")

Speaks where the program moves that module and ``forward`` computes with the tensor as it is. Single
numbers and indices may stay where they are. Blind to tensors that other methods move under another
name, and to modules that are parts of the one that is moved but stand in other files.

Sources: the documentation of torch.nn.Module.to and torch.nn.Module.register_buffer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.expressions import CallText, outer_call
from acumen.faults.mentions import mentions
from acumen.faults.ongpu import comes_to_gpu
from acumen.faults.rule import TORCH, Rule
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES

RULE = Rule(
    id="ACU410",
    name="tensor-not-registered",
    kind=RuleKind.FAULT,
    leaves=("gpu.transfer_impl",),
    frameworks=TORCH,
    confidence=Confidence.HIGH,
    fix="Keep it by register_buffer, so that it moves with the module.",
)

_MAKERS = frozenset(
    f"torch.{name}"
    for name in ("zeros", "ones", "rand", "randn", "eye", "linspace", "tensor", "FloatTensor")
)
_OWN = re.compile(r"self\.([^\W\d]\w*)$")
_COMPUTING = r"\b\w+\.(?:cat|matmul|bmm|mm|mul|add|einsum|where)\([^()]*"
_LEAVING = frozenset({"to", "cuda", "numpy", "tolist", "item", "register_buffer"})
_OF_FIRST = frozenset({"torch.tril", "torch.triu", "torch.sqrt", "torch.exp", "torch.log"})
_MOST_HOPS = 6


def check(subject: Subject) -> Iterator[Finding]:
    moved = comes_to_gpu(subject)
    if not moved:
        return
    for path, owner in subject.classes_of(*MODULES, *LIGHTNING_MODULES):
        init = subject.method(path, owner, "__init__")
        forward = subject.method(path, owner, "forward")
        if init is None or forward is None:
            continue
        for item in subject.assignments(path, init.start, init.end):
            if _OWN.match(item.target.strip()) and _is_tensor(subject, path, item):
                yield _judge(subject, path, owner, forward, item)


def _is_tensor(subject: Subject, path: str, item: Assignment) -> bool:
    """Whether the value is a new tensor of several numbers, on the CPU, and no parameter."""
    text, start = item.value.strip(), item.start
    for _ in range(_MOST_HOPS):
        if text.isidentifier():
            made = subject.constants.reaching(path, text, at=start)
            if made is None or made.operator != "=":
                return False
            text, start = made.value.strip(), made.start
        call = outer_call(text)
        if call is None or call.argument("device") or call.method in _LEAVING:
            return False
        meaning = subject.meaning(path, call.callee, start)
        if meaning in _MAKERS:
            return _is_several(call)
        text = call.argument("input", 0) if meaning in _OF_FIRST else call.receiver
    return False


def _is_several(call: CallText) -> bool:
    """Whether what a maker makes is more than a single number."""
    first = call.positional[0] if call.positional else ""
    if call.method in {"tensor", "FloatTensor"}:
        return first[:1] == "[" and "," in first
    return not (len(call.positional) == 1 and first in {"1", "()", "[]", "(1,)"})


def _judge(
    subject: Subject, path: str, owner: Definition, forward: Definition, item: Assignment
) -> Finding:
    name = _OWN.match(item.target.strip())
    assert name is not None
    own = re.escape(name[1])
    place = subject.place(path, item)
    moving = re.compile(
        rf"\bself\.{own}(?:\[[^\[\]]*\])?(?:\.\w+\([^()]*\))*\.(?:to|cuda|type_as|clone|new|expand_as)\("
        rf"|['\"]{own}['\"]|\b(?:type_as|to|device)\b[^\n]*\bself\.{own}\b"
    )
    if any(True for _ in mentions(subject, path, (owner.start, owner.end), moving)):
        return RULE.absent(f"{item.target} is moved by hand or registered", place)
    again = [
        other
        for other in subject.assignments(path, owner.start, owner.end)
        if other.target.strip() == item.target.strip()
    ]
    if len(again) > 1:
        return RULE.unknown(f"{item.target} is assigned more than once", place)
    part = r"(?:\[[^\[\]]*\])?"
    used = re.compile(
        rf"(?<![\w.\[])self\.{own}{part}\s*(?:[-+*/@]|\*\*)\s*[^\W\d]"
        rf"|[\w)\]]\s*[-+*/@]\s*self\.{own}\b(?!\w*[.(]){part}"
        rf"|{_COMPUTING}\bself\.{own}\b(?!\s*\.)"
        rf"|\.masked_fill_?\(self\.{own}\b(?!\s*\.)"
    )
    for mention in mentions(subject, path, (forward.start, forward.end), used):
        shown = " ".join(mention.found[0].split())
        message = f"{item.target} is no buffer and stays on the CPU; forward computes {shown[:60]}"
        return RULE.present(message, place, mention.place)
    return RULE.unknown(f"how forward uses {item.target} is not seen", place)
