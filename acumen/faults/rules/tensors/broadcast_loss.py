"""A loss compares a column with a row.

An element-wise loss of ``(n, 1)`` against ``(n,)`` broadcasts to ``(n, n)``: every prediction is
compared with every target. Nothing fails; the model learns the mean. Binary cross-entropy refuses
the two shapes instead.

Bad:

    import torch
    from torch import nn
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    y = torch.randn(100)
    loss = nn.functional.mse_loss(model(x), y)

Good:

    import torch
    from torch import nn
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    y = torch.randn(100)
    loss = nn.functional.mse_loss(model(x).squeeze(1), y)

Both sides must be followed to where they are made: a network of one output unit, values made or
loaded in the same file, or a change of shape in place. Blind to batches of data sets that the
program defines itself, and to functions that are given the batch.

Sources: the documentation of torch.nn.MSELoss and of broadcasting in PyTorch.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import LossUse, loss_uses
from acumen.faults.lossnames import Loss
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject
from acumen.faults.tensors import Form, Layout, form_of

RULE = Rule(
    id="ACU201",
    name="broadcast-loss",
    kind=RuleKind.FAULT,
    leaves=("tensors.shape.squeeze", "tensors.input.shape.method"),
    frameworks=("torch",),
    confidence=Confidence.HIGH,
    fix="Give both sides one shape: squeeze the column, or unsqueeze the row.",
)

_WIDE = frozenset({Layout.COLUMN, Layout.UNSQUEEZED})
_FLAT = frozenset({Layout.ROW, Layout.SQUEEZED})
_OPEN = frozenset({Layout.UNKNOWN, Layout.ONE_HOT})


def check(subject: Subject) -> Iterator[Finding]:
    for use in loss_uses(subject):
        if use.framework == "torch" and use.loss in {Loss.REGRESSION, Loss.BINARY}:
            yield _judge(subject, use)


def _judge(subject: Subject, use: LossUse) -> Finding:
    path, start = use.site.path, use.site.call.start
    output = subject.argument(use.site, "input", 0)
    target = subject.argument(use.site, "target", 1)
    if not output or not target:
        return RULE.unknown("what the loss compares is not named", at(use.site))
    given = form_of(subject, path, output, start, networks=subject.networks)
    wanted = form_of(subject, path, target, start, networks=subject.networks)
    if given.layout in _OPEN or wanted.layout in _OPEN:
        side = output if given.layout in _OPEN else target
        return RULE.unknown(f"the shape of {side[:40]} is not known", at(use.site))
    if _clash(given, wanted) or _clash(wanted, given):
        shown = f"{output[:40]} is {_shown(given)} and {target[:40]} is {_shown(wanted)}"
        return RULE.present(f"{use.name}: {shown}", at(use.site))
    if given.layout is wanted.layout:
        return RULE.absent(f"both sides are {given.layout}", at(use.site))
    return RULE.unknown("only how the shapes are changed is known", at(use.site))


def _clash(wide: Form, flat: Form) -> bool:
    """A column against a row; of two changes of unknown shapes, one in each direction."""
    return wide.layout in _WIDE and flat.layout in _FLAT


def _shown(form: Form) -> str:
    return f"{form.layout} ({' '.join(form.how.split())[:50]})"
