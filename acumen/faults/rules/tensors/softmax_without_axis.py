"""A softmax does not say along which axis it goes.

PyTorch then guesses the axis from the number of axes: the first one of tensors with one, three or
no axes, the second one otherwise. A batch of three-dimensional tensors is normalised over the
batch, and nothing fails.

Bad:

    import torch
    weights = torch.nn.functional.softmax(scores)

Good:

    import torch
    weights = torch.nn.functional.softmax(scores, dim=-1)

It works as meant for tensors of two axes, with a warning, hence advice. Blind to arguments that
are unpacked.

Sources: the documentation of torch.nn.functional.softmax and torch.nn.Softmax.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.torchnames import torch_name

RULE = Rule(
    id="ACU203",
    name="softmax-without-axis",
    kind=RuleKind.SMELL,
    leaves=("tensors.shape.other", "api.usage"),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give dim: -1 for the last axis, 1 for the classes of (batch, class) scores.",
)

_FUNCTIONS = {
    **{f"torch.nn.functional.{name}": 1 for name in ("softmax", "log_softmax", "softmin")},
    **{f"torch.nn.{name}": 0 for name in ("Softmax", "LogSoftmax", "Softmin")},
}


def check(subject: Subject) -> Iterator[Finding]:
    names = [name for name in subject.called_names if torch_name(name) in _FUNCTIONS]
    for site in subject.qualified(*names):
        position = _FUNCTIONS[torch_name(site.qualified)]
        if subject.is_open(site):
            yield RULE.unknown(f"{site.call.callee} gets its arguments unpacked", at(site))
        elif subject.argument(site, "dim", position):
            yield RULE.absent(f"{site.call.callee} names its axis", at(site))
        else:
            yield RULE.present(f"{site.call.callee} guesses its axis", at(site))
