"""Switches of modes are taken out only where that changes something."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.mutation.engine import mutants
from acumen.mutation.original import Original
from acumen.mutation.registry import load_operators
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

HEAD = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)
        self.last = nn.Linear(8, 2)

class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(8, 2)

model = Net()
probe = Probe()

def fit(epoch):
    model.train()
    for x, y in loader:
        criterion(model(x), y).backward()
        optimizer.step()

def judge():
    model.eval()
    return [model(x) for x, _ in other]

"""


def seeded(source: str, name: str) -> list[str]:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    original = Original(Program("program.py", {"program.py": facts}), {"program.py": source})
    chosen = [loaded for loaded in load_operators() if loaded.operator.name == name]
    found = mutants(original, key="test", most=9, operators=chosen)
    return sorted(one.mutation.note for one in found)


def test_training_after_an_evaluation_is_left_in_its_mode() -> None:
    looped = HEAD + "for epoch in range(9):\n    fit(epoch)\n    judge()\n"
    assert seeded(looped, "removed-train") == ["model.train() removed"]
    first = HEAD + "judge()\nfor epoch in range(9):\n    fit(epoch)\n"
    assert seeded(first, "removed-train") == ["model.train() removed"]


def test_a_mode_that_is_never_left_needs_no_return() -> None:
    after = HEAD + "for epoch in range(9):\n    fit(epoch)\njudge()\n"
    assert seeded(after, "removed-train") == []


def test_an_object_that_is_told_again_is_left_alone() -> None:
    twice = HEAD.replace("    model.train()\n", "    model.train()\n    model.cuda().train()\n")
    assert seeded(twice + "for e in range(9):\n    fit(e)\n    judge()\n", "removed-train") == []


def test_what_has_no_modes_or_is_not_run_is_judged_alike() -> None:
    assert seeded(HEAD + "judge()\n", "removed-eval") == ["model.eval() removed"]
    plain = HEAD.replace("model.eval()", "probe.eval()").replace("[model(x)", "[probe(x)")
    assert seeded(plain + "judge()\n", "removed-eval") == []
    unused = HEAD + "other = Net()\nother.eval()\nprint(judge())\n"
    assert "other.eval() removed" not in seeded(unused, "removed-eval")
