"""A layer is replaced after the optimiser was built, so the optimiser does not know it.

The optimiser keeps the parameters it was given. A new head that comes later is never trained, and
the old one is trained for nothing.

Bad:

    import torch
    model = torchvision.models.resnet18()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    model.fc = torch.nn.Linear(512, 10)

Good:

    import torch
    model = torchvision.models.resnet18()
    model.fc = torch.nn.Linear(512, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

A model that is made anew under the same name counts too. Blind to layers that a function replaces.

Sources: the documentation of torch.optim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.optimisers import Optimiser, optimisers
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU320",
    name="optimiser-misses-layers",
    kind=RuleKind.FAULT,
    leaves=("training.optim.choice",),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Build the optimiser last: after every layer is in place.",
)

_PARAMETERS = re.compile(r"([^\W\d][\w.]*)\.(?:named_)?parameters\(")


def check(subject: Subject) -> Iterator[Finding]:
    for optimiser in optimisers(subject):
        if optimiser.site.qualified.startswith("torch.optim."):
            yield from _judge(subject, optimiser)


def _judge(subject: Subject, optimiser: Optimiser) -> Iterator[Finding]:
    site = optimiser.site
    name = site.qualified.rpartition(".")[2]
    given = subject.argument(site, "params", 0)
    models = sorted(set(_PARAMETERS.findall(given)))
    if len(models) != 1:
        yield RULE.unknown(f"what {name} is given is not one model: {given[:40]}", at(site))
        return
    model = models[0]
    start, end = subject.span_around(site.path, site.call.start)
    loops = subject.loops(site.path, site.call.start)
    end = loops[-1].end if loops else end
    for item in subject.assignments(site.path, site.call.end, end):
        if _replaces(subject, site.path, item, model) and _same_scope(
            subject, site.path, item, start
        ):
            if _again(subject, optimiser, item):
                continue
            place = subject.place(site.path, item)
            yield RULE.present(f"{item.target} is replaced after {name} got {given[:40]}", place)
            return
    yield RULE.absent(f"{name} is built after the layers of {model}", at(site))


def _replaces(subject: Subject, path: str, item: Assignment, model: str) -> bool:
    """``model.fc = nn.Linear(...)`` or ``model.classifier[6] = nn.Linear(...)``, or a new model."""
    made = any(
        s.qualified.startswith("torch.nn.")
        and s.qualified.rpartition(".")[2][:1].isupper()
        and "Parallel" not in s.qualified
        for s in subject.calls(path, item.start, item.end)
    )
    if item.target.startswith((f"{model}.", f"{model}[")) and item.operator == "=":
        return made and item.value.lstrip().startswith(
            ("nn.", "torch.nn.", "Linear(", "Sequential(")
        )
    return False


def _same_scope(subject: Subject, path: str, item: Assignment, start: int) -> bool:
    return subject.span_around(path, item.start)[0] == start


def _again(subject: Subject, optimiser: Optimiser, item: Assignment) -> bool:
    """Whether another optimiser is built, or a group added, after the replacement."""
    later = [
        o
        for o in optimisers(subject)
        if o.site.path == optimiser.site.path and o.site.call.start > item.end
    ]
    return bool(later) or any(
        s.path == optimiser.site.path and s.call.start > item.end
        for s in subject.named("add_param_group")
    )
