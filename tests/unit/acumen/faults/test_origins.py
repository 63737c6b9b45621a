"""Values followed over names, attributes, parameters, results and files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.facts import Language, ModuleFacts
from acumen.faults.expressions import operands
from acumen.faults.homes import reading
from acumen.faults.modules import identities, runs_own_module
from acumen.faults.origins import Kind, callers_of, origins
from acumen.faults.sources import Source, sources
from acumen.faults.subject import Subject
from acumen.faults.whereabouts import Home
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

NETS = """
import torch
from torch import nn

class Base(nn.Module):
    pass

class Net(Base):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)

    def forward(self, x):
        return self.body(x)

def build(wide):
    if wide:
        net = Net()
    else:
        net = nn.Linear(8, 8)
    return net.to("cuda")
"""

TRAIN = """
import torch
from nets import Net, build

class Trainer:
    def __init__(self, net):
        self.net = net

    def run(self, loader):
        for x, y in loader:
            self.step(x.cuda(), y)

    def step(self, x, y):
        found = self.net(x)
        return found, y

def main(loader):
    first = Net()
    second = torch.nn.DataParallel(first)
    trainer = Trainer(second.cuda())
    trainer.run(loader)
    other = build(True)
    return other
"""


def subject_of(**sources_: str) -> Subject:
    code = {f"{name}.py": text for name, text in sources_.items()}
    facts = {}
    for path, text in code.items():
        read = read_module(text.encode(), Language.PYTHON)
        assert isinstance(read, ModuleFacts)
        facts[path] = read
    return Subject(Program(next(iter(code)), facts), code=code)


@pytest.fixture
def program() -> Subject:
    return subject_of(train=TRAIN, nets=NETS)


def at(text: str, wanted: str) -> int:
    return text.encode().index(wanted.encode())


def test_an_object_is_the_same_under_every_name(program: Subject) -> None:
    made = {one.text for one in origins(program, "train.py", "second", at(TRAIN, "trainer = "))}
    assert made == {"Net()"}
    kept = identities(program, "train.py", "self.net", at(TRAIN, "found ="))
    assert kept == identities(program, "train.py", "first", at(TRAIN, "second ="))
    assert kept != identities(program, "train.py", "other", at(TRAIN, "return other"))


def test_results_and_classes_are_followed_into_other_files(program: Subject) -> None:
    made = origins(program, "train.py", "other", at(TRAIN, "return other"))
    assert {one.path for one in made} == {"nets.py"}
    assert {one.text for one in made} == {"Net()", "nn.Linear(8, 8)"}
    assert runs_own_module(program, "train.py", "first", at(TRAIN, "second ="))


def test_methods_are_called_by_objects_of_their_class(program: Subject) -> None:
    run = next(d for d in program.program.modules["train.py"].definitions if d.name.endswith("run"))
    assert [s.call.callee for s in callers_of(program, "train.py", run)] == ["trainer.run"]


def test_what_nobody_gives_is_a_parameter(program: Subject) -> None:
    found = origins(program, "train.py", "loader", at(TRAIN, "first ="))
    assert [one.kind for one in found] == [Kind.PARAMETER]


def test_devices_flow_through_parameters_and_networks(program: Subject) -> None:
    homes = reading(program)
    assert homes.home("train.py", "x", at(TRAIN, "found =")).home is Home.GPU
    assert homes.home("train.py", "found + 1", at(TRAIN, "return found")).home is Home.GPU
    assert homes.home("train.py", "y", at(TRAIN, "return found")).home is Home.UNKNOWN


def test_results_of_networks_are_told_from_data(program: Subject) -> None:
    where = at(TRAIN, "return found")
    assert Source.NETWORK in sources(program, "train.py", "found.argmax(1)", where)
    assert sources(program, "train.py", "y.long()", where) == {Source.DATA}


@pytest.mark.parametrize(
    "code",
    [
        "a = b\nb = a\nfor i in a:\n    a = a.next(b)\n    b = a\nend = a\n",
        "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\nend = f(g(1))\n",
        "class A:\n    def __init__(self, a):\n        self.a = self.a.b(a)\nend = A(A(A(1)))\n",
        "end = " + "(" * 300 + "x" + ")" * 300 + "\n",
        "end = " + "f(" * 90 + "x" + ")" * 90 + "\n",
        "end = a if b else lambda: (yield)\n",
    ],
)
def test_circles_and_depth_come_to_an_end(code: str) -> None:
    program = subject_of(train=f"import torch\n{code}")
    where = len(code)
    assert len(origins(program, "train.py", "end", where)) <= 8
    reading(program).home("train.py", "end", where)
    sources(program, "train.py", "end", where)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("-a * f(b) + 2", ("a", "f(b)", "2")),
        ("((a + b))", ("a", "b")),
        ("(a) + (b)", ("(a)", "(b)")),
        ("1e-10 + x", ("1e-10", "x")),
        ("'a+b' + c", ("'a+b'", "c")),
        ("(a, b)", ("(a, b)",)),
        ("x if y else z", None),
        ("a, b", None),
        ("", ()),
    ],
)
def test_operands(text: str, parts: tuple[str, ...] | None) -> None:
    assert operands(text) == parts


@given(st.text(alphabet="ab1.()[]{}'\"+-*/ ,=\\\n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_has_operands_or_none(text: str) -> None:
    parts = operands(text)
    assert parts is None or all(parts)
