"""Code without its imports is read as its author meant it, and nothing else is."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.names import ModuleNames
from acumen.syntax.pasted import with_usual_imports
from acumen.syntax.reading import read_module


def facts_of(source: str) -> ModuleFacts:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    return facts


def test_a_keras_model_without_imports() -> None:
    source = "model = Sequential()\nmodel.add(Dense(1))\nmodel.compile(loss='mse')\n"
    facts, assumed = with_usual_imports(facts_of(source))
    assert assumed == ("keras.layers.Dense", "keras.models.Sequential")
    assert ModuleNames(facts).resolve("Dense") == "keras.layers.Dense"


def test_a_module_of_torch_without_imports() -> None:
    source = "class Net(nn.Module):\n    def __init__(self):\n        self.a = nn.Linear(1, 2)\n"
    facts, assumed = with_usual_imports(facts_of(source))
    assert assumed == ("torch.nn",)
    assert ModuleNames(facts).resolve("nn.Linear") == "torch.nn.Linear"


@pytest.mark.parametrize(
    "source",
    [
        "import keras\nmodel = Sequential()\nmodel.add(Dense(1))\n",  # its imports are there
        "from tools import *\nmodel = Sequential()\nmodel.add(Dense(1))\n",  # may bind anything
        "from shapes import Dense\nDense(1).add(2)\n",
        "class Dense:\n    pass\n\nDense().add(1)\n",
        "def build(nn):\n    return nn.Linear(1, 2)\n",
        "for F in files:\n    F.read()\n",
        "F.read()\n",  # of several, not enough by itself
        "Dense(1)\n",  # nothing is done with it that Keras does
        "print('Sequential')\n",
    ],
)
def test_what_is_left_alone(source: str) -> None:
    facts = facts_of(source)
    assert with_usual_imports(facts) == (facts, ())
