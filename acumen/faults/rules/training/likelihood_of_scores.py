"""A negative log-likelihood is taken in a program that takes no logarithm.

``NLLLoss`` picks the value of the right class and turns its sign. Of raw scores that has no lower
bound: the network only has to give ever larger numbers, and the loss falls without end.

Bad:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.last = torch.nn.Linear(8, 2)
        def forward(self, x):
            return self.last(x)
    def train(step, data, y):
        torch.nn.functional.nll_loss(step(data), y).backward()

Good:

    import torch
    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.last = torch.nn.Linear(8, 2)
        def forward(self, x):
            return torch.nn.functional.log_softmax(self.last(x), dim=1)
    def train(step, data, y):
        torch.nn.functional.nll_loss(step(data), y).backward()

Speaks where the network is the program's own and no file of the program takes a logarithm of
probabilities. Where the output of the loss can be followed, loss-input-contract decides. Blind to
programs that take one for something else.

Sources: the documentation of torch.nn.NLLLoss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.losses import loss_uses
from acumen.faults.modules import module_classes
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="ACU343",
    name="likelihood-of-scores",
    kind=RuleKind.SMELL,
    leaves=("training.loss.calc",),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="End with log_softmax, or take CrossEntropyLoss on the raw scores.",
)

_LOSSES = (
    "torch.nn.functional.nll_loss",
    "torch.nn.NLLLoss",
    "torch.nn.NLLLoss2d",
    "torch.nn.functional.nll_loss2d",
)
_LOGARITHM = re.compile(
    rb"(?<![a-zA-Z])log_?(?:_soft_?max|softmax|sigmoid|_prob\w*|probs?|p)?_?\(|LogS"
)


def check(subject: Subject) -> Iterator[Finding]:
    sites = list(subject.qualified(*_LOSSES))
    if not sites:
        return
    settled = [use.site.call for use in loss_uses(subject) if use.output]
    texts = [subject.source(path) for path in subject.program.paths]
    if any(site.call in settled for site in sites) or subject.unread or not all(texts):
        yield RULE.unknown("what the loss is given is followed elsewhere", at(sites[0]))
    elif any(map(_LOGARITHM.search, texts)):
        yield RULE.absent("the program takes a logarithm", at(sites[0]))
    elif not module_classes(subject):
        yield RULE.unknown("the network is not the program's own", at(sites[0]))
    else:
        name = sites[0].qualified.rpartition(".")[2]
        yield RULE.present(f"{name} in a program that takes no logarithm", at(sites[0]))
