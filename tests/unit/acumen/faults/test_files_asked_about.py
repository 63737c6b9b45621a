"""What is said of the files that are asked about does not depend on whether others are too."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Finding, Outcome
from acumen.faults.engine import run_rules
from acumen.faults.subject import Subject
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

PARTS = """\
import numpy as np
import torch
from torch import nn


class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 4), nn.Linear(4, 2)]
        self.head = nn.Linear(4, 2)
        for one in self.head.parameters():
            one.require_grad = False

    def forward(self, x):
        noise = torch.zeros(4)
        return torch.softmax(self.head(x + noise))


def evaluate(net, loader):
    total = 0
    for x, y in loader:
        total += nn.functional.cross_entropy(net(x.cuda()), y)
    return np.float(total)
"""
ENTRY = """\
import torch
from torch import nn
from torch.utils.data import DataLoader

from parts import Part, evaluate

net = Part().cuda()
criterion = nn.CrossEntropyLoss()
optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
loader = DataLoader([], batch_size=4, shuffle=True)
test_loader = DataLoader([], batch_size=4)
total = 0
for epoch in range(3):
    for x, y in loader:
        loss = criterion(net(x), y)
        loss.backward()
        optimiser.step()
        total += loss
    net.require_grad = True
    evaluate(net, test_loader)
torch.save(net.state_dict, "net.pt")
"""
CODE = {"entry.py": ENTRY, "parts.py": PARTS}


def findings(*about: str) -> tuple[Finding, ...]:
    modules: dict[str, ModuleFacts] = {}
    for path, text in CODE.items():
        facts = read_module(text.encode(), Language.PYTHON)
        assert isinstance(facts, ModuleFacts)
        modules[path] = facts
    return run_rules(Subject(Program("entry.py", modules), code=CODE, about=about))


def of(path: str, found: tuple[Finding, ...]) -> list[Finding]:
    return [one for one in found if one.evidence and one.evidence[0].path == path]


@pytest.mark.parametrize("path", CODE)
def test_others_change_nothing(path: str) -> None:
    everything = of(path, findings())
    assert of(path, findings(path)) == everything
    assert sum(one.outcome is Outcome.PRESENT for one in everything) > 4


def test_by_default_all_are_asked_about() -> None:
    assert findings() == findings(*CODE)


def test_what_is_not_asked_about_is_left_out() -> None:
    assert len(of("parts.py", findings("entry.py"))) < len(of("parts.py", findings()))
