"""Facts of small programs, and that no text makes the reader raise."""

from __future__ import annotations

import ast
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.facts import BlockKind, Language, ModuleFacts, ReadProblem, Unread
from acumen.errors import StorageError
from acumen.syntax.calls import find_calls, visit_calls
from acumen.syntax.codec import decode_facts, encode_facts
from acumen.syntax.grammar import errors, parse
from acumen.syntax.reading import read_module
from acumen.syntax.walk import walk

PROGRAM = '''"""About it.

    More.
"""
# a note
from . import nets
import torch.nn as nn, os.path
@register("net")  # ( f(x)
class Net(nn.Module):
    # first (
    """A net."""

    def forward(self, x: int = f(1), *, y=None):
        self.a = b = nn.Linear (x,  # in
            2)(y)
        for i in range(3):
            total += "(" + g (i)
        return super().forward(x for x in y)
while running(): step()
x, y = 1, 2
def main():
    with open("é") as file: return file.read()
if __name__ == "__main__":
    main()
'''


def read(text: str) -> ModuleFacts:
    found = read_module(text.encode(), Language.PYTHON)
    assert isinstance(found, ModuleFacts)
    return found


def test_a_program() -> None:
    facts = read(PROGRAM)
    source = PROGRAM.encode()
    assert facts.docstring == "About it.\n\nMore."
    assert facts.lines == PROGRAM.count("\n")
    assert facts.code_lines == facts.lines - 4  # two blank, two comments
    assert [(i.bound, i.qualified, i.module, i.level, i.line) for i in facts.imports] == [
        ("nets", "nets", "", 1, 6),
        ("nn", "torch.nn", "torch.nn", 0, 7),
        ("os", "os", "os.path", 0, 7),
    ]
    definitions = [
        (d.name, d.header, d.decorators, d.docstring, d.first_line, d.last_line)
        for d in facts.definitions
    ]
    assert definitions == [
        ("Net", "nn.Module", ('register("net")',), "A net.", 9, 18),
        ("Net.forward", "self, x: int = f(1), *, y=None", (), "", 13, 18),
        ("main", "", (), "", 21, 22),
    ]  # fmt: skip
    assert [(c.callee, c.arguments, c.first_line, c.last_line) for c in facts.calls] == [
        ("register", '"net"', 8, 8),
        ("f", "1", 13, 13),
        ("nn.Linear", "x,  # in\n            2", 14, 15),
        ("nn.Linear(x,2)", "y", 14, 15),
        ("range", "3", 16, 16),
        ("g", "i", 17, 17),
        ("super", "", 18, 18),
        ("super().forward", "x for x in y", 18, 18),
        ("running", "", 19, 19),
        ("step", "", 19, 19),
        ("open", '"é"', 22, 22),
        ("file.read", "", 22, 22),
        ("main", "", 24, 24),
    ]
    assert [(a.target, a.operator, a.line) for a in facts.assignments] == [
        ("self.a", "=", 14),
        ("b", "=", 14),
        ("total", "+=", 17),
        ("x, y", "=", 20),
    ]
    assert facts.assignments[0].value == facts.assignments[1].value
    assert [(b.kind, b.header) for b in facts.blocks] == [
        (BlockKind.FOR, "i in range(3)"),
        (BlockKind.WHILE, "running()"),
        (BlockKind.WITH, 'open("é") as file'),
        (BlockKind.MAIN_GUARD, '__name__ == "__main__"'),
    ]
    assert facts.runnable_lines == (19, 23, 24)
    prose = [source[start:end].decode()[:6] for start, end in facts.prose]
    assert prose == ['"""Abo', "# a no", "# ( f(", "# firs", '"""A n', "# in"]
    assert facts.errors == 0


def test_notebook() -> None:
    data = (
        b'{"cells": [{"cell_type": "markdown", "source": "Hi"},'
        b' {"cell_type": "code", "source": "%x\\nf()"}]}'
    )
    found = read_module(data, Language.NOTEBOOK)
    assert isinstance(found, ModuleFacts)
    assert (found.docstring, found.cells, found.calls[0].first_line) == ("Hi", ((1, 2),), 3)


