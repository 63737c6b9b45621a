"""How often loops, comprehensions and functions that call themselves are followed."""

from __future__ import annotations

import pytest

from acumen.domain.network import NetworkState
from acumen.syntax.network.machine import Machine
from acumen.syntax.network.reading import _Reader

from .programs import labels, one, program_of

NET = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
    def forward(self, x):
        return %s
model = Net()
"""
TRAINS = """
for epoch in range(100):
    for batch in range(100):
        loss = model(torch.zeros(1, 4))
"""


def machine_of(code: str) -> Machine:
    reader = _Reader(program_of(code), None)
    reader.read()
    return reader.machine


@pytest.mark.parametrize("result", ["self.a(x)", "nn.Linear(4, 4)(self.a(x))"])
def test_a_loop_that_trains_is_followed_once(result: str) -> None:
    """Also where the network makes layers whenever it is called."""
    assert len(machine_of(NET % result + TRAINS).runs) == 1


def test_a_loop_that_makes_networks_is_followed_to_its_end() -> None:
    made = "\nfor width in range(5):\n    model = Net()\n    model(torch.zeros(1, 4))\n"
    models = {id(run.model) for run in machine_of(NET % "self.a(x)" + made).runs}
    assert len(models) == 6  # the one before the loop among them


TABLE = """
import numpy as np
from torch import nn
def angle(position, place):
    return position / np.power(10000, 2 * (place // 2) / 512)
table = [[angle(i, j) for j in range(512)] for i in range(512)]
model = nn.Sequential(nn.Linear(len([angle(i, 1) for i in range(100)]), 3), nn.ReLU())
"""


def test_a_table_of_numbers_leaves_room_for_the_network() -> None:
    network = one(TABLE)
    assert network.state is NetworkState.COMPLETE
    assert network.layers[0].setting("in_units").value == 100


def test_what_is_only_calculated_is_known_in_every_round() -> None:
    network = one(
        "from torch import nn\nwidths = [2 * i for i in range(100)]\n"
        "model = nn.Sequential(nn.Linear(widths[80], 3), nn.ReLU())\n"
    )
    assert network.layers[0].setting("in_units").value == 160


def test_layers_in_a_long_comprehension_are_all_made() -> None:
    network = one(
        "from torch import nn\n"
        "model = nn.Sequential(*[nn.Linear(i + 1, i + 2) for i in range(100)])\n"
    )
    assert len(network.layers) == 100


INSIDE = """
import torch
def inner(venv):
    if hasattr(venv, "envs"):
        return venv.envs[0].render
    elif hasattr(venv, "venv"):
        return inner(venv.venv)
    elif hasattr(venv, "env"):
        return inner(venv.env)
"""


def test_a_function_that_calls_itself_with_what_is_not_known_ends() -> None:
    assert machine_of(INSIDE).spent < 500


def test_a_function_that_counts_down_is_followed_to_its_end() -> None:
    network = one(
        "from torch import nn\n"
        "def layers(n):\n    return [] if n == 0 else [nn.Linear(n, n), *layers(n - 1)]\n"
        "model = nn.Sequential(*layers(7))\n"
    )
    assert labels(network) == ["dense"] * 7


def test_networks_inside_of_networks_of_their_class_are_followed() -> None:
    network = one("""
from torch import nn
class Nested(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.a = nn.Linear(depth, depth)
        self.inner = Nested(depth - 1) if depth > 1 else nn.Identity()
    def forward(self, x):
        return self.inner(self.a(x))
model = Nested(6)
model(x)
""")
    assert labels(network) == [*["dense"] * 6, "identity"]
