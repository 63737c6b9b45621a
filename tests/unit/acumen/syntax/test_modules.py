"""What single modules say is shared by programs; what depends on a program stays its own."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.modules import Module, Shelf
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module


def read(text: str) -> ModuleFacts:
    found = read_module(text.encode(), Language.PYTHON)
    assert isinstance(found, ModuleFacts)
    return found


NET = """
from torch import nn
from layers import WIDTH, Head

class Net(nn.Module):
    def __init__(self, width=WIDTH):
        super().__init__()
        self.body = nn.Linear(8, width)
        self.head = Head(width)
    def forward(self, x):
        return self.head(self.body(x))
"""
LAYERS = """
from torch import nn

WIDTH = {width}

class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.out = nn.Linear(width, {outputs})
    def forward(self, x):
        return self.out(x){after}
"""


def widths(program: Program) -> list[tuple[str, list[object], tuple[object, ...]]]:
    return [
        (
            network.name,
            [layer.setting("units").value for layer in network.layers],
            tuple(layer.evidence.path for layer in network.layers),
        )
        for network in program.networks
    ]


def test_a_module_is_read_once_for_all_programs_that_hold_it() -> None:
    facts, shelf = read("import torch\ntorch.ones(3)\n"), Shelf()
    first = Program("a.py", {"a.py": facts, "b.py": read("import a\n")}, shelf=shelf)
    second = Program("a.py", {"a.py": facts}, shelf=shelf)
    assert first.module("a.py") is second.module("a.py")
    assert first.names("a.py") is second.names("a.py")
    assert list(second.calls()) == list(first.calls())
    assert Program("a.py", {"a.py": facts}).module("a.py") is not first.module("a.py")


def test_other_facts_under_the_same_path_are_other_modules() -> None:
    shelf = Shelf()
    old = Program("a.py", {"a.py": read("import torch\nx = torch.ones(3)\n")}, shelf=shelf)
    assert [site.qualified for site in old.calls()] == ["torch.ones"]
    new = Program("a.py", {"a.py": read("import numpy\nx = numpy.ones(3)\n")}, shelf=shelf)
    assert [site.qualified for site in new.calls()] == ["numpy.ones"]
    assert [site.qualified for site in old.calls()] == ["torch.ones"]


def test_a_shelf_lets_go_what_was_asked_for_longest_ago() -> None:
    facts, shelf = read("import torch\n"), Shelf(most=2)
    first, second = shelf.module("a.py", facts), shelf.module("b.py", facts)
    assert shelf.module("a.py", facts) is first
    shelf.module("c.py", facts)
    assert shelf.module("a.py", facts) is first
    assert shelf.module("b.py", facts) is not second


def test_equal_text_under_two_paths_keeps_its_places() -> None:
    facts, shelf = read("import torch\ntorch.ones(3)\n"), Shelf()
    program = Program("a.py", {"a.py": facts, "b/a.py": facts}, shelf=shelf)
    assert [site.path for site in program.calls()] == ["a.py", "b/a.py"]


def test_networks_of_programs_that_resolve_names_differently_stay_apart() -> None:
    net = read(NET)
    near = read(LAYERS.format(width=4, outputs=2, after=""))
    far = read(LAYERS.format(width=16, outputs=3, after=".relu()"))
    shelf = Shelf()
    programs = [
        Program("one/net.py", {"one/net.py": net, "one/layers.py": near}, shelf=shelf),
        Program("two/net.py", {"two/net.py": net, "two/layers.py": far}, shelf=shelf),
        Program("one/net.py", {"one/net.py": net}, shelf=shelf),
        Program("one/net.py", {"one/net.py": net, "one/layers.py": near}, shelf=shelf),
    ]
    shared = [widths(program) for program in programs]
    assert shared == [widths(Program(p.entry, p.modules)) for p in programs]
    assert shared[0] == shared[3]
    assert shared[0][-1] == ("Net", [4, 2], ("one/net.py", "one/layers.py"))
    assert shared[1][-1][1][:2] == [16, 3]
    assert shared[2] != shared[0]


def test_reading_one_program_changes_nothing_for_the_next() -> None:
    """Lists, defaults and lambdas of a shared module are made anew for each program."""
    shared = read(
        "from torch import nn\nSIZES = [2]\nlast = lambda n, k=3: nn.Linear(n, k)\n"
        "def grown():\n    SIZES.append(len(SIZES) + 4)\n    return SIZES[-1]\n"
    )
    main = read(
        "from torch import nn\nfrom parts import grown, last\n"
        "net = nn.Sequential(nn.Linear(1, grown()), last(grown()))\n"
    )
    shelf = Shelf()
    found = [
        widths(Program("main.py", {"main.py": main, "parts.py": shared}, shelf=shelf))
        for _ in range(3)
    ]
    assert found[0] == found[1] == found[2]
    assert found[0][0][1] == [5, 3]


def test_what_a_module_is_asked_is_asked_once() -> None:
    asked = []

    def lines(module: Module) -> int:
        asked.append(module.path)
        return module.facts.lines

    module = Shelf().module("a.py", read("import torch\n"))
    assert module.once(lines) == module.once(lines)
    assert asked == ["a.py"]
