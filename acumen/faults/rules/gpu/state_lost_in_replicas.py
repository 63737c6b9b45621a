"""A model under DataParallel keeps state in its forward pass, and the state is lost.

DataParallel copies the module to each device for every forward pass and throws the copies away
afterwards. What ``forward`` writes to ``self`` is written to a copy: counters stand still, and a
hidden state starts anew each time.

Bad:

    import torch
    from torch import nn
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.steps = 0
        def forward(self, x):
            self.steps += 1
            return x / self.steps
    model = nn.DataParallel(Net())

Good:

    import torch
    from torch import nn
    class Net(nn.Module):
        def forward(self, x, steps):
            return x / steps
    model = nn.DataParallel(Net())

Speaks where the new value is made from the old one; buffers, which are changed in place on the
first device, are left alone. Blind to modules that other files make and wrap.

Sources: the documentation of torch.nn.DataParallel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import MODULES
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU407",
    name="state-lost-in-replicas",
    kind=RuleKind.FAULT,
    leaves=("gpu.state",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give the state to forward and return it, or train with DistributedDataParallel.",
)

_WRAPPERS = ("torch.nn.DataParallel", "torch.nn.parallel.DataParallel")
_OWN = re.compile(r"self\.([^\W\d]\w*)$")


def check(subject: Subject) -> Iterator[Finding]:
    modules = {(path, owner.name): owner for path, owner in subject.classes_of(*MODULES)}
    for site in subject.qualified(*_WRAPPERS):
        given, start = subject.argument(site, "module", 0), site.call.start
        if made := subject.constants.reaching(site.path, given, at=start):
            given, start = made.value, made.start  # ``net = DataParallel(net)``
        meaning = subject.meaning(site.path, given, start)
        found = subject.definition(site.path, meaning.removesuffix(".__call__"))
        if found is None or (found[0], found[1].name) not in modules:
            yield RULE.unknown(f"which model {given[:40]} is is not seen", at(site))
            continue
        yield from _wrapped(subject, site, *found, modules)


def _wrapped(
    subject: Subject,
    site: ResolvedCall,
    path: str,
    owner: Definition,
    modules: dict[tuple[str, str], Definition],
) -> Iterator[Finding]:
    """The wrapped class and those it makes."""
    seen = {(path, owner.name)}
    waiting = [(path, owner)]
    clean = True
    while waiting:
        where, current = waiting.pop()
        for item in _carried(subject, where, current):
            clean = False
            message = f"{current.name}.forward changes {item.target} of a copy of the module"
            yield RULE.present(message, subject.place(where, item), at(site))
        for inner in subject.calls(where, current.start, current.end):
            found = subject.definition(where, inner.qualified) if inner.qualified else None
            if found and (key := (found[0], found[1].name)) in modules and key not in seen:
                seen.add(key)
                waiting.append(found)
    if clean:
        yield RULE.absent(f"{owner.name}.forward carries no state of its own", at(site))


def _carried(subject: Subject, path: str, owner: Definition) -> Iterator[Assignment]:
    """Assignments in forward that make the new value of an attribute from its old one."""
    method = subject.method(path, owner, "forward")
    if method is None:
        return
    buffers = {
        site.call.arguments.strip().partition(",")[0].strip("'\" ")
        for site in subject.calls(path, owner.start, owner.end)
        if site.call.callee.endswith(("register_buffer", "register_parameter"))
    }
    for item in subject.assignments(path, method.start, method.end):
        own = _OWN.match(item.target.strip())
        if own is None or own[1] in buffers or _is_tensor(subject, path, owner, own[1]):
            continue
        if item.operator != "=" or re.search(rf"\bself\.{own[1]}\b(?!\()", item.value):
            yield item


def _is_tensor(subject: Subject, path: str, owner: Definition, name: str) -> bool:
    """Whether the attribute is a parameter or layer, which are shared between the copies."""
    return any(
        item.target.strip() == f"self.{name}" and re.search(r"\bParameter\(|\bnn\.", item.value)
        for item in subject.assignments(path, owner.start, owner.end)
    )
