"""``requires_grad`` is misspelled, and nothing is frozen or thawed.

Python makes a new attribute under the wrong name. The weights that should stay as they are go on
being trained.

Bad:

    import torch
    for parameter in model.parameters():
        parameter.require_grad = False

Good:

    import torch
    for parameter in model.parameters():
        parameter.requires_grad = False

Blind to ``setattr`` and to names that are built at run time.

Sources: the documentation of torch.Tensor.requires_grad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import TORCH, Rule
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU504",
    name="misspelled-requires-grad",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=TORCH,
    confidence=Confidence.HIGH,
    fix="Write requires_grad.",
)

_RIGHT = re.compile(r"\.requires_grad$")
_WRONG = re.compile(r"\.(?:require_grads?|requires_grads|required_grad|requiers_grad)$")


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.about:
        for item in subject.assignments(path):
            if _WRONG.search(item.target):
                name = item.target.rpartition(".")[2]
                message = f"{name} is an attribute of its own"
                yield RULE.present(message, subject.place(path, item))
            elif _RIGHT.search(item.target):
                place = subject.place(path, item)
                yield RULE.absent("requires_grad is written as it should be", place)
