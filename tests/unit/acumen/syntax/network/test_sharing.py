"""Programs that share modules read the same networks as each would alone."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.network import Network
from acumen.syntax.modules import Shelf
from acumen.syntax.network import read_networks, reading
from acumen.syntax.network.machine import STEPS_OF_ROOT
from acumen.syntax.network.sharing import Sharing
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

BLOCKS = """
from torch import nn

WIDTHS = [8, 16]
OPTIONS = {"bias": True}

class Block(nn.Module):
    depth = 2
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(*[nn.Linear(width, width) for _ in range(self.depth)])
    def forward(self, x):
        return self.body(x)
"""
NET = """
from torch import nn
from blocks import Block, WIDTHS

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, WIDTHS[0])
        self.block = Block(WIDTHS[0])
    def forward(self, x):
        return self.block(self.first(x)).relu()

def make(width=3):
    return nn.Sequential(nn.Linear(width, 2), nn.Tanh())
"""
ONE = "import torch\nfrom net import Net\nmodel = Net()\nmodel(torch.zeros(1, 4))\n"
OTHER = "import torch\nimport net\nother = net.make(7)\n"


def read(**texts: str) -> dict[str, ModuleFacts]:
    found = {}
    for name, text in texts.items():
        facts = read_module(text.encode(), Language.PYTHON)
        assert isinstance(facts, ModuleFacts)
        found[f"{name.replace('__', '/')}.py"] = facts
    return found


def anew(program: Program) -> tuple[Network, ...]:
    """The networks of a program that shares nothing, not even with itself."""
    reader = reading._Reader(program, None)
    reader.read()
    return reader.networks()


def networks(
    facts: dict[str, ModuleFacts], entries: list[str], shelf: Shelf | None
) -> list[tuple[Network, ...]]:
    """Of a program of each entry and all modules that are no entry, one after the other."""
    found = []
    for entry in entries:
        others = {path: held for path, held in facts.items() if path not in entries}
        program = Program(entry, {**others, entry: facts[entry]}, shelf=shelf)
        found.append(anew(program) if shelf is None else read_networks(program))
    return found


def assert_alike(facts: dict[str, ModuleFacts], *entries: str) -> list[tuple[Network, ...]]:
    alone = networks(facts, list(entries), None)
    assert networks(facts, list(entries), Shelf()) == alone
    assert networks(facts, list(entries)[::-1], Shelf()) == alone[::-1]
    return alone


def test_what_is_shared_reads_like_what_is_read_anew() -> None:
    facts = read(blocks=BLOCKS, net=NET, one=ONE, other=OTHER)
    one, other = assert_alike(facts, "one.py", "other.py")
    assert {network.name for network in one} >= {"Net"}
    assert {network.name for network in other} >= {"Net", "other"}


def test_a_root_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read_roots: list[tuple[str, str]] = []
    plain = reading._root

    def counted(sharing, path, definition):  # type: ignore[no-untyped-def]
        read_roots.append((path, definition.name))
        return plain(sharing, path, definition)

    monkeypatch.setattr(reading, "_root", counted)
    facts = read(blocks=BLOCKS, net=NET, one="import net\n", other="import net\n")
    first, second = networks(facts, ["one.py", "other.py"], Shelf())
    assert first == second
    assert sorted(read_roots) == [("blocks.py", "Block"), ("net.py", "Net"), ("net.py", "make")]


@pytest.mark.parametrize(
    "change",
    [
        "blocks.WIDTHS.append(3)\nblocks.WIDTHS[0] = 5\n",
        "blocks.WIDTHS[0] = 5\n",
        "blocks.OPTIONS.update(bias=False)\nblocks.WIDTHS.insert(0, 6)\n",
        "blocks.Block.depth = 4\n",
        "setattr(blocks.Block, 'depth', 1)\n",
        "from blocks import WIDTHS\ndef widen():\n    WIDTHS.insert(0, 32)\nwiden()\n",
    ],
)
def test_what_one_program_changes_is_its_own(change: str) -> None:
    facts = read(
        blocks=BLOCKS,
        net=NET,
        one=f"import blocks\n{change}from net import Net\nmodel = Net()\n",
        other=ONE,
    )
    one, other = assert_alike(facts, "one.py", "other.py")
    assert one != other


def test_a_function_that_changes_what_its_module_holds_is_read_for_each_program() -> None:
    registry = """
from torch import nn
KNOWN = []
def register(width):
    KNOWN.append(nn.Linear(width, 2))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*KNOWN)
    def forward(self, x):
        return self.layers(x)
"""
    use = "import registry\nregistry.register(4)\nnet = registry.Net()\n"
    facts = read(registry=registry, one=use, other="import registry\nnet = registry.Net()\n")
    one, other = assert_alike(facts, "one.py", "other.py")
    assert one != other


def test_a_module_that_makes_a_network_belongs_to_each_program() -> None:
    held = """
