"""A LightningModule does by hand what Lightning does already.

Under automatic optimisation Lightning resets, goes backward and steps itself. Doing so in
training_step counts every gradient twice, or fails.

Bad:

    import pytorch_lightning as pl
    class Net(pl.LightningModule):
        def training_step(self, batch, index):
            loss = self.loss(batch)
            loss.backward()
            return loss

Good:

    import pytorch_lightning as pl
    class Net(pl.LightningModule):
        def training_step(self, batch, index):
            return self.loss(batch)

A module that switches automatic_optimization off does right. Blind to steps in helper functions
of other modules.

Sources: the documentation of Lightning on manual optimisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import LIGHTNING_MODULES

RULE = Rule(
    id="ACU511",
    name="lightning-does-the-step",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=("pytorch_lightning", "lightning"),
    confidence=Confidence.HIGH,
    fix="Return the loss only, or set self.automatic_optimization = False.",
)

_BY_HAND = re.compile(r"\.(?:backward|zero_grad|step)$")


def _is_manual(subject: Subject, path: str, owner: Definition) -> bool:
    """Whether a class switches Lightning's own steps off."""
    return any(
        item.target.endswith("automatic_optimization")
        for item in subject.assignments(path, owner.start, owner.end)
    ) or any(
        d.name == f"{owner.name}.automatic_optimization"
        for d in subject.program.modules[path].definitions
    )


def check(subject: Subject) -> Iterator[Finding]:
    for path, owner in subject.classes_of(*LIGHTNING_MODULES):
        step = subject.method(path, owner, "training_step")
        if step is None:
            continue
        manual = any(_is_manual(subject, *one) for one in subject.lineage(path, owner)) or any(
            site.qualified.startswith("torch.optim.")  # of a network of its own
            for site in subject.calls(path, step.start, step.end)
        )
        by_hand = [
            site
            for site in subject.calls(path, step.start, step.end)
            if _BY_HAND.search(site.call.callee)
            and not site.call.callee.startswith(("self.step", "self.zero_grad", "super()"))
            and not re.search(r"sched|manual_backward|log|ema|metric", site.call.callee)
        ]
        place = subject.place(path, step)
        if manual or not by_hand:
            yield RULE.absent(f"{owner.name}.training_step leaves the step to Lightning", place)
        else:
            shown = by_hand[0].call.callee
            yield RULE.present(f"{shown}() under automatic optimisation", at(by_hand[0]))
