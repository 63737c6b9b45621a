"""Every operator seeds its fault somewhere in a few small programs, and says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.mutation.engine import Mutant, mutants
from acumen.mutation.mutant import Edit, applied
from acumen.mutation.original import Original
from acumen.mutation.registry import LoadedOperator, load_operators
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module
from acumen.taxonomy.tree import load_taxonomy

PROGRAMS = Path(__file__).parent / "cases"


def original_of(source: str, path: str = "program.py") -> Original:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    return Original(Program(path, {path: facts}), {path: source})


def seeded(source: str, name: str, most: int = 9) -> list[Mutant]:
    chosen = [loaded for loaded in load_operators() if loaded.operator.name == name]
    assert chosen, name
    return list(mutants(original_of(source), key="test", most=most, operators=chosen))


@pytest.fixture(scope="module")
def everything() -> dict[str, list[Mutant]]:
    """All mutants of all programs, by operator."""
    found: dict[str, list[Mutant]] = {}
    for path in sorted(PROGRAMS.glob("*.py")):
        for mutant in mutants(original_of(path.read_text()), key=path.name, most=99):
            found.setdefault(mutant.operator.name, []).append(mutant)
    return found


@pytest.mark.parametrize("loaded", load_operators(), ids=lambda loaded: loaded.operator.name)
def test_every_operator_finds_a_place(
    loaded: LoadedOperator, everything: dict[str, list[Mutant]]
) -> None:
    assert everything.get(loaded.operator.name)


@pytest.mark.parametrize("loaded", load_operators(), ids=lambda loaded: loaded.operator.name)
def test_every_operator_says_what_it_is(loaded: LoadedOperator) -> None:
    leaves = {leaf.id for leaf in load_taxonomy().leaves}
    assert set(loaded.operator.leaves) <= leaves
    assert loaded.operator.leaves
    assert loaded.operator.frameworks
    assert loaded.operator.equivalent
    assert loaded.doc.rstrip().endswith(".")
    module = loaded.places.__module__.rpartition(".")[2]
    assert loaded.operator.name == module.replace("_", "-")


def test_names_are_unique() -> None:
    names = [loaded.operator.name for loaded in load_operators()]
    assert len(set(names)) == len(names)


def test_the_seed_decides_what_is_drawn() -> None:
    source = (PROGRAMS / "torch_images.py").read_text()

    def drawn(seed: int) -> list[tuple[str, int, str]]:
        return [
            (mutant.operator.name, mutant.mutation.line, mutant.code)
            for mutant in mutants(original_of(source), key="test", seed=seed)
        ]

    assert drawn(0) == drawn(0)
    assert any(drawn(0) != drawn(seed) for seed in range(1, 6))


def test_nothing_is_seeded_where_no_framework_is_used() -> None:
    source = "import tools\n\noptimizer = tools.make()\nfor x in y:\n    optimizer.zero_grad()\n"
    assert mutants(original_of(source), key="test") == ()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("removed-zero-grad", "    for x, y in batches:\n        loss ="),
        ("zero-grad-before-step", "loss.backward()\n        optimizer.zero_grad()\n        opt"),
        ("removed-backward", "wanted)\n        optimizer.step()"),
        ("learning-rate-too-low", "lr=1e-12"),
        ("softmax-before-loss", "F.cross_entropy(model(x).softmax(dim=-1), y)"),
        ("swapped-loss-arguments", "F.cross_entropy(y, model(x))"),
        ("float-labels", "F.cross_entropy(model(x), y.float())"),
        ("detached-loss", ".detach()"),
    ],
)
def test_the_fault_is_where_it_should_be(name: str, wanted: str) -> None:
    source = (
        "import torch\n"
        "import torch.nn.functional as F\n"
        "def train(model, batches, wanted):\n"
        "    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)\n"
        "    for x, y in batches:\n"
        "        optimizer.zero_grad()\n"
        "        loss = F.cross_entropy(model(x), y)\n"
        "        loss = loss + F.mse_loss(x, wanted)\n"
        "        loss.backward()\n"
        "        optimizer.step()\n"
    )
    assert any(wanted in mutant.code for mutant in seeded(source, name))


def test_a_statement_that_stands_alone_becomes_pass() -> None:
    source = (
        "import torch\n"
        "def train(model, x):\n"
        "    optimizer = torch.optim.Adam(model.parameters())\n"
        "    for _ in range(3):\n"
        "        model(x).backward()\n"
        "        if x:\n"
        "            optimizer.step()\n"
    )
    (mutant,) = seeded(source, "removed-step")
    assert "        if x:\n            pass\n" in mutant.code


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (
            "removed-zero-grad",
            (
                "import torch\nfor x in y:\n    optimizer.zero_grad()\n    optimizer.zero_grad()\n"
                "    loss(x).backward()\n    optimizer.step()\n"
            ),
        ),
        (
            "removed-eval",
            "import torch\nmodel = torch.nn.Linear(2, 2)\nmodel.eval()\nprint(model)\n",
        ),
        (
            "removed-softmax",
            (
                "import keras\nkeras.layers.Dense(3, activation='softmax')\nx.compile(loss="
                "keras.losses.CategoricalCrossentropy(from_logits=True))\n"
            ),
        ),
        (
            "few-epochs",
            "import keras\nmodel.fit(x, epochs=1)\n",
        ),
        (
            "removed-ignore-index",
            (
                "import torch\nLEFT_OUT = -100\na = torch.nn.CrossEntropyLoss(ignore_index=-100)\n"
                "b = torch.nn.CrossEntropyLoss(ignore_index=LEFT_OUT)\n"
            ),
        ),
        (
            "removed-batch-first",
            (
                "import torch\nrnn = torch.nn.GRU(2, 2, batch_first=True)\n"
                "packed = torch.nn.utils.rnn.pack_padded_sequence(x, n, batch_first=True)\n"
                "rnn(packed)\n"
            ),
        ),
    ],
)
def test_equivalent_changes_are_not_made(name: str, source: str) -> None:
    assert seeded(source, name) == []


_SPLIT = """import jax
def step(key, flag):
{body}
"""


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("    new, _ = jax.random.split(key)\n    return jax.random.normal(new)", False),
        ("    key, sub = jax.random.split(key)\n    return jax.random.normal(sub), key", True),
        ("    key, sub = jax.random.split(key)\n    key = g(sub)\n    return key", False),
        (
            "    key, sub = jax.random.split(key)\n    return f(sub, lambda key: h(key), key=2)",
            False,
        ),
        ("    for i in range(3):\n        key, _ = jax.random.split(key)\n        f(key)", True),
        ("    a, b = jax.random.split(key)\n    return f(a), f(key)", True),
    ],
)
def test_a_key_is_kept_only_where_it_is_read_twice(body: str, seen: bool) -> None:
    assert bool(seeded(_SPLIT.format(body=body), "random-key-reused")) is seen


def test_edits_must_not_overlap() -> None:
    assert applied(b"abcd", [Edit(2, 3, "X"), Edit(0, 1, "")]) == b"bXd"
    with pytest.raises(ValueError, match="overlaps"):
        applied(b"abcd", [Edit(0, 2, ""), Edit(1, 3, "")])
    with pytest.raises(ValueError, match="overlaps"):
        applied(b"abcd", [Edit(3, 9, "")])


MOVED = """
import torch
from torch import nn

def main(batches, use):
    if use:
        device = torch.device("cuda")
        model = nn.Linear(4, 2)
        model = model.to(device)
    else:
        device = torch.device("cpu")
        model = nn.Linear(4, 2)
        model = model.to(device)
    for x in batches:
        x = x.to(device)
        model(x)


class Both(nn.Module):
    def to(self, device):
        super().to(device)
        self.model.to(device)
        return self
"""


def test_a_network_that_is_moved_is_taken_back_where_that_matters() -> None:
    found = seeded(MOVED, "removed-model-transfer")
    assert [mutant.mutation.line for mutant in found] == [9]
    assert "model = model\n" not in found[0].code