from torch import nn
class Net(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.a = nn.Linear(n, n)
    def forward(self, x):
        return self.a(x)
ready = Net(5)
"""
    use = "import torch\nimport held\nheld.ready(torch.zeros(1, 5))\n"
    facts = read(held=held, one=use, other="import held\n")
    assert_alike(facts, "one.py", "other.py")


def test_modules_in_a_circle_belong_to_each_program() -> None:
    left = """
from torch import nn
import right
class L(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = right.R()
    def forward(self, x):
        return self.r(x)
"""
    right = """
from torch import nn
import left
class R(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
    def forward(self, x):
        return self.a(x)
"""
    facts = read(left=left, right=right, one="import left\n", other="import right\n")
    assert_alike(facts, "one.py", "other.py")


def test_an_import_that_means_another_file_is_read_anew() -> None:
    """Two programs hold the same module and differ in what it imports."""
    facts = read(
        blocks=BLOCKS,
        net=NET,
        apart__blocks=BLOCKS.replace("[8, 16]", "[24]"),
        apart__main="import net\n",
        main="import net\n",
    )
    shelf = Shelf()

    def held(*paths: str, shelf: Shelf | None) -> tuple[Network, ...]:
        program = Program(paths[0], {path: facts[path] for path in paths}, shelf=shelf)
        return anew(program) if shelf is None else read_networks(program)

    plain = ("main.py", "net.py", "blocks.py")
    apart = ("apart/main.py", "net.py", "apart/blocks.py")
    for paths in (plain, apart, plain):
        assert held(*paths, shelf=shelf) == held(*paths, shelf=None)
    assert held(*plain, shelf=shelf) != held(*apart, shelf=shelf)


ASKING = """
from torch import nn
MAIN = __name__ == "__main__"
WIDTH = 5 if MAIN else 6
class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(WIDTH, 1)
    def forward(self, x):
        return self.a(x)
"""


def test_a_module_that_asks_whether_it_is_the_entry() -> None:
    facts = read(blocks=BLOCKS, net=ASKING, one="import net\n")
    shelf = Shelf()
    for entry in ("one.py", "net.py", "one.py"):
        shared = read_networks(Program(entry, facts, shelf=shelf))
        assert shared == anew(Program(entry, facts))


def test_an_import_that_one_program_lacks_is_read_anew() -> None:
    net = """
from torch import nn
from sizes import WIDTH
class Net(nn.Module):
    def __init__(self, n=WIDTH):
        super().__init__()
        self.a = nn.Linear(n, n)
    def forward(self, x):
        return self.a(x)
"""
    facts = read(net=net, sizes="WIDTH = 12\n", main="import net\n")
    shelf = Shelf()
    lacking = {path: held for path, held in facts.items() if path != "sizes.py"}
    for held in (lacking, facts, lacking):
        shared = read_networks(Program("main.py", held, shelf=shelf))
        assert shared == anew(Program("main.py", held))


def test_a_root_without_end_is_cut_alike() -> None:
    endless = """
from torch import nn
class Deep(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(n, n) for _ in range(400)])
    def forward(self, x):
        for _ in range(500):
            for layer in self.layers:
                x = layer(x)
        return x
def again(x):
    for _ in range(64):
        for _ in range(64):
            for _ in range(64):
                x = x + 1
"""
    facts = read(endless=endless, one="import endless\n", other="from endless import Deep\nDeep(3)")
    assert_alike(facts, "one.py", "other.py")


def test_a_root_that_takes_its_whole_budget_for_nothing_is_read_once() -> None:
    idle = """
import torch
def idle(x):
    for _ in range(64):
        for _ in range(64):
            for _ in range(64):
                x = x + 1
"""
    facts = read(idle=idle, one="import idle\n", other="import idle\n")
    assert_alike(facts, "one.py", "other.py")
    shelf = Shelf()
    networks(facts, ["one.py", "other.py"], shelf)
    (steady,) = shelf.module("idle.py", facts["idle.py"]).steady
    (root,) = steady.roots.values()
    assert root is not None
    assert root.whole.cut
    assert root.whole.steps > STEPS_OF_ROOT


def test_a_module_that_a_program_changes_leaves_the_others_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[frozenset[str]] = []
    plain = reading.Sharing

    def counted(program: Program, *, without: frozenset[str]) -> Sharing:
        tried.append(without)
        return plain(program, without=without)

    registry = "KNOWN = []\ndef register(width):\n    KNOWN.append(width)\n"
    facts = read(
        blocks=BLOCKS, net=NET, registry=registry, one=f"import registry\n{ONE}", other=OTHER
    )
    assert_alike(facts, "one.py", "other.py")
    monkeypatch.setattr(reading, "Sharing", counted)
    shelf = Shelf()
    networks(facts, ["one.py", "other.py"], shelf)
    assert tried[:2] == [frozenset(), frozenset({"registry.py"})]
    assert shelf.module("net.py", facts["net.py"]).steady


def test_a_module_is_kept_for_each_of_its_surroundings() -> None:
    facts = read(blocks=BLOCKS, net=NET, apart__blocks=BLOCKS, apart__main="import net\n")
    facts |= read(main="import net\n")
    shelf = Shelf()
    for paths in (
        ("main.py", "net.py", "blocks.py"),
        ("apart/main.py", "net.py", "apart/blocks.py"),
        ("main.py", "net.py", "blocks.py"),
    ):
        read_networks(Program(paths[0], {path: facts[path] for path in paths}, shelf=shelf))
    module = shelf.module("net.py", facts["net.py"])
    assert len(module.steady) == 2
    assert module.steady_tries == 2