def test_python_2() -> None:
    facts = read('import a\nprint "x", f(1)\ntry:\n    g()\nexcept E, e:\n    exec "x"\n')
    assert [call.callee for call in facts.calls] == ["f", "g"]
    assert 2 in facts.runnable_lines


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{% if a %}\nx = 1\n{% endif %}\nfrom {{ name }} import b\n", ReadProblem.GENERATED),
        (")( ][ def def\n" * 20, ReadProblem.UNPARSABLE),
    ],
)
def test_refusals(text: str, problem: ReadProblem) -> None:
    found = read_module(text.encode(), Language.PYTHON)
    assert isinstance(found, Unread)
    assert found.problem is problem


def test_budget() -> None:
    found = read_module(b"x = (1 + 2)\n" * 50_000, Language.PYTHON, budget_s=0.0)
    assert found == Unread(ReadProblem.TIMEOUT, "parsing")
    assert read("x = 1\n").errors == 0  # the parser starts afresh


def test_token_hash_forgets_layout_and_keeps_structure() -> None:
    one = read('for x in y:\n    """d"""\n    a(x)  # c\nb( 1 )\n')
    assert one.token_hash == read("for x in y :\n  a(x)\nb(1)\n").token_hash
    assert one.token_hash != read("for x in y:\n    a(x)\n    b(1)\n").token_hash
    assert one.token_hash != read("for x in y:\n    a(x)\nb(2)\n").token_hash


def test_many_calls_in_one_statement() -> None:
    text = "x = [" + "f(g(1)), # c\n" * 2000 + "]\nh()\n"
    assert [call.callee for call in read(text).calls] == ["f", "g"] * 2000 + ["h"]


@pytest.mark.parametrize("text", ["f(" * 40_000 + ")" * 40_000, "x" + ".f()" * 40_000])
def test_calls_below_every_depth_are_found(text: str) -> None:
    assert len(read(text).calls) == 40_000


@pytest.mark.parametrize("damage", ["$", "?(", ")", "= $ [", "f(x y", "class"])
@pytest.mark.parametrize("line", range(6, 22, 3))
def test_error_nodes_and_missing_ones_are_all_counted(damage: str, line: int) -> None:
    lines = PROGRAM.split("\n")
    lines[line] += damage
    tree = parse("\n".join(lines).encode(), budget_s=float("inf"))
    assert tree is not None
    stack, counted = [tree.root_node], 0
    while stack:
        node = stack.pop()
        counted += node.is_error or node.is_missing
        stack += node.children
    assert errors(tree.root_node)[1] == counted


def test_calls_agree_with_ast() -> None:
    facts = read(PROGRAM)
    wanted = [node for node in ast.walk(ast.parse(PROGRAM)) if isinstance(node, ast.Call)]
    assert len(facts.calls) == len(wanted)


SNIPPETS = [line + "\n" for line in PROGRAM.split("\n")]
SNIPPETS += ["f(x)(y)[0](z)\n", "a.b (c) # d(\n", "'('\n", "if x: f()\n"]  # fmt: skip


@given(st.lists(st.sampled_from(SNIPPETS), max_size=12))
@settings(max_examples=150)
def test_looking_up_finds_what_a_visit_finds(lines: list[str]) -> None:
    source = "".join(lines).encode()
    tree = parse(source, budget_s=float("inf"))
    assert tree is not None
    if tree.root_node.has_error:
        return
    roots = sorted(walk(tree.root_node, source).roots, key=lambda root: root[0])
    assert find_calls(source, roots) == visit_calls(source, tree.root_node)


@given(st.text(max_size=120) | st.text(alphabet="(){}[]'\"#:\n \tdefclass=,.@\\\rxλ", max_size=120))
@settings(max_examples=200)
def test_any_text_is_answered_and_comes_back_from_bytes(text: str) -> None:
    found = read_module(text.encode("utf-8", "replace"), Language.PYTHON)
    assert decode_facts(encode_facts(found)) == found


@pytest.mark.parametrize("seed", range(60))
def test_mutated_programs_are_answered(seed: int) -> None:
    chance = random.Random(seed)
    source = bytearray(PROGRAM.encode())
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(source))
        cut = chance.randrange(1, 20)
        source[at : at + cut] = chance.choice([b"", b"(", b"\n", b"\xff", b'"""', source[:cut]])
    found = read_module(bytes(source), Language.PYTHON)
    if isinstance(found, ModuleFacts):
        starts = [call.start for call in found.calls]
        assert starts == sorted(starts)
        assert all(1 <= call.first_line <= call.last_line <= found.lines for call in found.calls)


def test_foreign_bytes_are_no_facts() -> None:
    with pytest.raises(StorageError):
        decode_facts(b"\x93\x01\x02")
