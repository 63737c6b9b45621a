"""A log_softmax is taken out where a likelihood needs it, and not before a cross-entropy."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.mutation.engine import mutants
from acumen.mutation.original import Original
from acumen.mutation.registry import load_operators
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

HEAD = "import torch.nn.functional as F\n\n\ndef run(net, x, y):\n    # nll_loss\n"


def count(source: str) -> int:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    original = Original(Program("program.py", {"program.py": facts}), {"program.py": source})
    chosen = [one for one in load_operators() if one.operator.name == "removed-log-softmax"]
    return len(list(mutants(original, key="test", most=9, operators=chosen)))


def test_before_a_likelihood() -> None:
    assert count(HEAD + "    return F.nll_loss(F.log_softmax(net(x), dim=1), y)\n") == 1


def test_a_cross_entropy_takes_the_logarithm_again() -> None:
    assert count(HEAD + "    return F.cross_entropy(F.log_softmax(net(x), dim=1), y)\n") == 0
