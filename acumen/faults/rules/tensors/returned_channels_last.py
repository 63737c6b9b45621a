"""A module puts its channels last to work on them, and gives them back that way.

Linear layers, norms and code books want the channels last, so they are moved there first. Where
nothing moves them back, the layer after it takes rows for channels: it refuses them, or, where the
sizes happen to fit, mixes the wrong axes.

Bad:

    import torch
    class Mix(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lift = torch.nn.Linear(8, 8)
        def forward(self, x):
            x = self.lift(x.permute(0, 2, 3, 1))
            return x

Good:

    import torch
    class Mix(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lift = torch.nn.Linear(8, 8)
        def forward(self, x):
            x = self.lift(x.permute(0, 2, 3, 1))
            return x.permute(0, 3, 1, 2)

Advice, for what follows may want them so. What is permuted and given back at once, as heads of
detectors do, is left alone, and so is what is reshaped or reduced on the way. Blind to einops.

Sources: the documentation of torch.Tensor.permute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import names_in
from acumen.faults.modules import module_classes
from acumen.faults.rule import Rule
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level

RULE = Rule(
    id="ACU221",
    name="returned-channels-last",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.format.generic", "tensors.shape.other"),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Move the channels back: permute(0, 3, 1, 2).",
)

_LAST = re.compile(r"\.permute\(\s*[\[(]?\s*0,\s*2,\s*3,\s*1\s*[\])]?\s*\)")
_FIRST = re.compile(
    r"permute\(\s*[\[(]?\s*0,\s*3,\s*1,\s*2|transpose\(|rearrange|movedim|moveaxis|einsum|swapaxes"
)
_SIZE = re.compile(r"\.(?:shape|size\(\))$")
_SHAPED = re.compile(r"\.(?:view|reshape)(?:_as)?\(\s*\*?([^\W\d]\w*)(?:\.shape|\.size\(\))?\s*\)")
_LEAVES = re.compile(  # what is made of it has other axes
    r"view|reshape|flatten|mean\(|sum\(|max\(|min\(|argm|cat\(|stack\(|norm\(|shape|size\(|squeeze|\[|pow|loss"
    r"|matmul|@|bmm|topk|chunk|split|item|sort|gather|mse"
)
_GIVEN = re.compile(r"([^\W\d]\w*)(?:\.contiguous\(\))?$")


def check(subject: Subject) -> Iterator[Finding]:
    for path, owner in module_classes(subject):
        method = subject.method(path, owner, "forward")
        if method is not None and path in subject.about:
            yield from _judge(subject, path, method)


def _judge(subject: Subject, path: str, method: Definition) -> Iterator[Finding]:
    last: dict[str, Assignment] = {}  # names with channels last, and where they were moved
    worked: set[str] = set()  # those that were computed with since
    shapes: dict[str, Assignment] = {}  # sizes of what has its channels last
    for item in subject.assignments(path, method.start, method.end):
        name, value = item.target.partition(":")[0].strip(), " ".join(item.value.split())
        if item.operator != "=" or not name.isidentifier():
            continue
        held = [one for one in names_in(value) if one in last]
        moved = _LAST.search(value) is not None
        shaped = _SHAPED.search(value)
        begun = last[held[0]] if held else item
        busy = "self." in value or any(one in worked for one in held)
        worked.discard(name)
        gone = _FIRST.search(value) or not (moved or held or shaped)
        if held and _SIZE.search(value):
            shapes[name] = begun
            last.pop(name, None)
        elif shaped and (shaped[1] in shapes or shaped[1] in last) and not _FIRST.search(value):
            last[name] = shapes.get(shaped[1], last.get(shaped[1], item))
            worked.add(name)
        elif gone or _LEAVES.search(_LAST.sub("", value)):
            last.pop(name, None)
        else:
            last[name] = begun
            if busy:
                worked.add(name)
    for back in subject.program.module(path).facts.returns:
        if not method.start <= back.start < method.end:
            continue
        value = back.value.strip()
        for part in split_top_level(value[1:-1] if value.startswith("(") else value):
            found = _GIVEN.match(part.strip())
            if found and found[1] in last and found[1] in worked:
                moved_at = last[found[1]]
                message = (
                    f"{found[1]} goes back with its channels last, as line {moved_at.line} put them"
                )
                yield RULE.present(
                    message, Evidence(path, back.line, back.line), subject.place(path, moved_at)
                )
                return
