"""A loss seems to be given the target first and the output second.

Losses of PyTorch take the output first. Cross-entropy of the wrong way round fails, or takes the
class numbers for scores; binary cross-entropy runs, and is another function.

Bad:

    import torch
    def measure(scores_of, ground_truth, x):
        mixed = scores_of(x)
        return torch.nn.functional.cross_entropy(ground_truth, mixed)

Good:

    import torch
    def measure(scores_of, ground_truth, x):
        mixed = scores_of(x)
        return torch.nn.functional.cross_entropy(mixed, ground_truth)

Advice: it goes by names. What is sure is said by the rule about the contracts of losses. Blind to
arguments that are given by name.

Sources: the documentation of torch.nn.functional.cross_entropy.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.lossorder import seems_swapped, swapped
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU336",
    name="target-given-first",
    kind=RuleKind.SMELL,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="Give the output of the network first and the target second.",
)

_TOLD = frozenset({Loss.SPARSE, Loss.NEGATIVE_LOG, Loss.BINARY})


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework != "torch" or use.loss not in _TOLD or swapped(subject, use):
            continue
        if reason := seems_swapped(subject, use):
            yield RULE.present(reason, at(use.site))
        else:
            yield RULE.absent("nothing says that the target stands first", at(use.site))
