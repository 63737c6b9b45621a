"""Whatever the facts say, reading networks ends and never raises."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acumen.domain.facts import (
    Assignment,
    Block,
    BlockKind,
    Call,
    Clause,
    ClauseKind,
    Definition,
    DefinitionKind,
    Import,
    Language,
    ModuleFacts,
    Return,
)
from acumen.domain.network import Gap, NetworkState
from acumen.syntax.network import read_networks
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

from .programs import networks_of, one

SEED = """
import torch, argparse
from torch import nn
import torch.nn.functional as F
from keras import layers, Input, Model, Sequential

class Net(nn.Sequential):
    size = {"a": [1, 2], "b": 3}
    def __init__(self, n=3, *args, **kwargs):
        super().__init__(nn.Linear(n, 2), *[nn.ReLU() for i in range(n) if i % 2])
        self.items = nn.ModuleDict({"x": nn.Conv2d(1, 2, 3)})
    def forward(self, x, mask=None):
        if mask is not None and x.shape[0] > 3:
            x, y = x.chunk(2)
        elif self.training:
            x = F.relu(x) + self[0](x)
        else:
            x = x.view(-1, 4 * 4)
        for i, layer in enumerate(self.items.values()):
            x = layer(x) @ x
        return x[:, 0], lambda z: self(z)

a = Input(shape=(4, 4))
m = Model(a, layers.Dense(3, activation="relu")(layers.Flatten()(a)))
s = Sequential([layers.LSTM(3, return_sequences=True, input_shape=(None, 3)), m])
net = Net(5); net(torch.zeros(1, 5)); print("%d" % 3, f"{net}")
"""

PIECES = st.sampled_from(
    ["self", "(", ")", "[", "]", "nn.Linear(2, 3)", "x", "=", "for i in range(9**9):", "\n    ",
     ",", "*", "**", "lambda x: x(x)", "0", "-1", "1e308", "'%d' % 3", "super().__init__()", ":",
     "self.x", "range(10**18)", "[0] * 10**9", "2 ** 10**6", "{}", "is not None", "return",
     "Net()", "@", "1/0",
     "nn.Sequential(*x)", "layers.Dense(-3)", "Input((None,))", "\\x", "\u00e9", "a.b.c", "[[[[[["]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 30), PIECES), max_size=6))
def test_mutated_programs_are_answered(edits: list[tuple[int, int, str]]) -> None:
    text = SEED
    for at, removed, piece in edits:
        text = text[:at] + piece + text[at + removed :]
    facts = read_module(text.encode(), Language.PYTHON)
    if isinstance(facts, ModuleFacts):
        program = Program("main.py", {"main.py": facts})
        assert read_networks(program) == read_networks(program)


TEXT = st.sampled_from(
    ["x", "self.x", "nn", "nn.Linear(1,", "nn.Sequential(nn.ReLU())", "Net()", "Net", "f(f)", "((",
     "x for", "self", "{1: 2", "a, b", "*a", "", "super().__init__()", "range(5)", "x in y"]
)  # fmt: skip
OFFSET = st.integers(0, 60)


@st.composite
def modules(draw: st.DrawFn) -> ModuleFacts:
    def span() -> tuple[int, int]:
        start = draw(OFFSET)
        return start, start + draw(st.integers(0, 40))

    def several(make: object) -> tuple[object, ...]:
        return tuple(
            sorted((make(*span()) for _ in range(draw(st.integers(0, 4)))), key=lambda r: r.start)  # type: ignore[operator]
        )

    return ModuleFacts(
        language=Language.PYTHON, lines=9, code_lines=9, docstring="",
        imports=(Import("nn", "torch.nn", "torch", 0, 1, 0),
                 Import("me", "main", "main", 0, 1, 0), Import("*", "", "", 1, 1, 1)),
        definitions=several(lambda a, b: Definition(
            draw(st.sampled_from(DefinitionKind)),
            draw(st.sampled_from(["Net", "f", "Net.forward"])),
            draw(st.sampled_from(["nn.Module", "self, x", "Net", "x=Net()", "", "((", "*, a"])),
            (), "", 1, 2, a, b)),
        calls=several(lambda a, b: Call(draw(TEXT), draw(TEXT), 1, 1, a, b)),
        assignments=several(lambda a, b: Assignment(draw(TEXT), draw(TEXT), 1, a, b)),
        blocks=several(lambda a, b: Block(
            draw(st.sampled_from(BlockKind)), draw(TEXT), 1, 1, a, b)),
        runnable_lines=(), prose=(), cells=(), errors=0, error_lines=0, token_hash="",
        clauses=several(lambda a, b: Clause(
            draw(st.sampled_from(ClauseKind)), draw(TEXT), draw(OFFSET), 1, a, b)),
        returns=several(lambda a, b: Return(draw(TEXT), 1, a, b)),
    )  # type: ignore[arg-type]  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(modules(), modules())
def test_arbitrary_facts_are_answered(entry: ModuleFacts, other: ModuleFacts) -> None:
    read_networks(Program("main.py", {"main.py": entry, "pkg/__init__.py": other}))


def test_modules_that_hold_each_other_end() -> None:
    networks_of(
        "from torch import nn\nclass A(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.a = A()\n    def forward(self, x):\n"
        "        return self.a(self.forward(x))\nA()\n"
    )


def test_endless_work_is_cut_and_said() -> None:
    found = one(
        "import torch\nfrom torch import nn\nclass A(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.a = nn.Linear(2, 2)\n    def forward(self, x):\n"
        "        for i in range(500):\n            for j in range(500):\n"
        "                x = self.a(x)\n        return x\n"
    )
    assert found.state is NetworkState.PARTIAL
    assert Gap.BUDGET in {missing.gap for missing in found.missing}
    assert len(found.layers) == 2000


def test_a_shape_without_sizes_is_no_reason_to_stop() -> None:
    network = one(
        """
import torch
from torch import nn

class Value(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 1)
    def forward(self, x):
        return self.head(x).view(()).reshape([])

Value()(torch.zeros(1, 4))
"""
    )
    assert [layer.name for layer in network.layers][:1] == ["head"]


def test_chains_longer_than_the_stack_are_answered() -> None:
    chain, sums = ".a" * 3500, " + 1" * 1900
    found = one(
        "from torch import nn\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(2, 3)\n"
        "    def forward(self, x):\n"
        f"        y = self{chain}\n        z = 1{sums}\n        return self.a(x)\n"
    )
    assert [layer.name for layer in found.layers] == ["a"]


HEAVY = """
from torch import nn
class Base(nn.Module):
    def forward(self, x):
        return self.a(x)
class Net(Base):
    def __init__(self):
        super(Base, self).__init__()
        self.a = nn.Linear(2, 3)
net = Net()
big = [[[1 for i in range(500)] for j in range(500)] for k in range(500)]
"""


def test_a_spent_budget_ends_a_reading_and_breaks_nothing() -> None:
    """What is asked of a class after its module used up the budget has one of its own."""
    facts = read_module(HEAVY.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    for count, names in ((1, ["Base", "Net"]), (7, [])):  # seven use up what a program has
        paths = [f"m{number}.py" for number in range(count)]
        found = read_networks(Program(paths[0], dict.fromkeys(paths, facts)))
        assert [network.name for network in found] == names
