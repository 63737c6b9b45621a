"""Class numbers seem to be cast to floats before cross-entropy takes them.

Cross-entropy of PyTorch takes class numbers as 64-bit integers. Floats are taken as probabilities
of each class, and have to have the shape of the scores; of any other shape they are refused.

Bad:

    import torch
    def measure(scores, kinds):
        return torch.nn.functional.cross_entropy(scores, kinds.float())

Good:

    import torch
    def measure(scores, kinds):
        return torch.nn.functional.cross_entropy(scores, kinds.long())

Advice: targets that are followed to class numbers are spoken of by the rule about the encoding of
labels. A file that speaks of smoothing, mixing or one-hot labels is left alone. Blind to casts in
another place.

Sources: the documentation of torch.nn.CrossEntropyLoss.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.classnumbers import cast_to_float, is_cast, is_class_number, may_be_soft
from acumen.faults.losses import loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import TORCH, Rule, at
from acumen.faults.subject import Subject
from acumen.faults.tensors import Layout, form_of

RULE = Rule(
    id="ACU210",
    name="class-numbers-cast",
    kind=RuleKind.SMELL,
    leaves=("tensors.input.type.method", "tensors.input.format.tensor_type"),
    frameworks=TORCH,
    confidence=Confidence.MEDIUM,
    fix="Leave class numbers whole: long(), not float().",
)

_CLASSES = frozenset({Loss.SPARSE, Loss.NEGATIVE_LOG})


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework != "torch" or use.loss not in _CLASSES:
            continue
        target = subject.argument(use.site, "target", 1)
        if not is_cast(target):
            yield RULE.absent(f"{target[:40]} is not cast to floats", at(use.site))
            continue
        name = cast_to_float(target)
        form = form_of(subject, use.site.path, target, use.site.call.start)
        if form.layout is not Layout.UNKNOWN or may_be_soft(subject, use, target):
            continue
        if name and is_class_number(subject, use, name):
            continue  # the rule about the encoding of labels says so
        yield RULE.present(
            f"{target[:40]} gives floats, which are taken as probabilities of classes", at(use.site)
        )
