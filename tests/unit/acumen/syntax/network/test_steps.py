"""What a form costs: every one of its parts a step, however it is taken apart."""

from __future__ import annotations

import ast

import pytest

from acumen.syntax.network.expressions import expression, parsed
from acumen.syntax.network.machine import ExhaustedError, Machine
from acumen.syntax.network.operators import code_of
from acumen.syntax.network.steps import DEEPEST
from acumen.syntax.network.values import UNKNOWN, ClassRef, Instance, Scope, Thing

from .programs import program_of

PROGRAM = "import torch\nclass Own:\n    pass\nthing = Own()\n"


def ready() -> tuple[Machine, Scope, Instance]:
    machine = Machine(program_of(PROGRAM))
    machine.begin()
    names = machine.module("main.py").names
    thing = names["thing"]
    assert isinstance(names["Own"], ClassRef)
    assert isinstance(thing, Instance)
    thing.attributes.update(width=7)
    return machine, Scope("main.py", {"self": thing, "other": thing, "n": 3}), thing


def asked(text: str, *, left: int = 1000, depth: int = 0) -> tuple[Thing, int, int]:
    """Value, steps taken and the level afterwards."""
    machine, scope, _ = ready()
    machine.left, machine.depth = left, depth
    code = code_of(text)
    assert code is not None
    value = code(machine, scope, 1)
    return value, left - machine.left, machine.depth


@pytest.mark.parametrize(
    ("text", "value", "steps"),
    [
        ("3", 3, 1),
        ("n", 3, 1),
        ("self.width", 7, 2),
        ("other.width", 7, 2),
        ("self.width + n * 2", 13, 6),
        ("[n, *[1, 2]]", None, 5),
        ("len([n])", 1, 5),
        ("n if n > 2 else 0", 3, 5),
        ("lambda: n", None, 1),
        ("[i for i in (1, 2)]", [1, 2], 6),
    ],
)
def test_every_part_is_a_step(text: str, value: Thing, steps: int) -> None:
    found, taken, depth = asked(text)
    assert taken == steps
    assert depth == 0
    if value is not None:
        assert found == value


@pytest.mark.parametrize("name", ["self", "other"])
def test_an_attribute_of_self_ends_where_any_other_does(name: str) -> None:
    text = f"{name}.width"
    for left in (0, 1):
        machine, scope, _ = ready()
        machine.left = left
        code = code_of(text)
        assert code is not None
        with pytest.raises(ExhaustedError):
            code(machine, scope, 1)
        assert machine.left == -1
    assert asked(text, left=2) == (7, 2, 0)
    assert asked(text, depth=DEEPEST - 2) == (7, 2, DEEPEST - 2)
    assert asked(text, depth=DEEPEST - 1) == (UNKNOWN, 2, DEEPEST - 1)
    assert asked(text, depth=DEEPEST) == (UNKNOWN, 1, DEEPEST)


def test_a_root_has_its_own_budget_and_the_program_one_for_all() -> None:
    machine = Machine(program_of(PROGRAM))
    assert machine.begin(10)
    machine.spend(10)
    with pytest.raises(ExhaustedError):
        machine.spend()
    assert machine.begin(10)
    machine.spend(10)
    with pytest.raises(ExhaustedError):
        machine.spend()
    machine.left = 0
    machine.begin(1 << 40)
    with pytest.raises(ExhaustedError):
        machine.spend(1 << 30)
    assert not machine.begin()


@pytest.mark.parametrize("text", ["x", " self.width ", "a.b.c", "True", "None", "_.lambda", "é.x"])
def test_a_dotted_name_is_the_tree_that_the_parser_gives(text: str) -> None:
    def shown(tree: ast.expr | None) -> str | None:
        return ast.dump(tree, include_attributes=True) if tree is not None else None

    assert shown(expression(text)) == shown(parsed(text.strip()))
