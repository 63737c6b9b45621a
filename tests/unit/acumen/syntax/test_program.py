"""What names mean, and the questions a program answers."""

from __future__ import annotations

import pytest

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.frameworks import FRAMEWORKS, imports_framework
from acumen.syntax.names import ModuleNames
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module


def read(text: str) -> ModuleFacts:
    found = read_module(text.encode(), Language.PYTHON)
    assert isinstance(found, ModuleFacts)
    return found


HEAD = """
import torch, torch.nn.functional as F
from torch import nn, optim
from .models import Net as Far
from ..pkg import thing
import tensorflow as tf
try:
    import first as either
except ImportError:
    import second as either
L = tf.keras.layers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
    def forward(self, x):
        return self.conv(x)
model = Net().to("cuda")
optimizer = torch.optim.Adam(model.parameters())
"""


@pytest.mark.parametrize(
    ("line", "callee", "meaning"),
    [
        ("nn.Conv2d(1)", "nn.Conv2d", "torch.nn.Conv2d"),
        ("F.relu(x)", "F.relu", "torch.nn.functional.relu"),
        ("optimizer.step()", "optimizer.step", "torch.optim.Adam.step"),
        ("optimizer(1)", "optimizer", "torch.optim.Adam.__call__"),
        ("L.Dense(3)", "L.Dense", "tensorflow.keras.layers.Dense"),
        ("Far().fit()", "Far().fit", ".models.Net.fit"),
        ("thing.go()", "thing.go", "..pkg.thing.go"),
        ("either.load()", "either.load", "first.load"),
        ("model.forward(1)", "model.forward", ".Net.forward"),
        ("model.eval()", "model.eval", "torch.nn.Module.eval"),
        ("model(x).backward()", "model(x).backward", ""),
        ("unknown.call()", "unknown.call", ""),
        ("print(1)", "print", ""),
        ("tf.Adam(1).minimize(l)", "tf.Adam(1).minimize", "tensorflow.Adam.minimize"),
        ("with tf.Session() as s:\n    s.run(l)", "s.run", "tensorflow.Session.run"),
        ("for model in many:\n    model.step()", "model.step", ""),
        ("def f(model):\n    model.step()", "model.step", ""),
        ("def f(m: nn.Linear = None):\n    m.bias()", "m.bias", "torch.nn.Linear.bias"),
        ("a, b = Net(), nn.Linear(1, 2)\nb.bias()", "b.bias", "torch.nn.Linear.bias"),
        ("x = x.y\nx.z()", "x.z", ""),
    ],
)  # fmt: skip
def test_called(line: str, callee: str, meaning: str) -> None:
    facts = read(HEAD + line + "\n")
    call = next(call for call in reversed(facts.calls) if call.callee == callee)
    assert ModuleNames(facts).called(call.callee, at=call.start) == meaning


def test_attributes_of_self_stand_for_what_they_hold() -> None:
    facts = read(HEAD)
    call = next(call for call in facts.calls if call.callee == "self.conv")
    names = ModuleNames(facts)
    assert names.resolve("self.conv", at=call.start) == "torch.nn.Conv2d"
    assert names.called("self.conv", at=call.start) == "torch.nn.Conv2d.__call__"


def test_star_imports() -> None:
    one = "from keras.layers import *\nDense(1)\nclass Own: pass\nOwn()\nlower()\n"
    names = ModuleNames(read(one))
    assert [names.resolve(n) for n in ("Dense", "Own", "lower")] == [
        "keras.layers.Dense",
        ".Own",
        "",
    ]
    two = ModuleNames(read("from keras.layers import *\nfrom keras.models import *\nDense(1)\n"))
    assert two.resolve("Dense") == ""
    assert ModuleNames(read("from os import *\nDense(1)\n")).resolve("Dense") == ""


def test_cycles_end() -> None:
    names = ModuleNames(read("a = b\nb = a\nc = c()\nclass A(B): pass\nclass B(A): pass\n"))
    assert [names.resolve(n) for n in ("a", "b", "c", "A.x", "B.x")] == [""] * 3 + ["", ""]


def test_program_questions() -> None:
    entry = (
        HEAD
        + "for e in range(3):\n    for b in data:\n"
        + "        loss(b).backward()\n        optimizer.step()\n"
    )
    program = Program(
        "t/train.py", {"t/models.py": read("import keras\n"), "t/train.py": read(entry)}
    )
    assert program.paths == ("t/train.py", "t/models.py")
    assert program.frameworks() == ("keras", "tensorflow", "torch")
    (step,) = program.calls_matching("torch.optim.*.step", "nothing.*")
    assert step.call.callee == "optimizer.step"
    assert program.loop_depth(step.path, step.call.start) == 2
    assert program.definition_around(step.path, step.call.start) is None
    (backward,) = program.method_calls("backward")
    assert backward.qualified == ""
    line = backward.call.first_line
    assert program.evidence_of(backward.path, backward.call) == Evidence("t/train.py", line, line)
    (net,) = program.classes()
    assert (net.name, net.bases) == ("Net", ("torch.nn.Module",))
    assert {path for path, _ in program.imports()} == set(program.paths)


def test_an_entry_must_be_there() -> None:
    with pytest.raises(ValueError, match="not among"):
        Program("a.py", {})


def test_frameworks() -> None:
    facts = read("from tensorflow.keras import layers\nfrom .torch import x\nimport os\n")
    assert imports_framework(facts) == ("keras", "tensorflow")
    assert all(root == root.lower() for root in FRAMEWORKS)
