"""A module keeps layers before, or without, the base class being initialised.

The base class sets up the registers that layers are entered in, and PyTorch refuses the first layer
with an error. A constructor whose name is misspelt is never run at all.

Bad:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            self.head = torch.nn.Linear(8, 2)

Good:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.head = torch.nn.Linear(8, 2)

Blind to base classes that are initialised by a helper, and to classes whose base is not read.

Sources: the documentation of torch.nn.Module.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constructors import starts
from acumen.faults.rule import TORCH, Rule
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES, MODULES

RULE = Rule(
    id="ACU120",
    name="base-not-initialised",
    kind=RuleKind.FAULT,
    leaves=("model.type.init", "api.usage"),
    frameworks=TORCH,
    confidence=Confidence.HIGH,
    fix="Call super().__init__() as the first statement of __init__.",
)


def check(subject: Subject) -> Iterator[Finding]:
    yield from starts(subject, RULE, (*MODULES, *LIGHTNING_MODULES))
