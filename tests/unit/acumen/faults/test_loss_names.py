"""A finding calls a loss what the library of the program calls it."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Outcome
from acumen.faults.engine import run_rules
from acumen.faults.subject import Subject
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

_NETWORK = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 3)

    def forward(self, x):
        return torch.softmax(self.layer(x), dim=1)

model = Net()
"""
_KERAS = """
from tensorflow import keras
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
"""


def messages(source: str, rule: str) -> list[str]:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    program = Program("program.py", {"program.py": facts})
    subject = Subject(program, code={"program.py": source}, about=("program.py",))
    found = run_rules(subject)
    return [f.message for f in found if f.rule == rule and f.outcome is Outcome.PRESENT]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ("criterion = nn.CrossEntropyLoss()\nloss = criterion(model(x), y)", "CrossEntropyLoss"),
        ("loss = F.cross_entropy(model(x), y)", "cross_entropy"),
    ],
)
def test_pytorch(lines: str, name: str) -> None:
    head = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
    said = messages(f"{head}{_NETWORK}{lines}\n", "ACU103")
    assert said == [f"{name} applies softmax to an output of softmax"]


@pytest.mark.parametrize(
    ("loss", "name"),
    [
        ("keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
         "SparseCategoricalCrossentropy"),
        ("keras.losses.CategoricalCrossentropy(from_logits=True)", "CategoricalCrossentropy"),
    ],
)  # fmt: skip
def test_keras(loss: str, name: str) -> None:
    said = messages(f"{_KERAS}model.compile(optimizer='adam', loss={loss})\n", "ACU103")
    assert said == [f"{name} applies softmax to an output of softmax"]


def test_what_goes_by_two_names_is_called_by_both() -> None:
    classes = "".join(
        f"class {name}Task:\n    def __init__(self):\n        self.criterion = nn.{name}()\n"
        for name in ("MSELoss", "L1Loss")
    )
    step = "def step(task, x, y):\n    return task.criterion(model(x), y)\n"
    said = messages(f"import torch\nfrom torch import nn\n{_NETWORK}{classes}{step}", "ACU105")
    assert said == ["MSELoss or L1Loss on an output of softmax"]
