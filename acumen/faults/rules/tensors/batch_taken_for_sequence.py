"""A recurrent layer seems to take the batch for the sequence.

LSTM, GRU and RNN of PyTorch take (steps, batch, features) unless they are told ``batch_first``.
Given (batch, steps, features) they run over the samples of the batch as if these followed each
other; nothing fails, and what is learnt is noise.

Bad:

    import torch
    class Tagger(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = torch.nn.Conv1d(8, 16, 3)
            self.rnn = torch.nn.GRU(16, 32)
        def forward(self, x):
            x = self.conv(x).transpose(1, 2)
            return self.rnn(x)

Good:

    import torch
    class Tagger(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = torch.nn.Conv1d(8, 16, 3)
            self.rnn = torch.nn.GRU(16, 32, batch_first=True)
        def forward(self, x):
            x = self.conv(x).transpose(1, 2)
            return self.rnn(x)

Advice: it goes by how the input is made. Features that change places with steps leave the batch
first; so do shapes that begin with a batch, and names for the batch that are read from the first
axis; two recurrent layers of one class that disagree are told as well. Packed sequences, and inputs
whose first two axes change places, are left alone. Blind to the order in which data sets give axes.

Sources: the documentation of torch.nn.LSTM.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper, names_in
from acumen.faults.origins import may_hold
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU124",
    name="batch-taken-for-sequence",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.format.rnn",),
    frameworks=TORCH,
    confidence=Confidence.MEDIUM,
    fix="Give batch_first=True, or put the steps first.",
)

_LAYERS = tuple(f"torch.nn.{name}" for name in ("LSTM", "GRU", "RNN"))
_BATCH = r"(?:[a-z_]*batch(?:_?size)?|bsz?|b_?s|b|n_?batch|nb)"
_LAST_TWO = re.compile(
    r"\.transpose\(\s*(?:1\s*,\s*(?:2|-1)|(?:2|-1)\s*,\s*1|-1\s*,\s*-2|-2\s*,\s*-1)\s*\)"
    r"|\.permute\(\s*[\[(]?\s*0\s*,\s*2\s*,\s*1\b|['\"]\s*b \w+ \w+\s*->\s*b \w+ \w+\s*['\"]"
)
_SHAPED = re.compile(
    rf"(?:\.(?:view|reshape)|torch\.(?:zeros|randn|rand|ones|empty))\(\s*[\[(]?\s*{_BATCH}\s*,[^,()]+,",
    re.IGNORECASE,
)
_FREE_FIRST = re.compile(
    rf"\.(?:view|reshape)\(\s*-1\s*,\s*(?!{_BATCH}\s*,)[\w.]+\s*,\s*[\w.]+\s*\)", re.IGNORECASE
)
_STATE = re.compile(  # zeros(layers, x.size(0), width)
    r"(?:zeros|randn|rand|empty|new_zeros)\(\s*[\[(]?[^,()]+,\s*"
    r"([^\W\d]\w*)\.(?:size\(\s*0\s*\)|shape\[0\])\s*,"
)
_OTHERWISE = re.compile(
    r"transpose\(\s*(?:\w+\s*,\s*)?(?:0\s*,\s*1|1\s*,\s*0)\b|permute\(\s*[\[(]?\s*(?:1\s*,\s*0|2\s*,\s*0|1\s*,\s*2)"
    r"|pack_padded_sequence|pack_sequence|\.t\(\)|\.T\b|swapaxes|unsqueeze\(\s*0|\[None|rearrange"
    r"|stack\(|batch_first|\bunbind|movedim|moveaxis"
)
_MEASURES = re.compile(r"^([^\W\d]\w*)\.(?:size\(\s*0\s*\)|size\(\)\[0\]|shape\[0\])$")
_UNPACKS = re.compile(r"^([^\W\d]\w*)\.(?:size\(\)|shape)$")
_MOST = 14  # expressions


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.qualified(*_LAYERS):
        owner = subject.class_around(site.path, site.call.start)
        item = keeper(subject, site)
        if owner is None or item is None or subject.is_open(site):
            continue
        name = item.target.partition(":")[0].strip()
        first = subject.argument(site, "batch_first", 4)
        if (
            not name.startswith("self.")
            or not name[5:].isidentifier()
            or first not in {"", "False"}
        ):
            continue
        reason = _reason(subject, site, owner, name)
        if reason:
            yield RULE.present(f"{name} is given {reason}, and is not told batch_first", at(site))
        elif reason is None:
            yield RULE.absent(f"what {name} is given has its steps first", at(site))


def _reason(subject: Subject, site: ResolvedCall, owner: Definition, name: str) -> str | None:
    """What says that the batch comes first; None where the steps do, "" where nothing is known."""
    path = site.path
    found = ""
    for call in subject.calls(path, owner.start, owner.end):
        if call.call.callee != name:
            continue
        given = subject.argument(call, "input", 0)
        texts = list(_chain(subject, path, given, call.call.start))
        if any(_OTHERWISE.search(text) for text in texts):
            return None
        found = found or _said(subject, call, texts)
    if found:
        return found
    others = [
        other
        for other in subject.qualified(*_LAYERS)
        if other.path == path and owner.start <= other.call.start < owner.end
    ]
    if any(subject.argument(other, "batch_first", 4) == "True" for other in others):
        return "what another recurrent layer of the class takes with the batch first"
    return ""


def _said(subject: Subject, call: ResolvedCall, texts: list[str]) -> str:
    for text in texts:
        if _LAST_TWO.search(text):
            return "(batch, steps, features), by the transposing before it"
        if _SHAPED.search(text) or _FREE_FIRST.search(text):
            return "a tensor whose shape begins with the batch"
    names = {name for text in texts for name in names_in(text)}
    span = subject.span_around(call.path, call.call.start)
    for item in subject.assignments(call.path, *span):
        value = item.value.strip()
        state = _STATE.search(value)
        if state is not None and state[1] in names:
            return f"{state[1]}, whose first axis is the batch of the state"
        target = item.target.strip("() ")
        measured = _MEASURES.match(value)
        if measured is None and target.count(",") in {1, 2}:
            measured = _UNPACKS.match(value)
        of = measured[1] if measured is not None else ""
        if of in names and re.fullmatch(_BATCH, target.partition(",")[0].strip(), re.IGNORECASE):
            return f"{of}, whose first axis is called {target.partition(',')[0].strip()}"
    return ""


def _chain(subject: Subject, path: str, text: str, start: int) -> Iterator[str]:
    """An expression, and what the names in it were given in the same function."""
    span = subject.span_around(path, start)
    waiting = [(text.strip(), start)]
    seen: set[tuple[str, int]] = set()
    while waiting and len(seen) < _MOST:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        yield one[0]
        for name in names_in(one[0]):
            if name == "self":
                continue
            for item in may_hold(subject, path, name, one[1]):
                if span[0] <= item.start < one[1] and item.value != "...":
                    waiting.append((item.value.strip(), item.start))
                elif span[0] <= item.start < one[1]:
                    whole = next(iter(subject.assignments(path, item.start, item.start + 1)), None)
                    if whole is not None:
                        waiting.append((whole.value.strip(), whole.start))
