"""Adam's epsilon is too small to keep its division from overflowing.

Epsilon stands under the step of every weight. Below 1e-10 it is lost in single precision beside
the square root of the second moment, and weights whose gradients vanish take steps without bound.

Bad:

    import torch
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-16)

Good:

    import torch
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-8)

Blind to values from a configuration file and to the precision that the program runs in.

Sources: the documentation of torch.optim.Adam and keras.optimizers.Adam.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.constants import as_number
from acumen.faults.optimisers import optimisers
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU321",
    name="adam-epsilon",
    kind=RuleKind.FAULT,
    leaves=("training.optim.adam_eps",),
    frameworks=(),
    confidence=Confidence.HIGH,
    fix="Leave epsilon at the framework's default (1e-8 or 1e-7).",
)

LOWEST = 1e-10
RECIPES = 9e-16  # fields of radiance are learnt with 1e-15: most of their gradients are tiny


def check(subject: Subject) -> Iterator[Finding]:
    for optimiser in optimisers(subject):
        site = optimiser.site
        if "adam" not in optimiser.name:
            continue
        name = site.qualified.rpartition(".")[2]
        given = subject.argument(site, "eps") or subject.argument(site, "epsilon")
        if not given or given == "None":
            if subject.is_open(site):
                yield RULE.unknown(f"{name} gets its arguments unpacked", at(site))
            else:
                yield RULE.absent(f"{name} keeps its default epsilon", at(site))
            continue
        value = as_number(subject.constants.value(site.path, given, at=site.call.start))
        if value is None:
            yield RULE.unknown(f"the epsilon of {name} is computed: {given[:40]}", at(site))
        elif RECIPES <= value < LOWEST:
            yield RULE.unknown(f"recipes for scenes set an epsilon of {value:g}", at(site))
        elif value < LOWEST:
            yield RULE.present(f"{name} with an epsilon of {value:g}", at(site))
        else:
            yield RULE.absent(f"{name} with an epsilon of {value:g}", at(site))
