"""Passages: which pieces of a program are cut, with which lines, and how many."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.facts import Definition, DefinitionKind, Import, Language, ModuleFacts
from acumen.domain.template import Role, Template
from acumen.embedding.passages import CHARACTERS, TOP_LEVEL, cut_passages

ENTRY = textwrap.dedent(
    """\
    import torch

    class Net(nn.Module):
        \"\"\"A small network.\"\"\"

        def __init__(self, wide):
            super().__init__()
            self.body = nn.Linear(wide, 10)

        def forward(self, x):
            x = self.body(x)
            return x

    def train(model, loader):
        def step(batch):
            loss = model(batch)
            return loss
        for batch in loader:
            step(batch)

    def tiny():
        pass

    net = Net(8)
    optimizer = Adam(net.parameters())
    train(net, loader)
    """
)


def definition(kind: DefinitionKind, name: str, first: int, last: int) -> Definition:
    return Definition(kind, name, "", (), "", first, last, 0, 0)


def facts_of(
    code: str,
    definitions: tuple[Definition, ...] = (),
    *,
    runnable: tuple[int, ...] = (),
    cells: tuple[tuple[int, int], ...] = (),
) -> ModuleFacts:
    lines = code.count("\n") + 1
    return ModuleFacts(
        language=Language.NOTEBOOK if cells else Language.PYTHON,
        lines=lines,
        code_lines=lines,
        docstring="",
        imports=() if cells else (Import("torch", "torch", "torch", 0, 1, 0),),
        definitions=definitions,
        calls=(),
        assignments=(),
        blocks=(),
        runnable_lines=runnable,
        prose=(),
        cells=cells,
        errors=0,
        error_lines=0,
        token_hash="",
    )


ENTRY_FACTS = facts_of(
    ENTRY,
    (
        definition(DefinitionKind.CLASS, "Net", 3, 12),
        definition(DefinitionKind.FUNCTION, "Net.__init__", 6, 8),
        definition(DefinitionKind.FUNCTION, "Net.forward", 10, 12),
        definition(DefinitionKind.FUNCTION, "train", 14, 19),
        definition(DefinitionKind.FUNCTION, "train.step", 15, 17),
        definition(DefinitionKind.FUNCTION, "tiny", 21, 22),
    ),
    runnable=(24, 25, 26),
)


def template(*files: str) -> Template:
    return Template(
        repository="o/r",
        commit="0" * 40,
        path=files[0],
        role=Role.TRAINING,
        role_evidence=(),
        files=files,
        configs=(),
        variants=(),
        project_root="",
        large_closure=False,
        token_hash="",
    )


def functions(count: int, name: str = "f", body: int = 2) -> tuple[str, ModuleFacts]:
    lines: list[str] = []
    found = []
    for number in range(count):
        first = len(lines) + 1
        lines.append(f"def {name}{number}(x):")
        lines += [f"    x = x + {number}"] * body
        lines.append("    return x")
        found.append(
            definition(DefinitionKind.FUNCTION, f"{name}{number}", first, first + body + 1)
        )
    code = "\n".join(lines)
    return code, facts_of(code, tuple(found))


def test_the_pieces_of_a_program() -> None:
    cut = cut_passages(template("train.py"), {"train.py": ENTRY_FACTS}, {"train.py": ENTRY})
    assert [(p.symbol, p.first_line, p.last_line) for p in cut] == [
        ("Net", 3, 8),  # its head with the constructor
        ("Net.forward", 10, 12),
        ("train", 14, 19),  # with the function inside it
        (TOP_LEVEL, 24, 26),
    ]
    assert all(p.template_id == "o/r@000000000000:train.py" for p in cut)
    assert cut[1].text == (
        "# train.py Net.forward\ndef forward(self, x):\n    x = self.body(x)\n    return x"
    )


def test_lines_are_those_of_the_code_view() -> None:
    (passage, *_) = cut_passages(template("a.py"), {"a.py": ENTRY_FACTS}, {"a.py": ENTRY})
    shown = ENTRY.split("\n")[passage.first_line - 1 : passage.last_line]
    assert passage.text.split("\n")[1:] == shown


def test_a_class_without_constructor_ends_before_its_first_method() -> None:
    code = "class Config:\n    rate = 1\n    size = 2\n    def get(self):\n        return 1\n"
    facts = facts_of(
        code,
        (
            definition(DefinitionKind.CLASS, "Config", 1, 5),
            definition(DefinitionKind.FUNCTION, "Config.get", 4, 5),
        ),
    )
    (passage,) = cut_passages(template("a.py"), {"a.py": facts}, {"a.py": code})
    assert (passage.symbol, passage.first_line, passage.last_line) == ("Config", 1, 3)


def test_the_cells_of_a_notebook_without_their_markers() -> None:
    code = (
        "# %% cell 1\nimport torch\n\n# %% cell 3\nx = 1\ny = 2\nz = 3\n\n"
        "# %% cell 4\na = 1\nb = 2\nc = 3"
    )
    for cells in [((1, 2), (3, 5), (4, 10)), ((1, 1), (3, 4), (4, 9))]:  # after or at the marker
        facts = facts_of(code, cells=cells)
        cut = cut_passages(template("a.ipynb"), {"a.ipynb": facts}, {"a.ipynb": code})
        assert [(p.symbol, p.first_line, p.last_line) for p in cut] == [
            ("cell 3", 5, 7),
            ("cell 4", 10, 12),
        ]
        assert "%%" not in "".join(p.text for p in cut)


def test_a_long_function_is_cut_at_a_line() -> None:
    code, facts = functions(1, body=400)
    (passage,) = cut_passages(template("a.py"), {"a.py": facts}, {"a.py": code})
    assert len(passage.text) <= CHARACTERS + len("# a.py f0\n")
    assert passage.text.split("\n")[-1] == code.split("\n")[passage.last_line - 1]


def test_one_endless_line_is_cut_too() -> None:
    code = "def f(x):\n    a = 1\n    b = 2\n    return '" + "x" * 5000 + "'"
    facts = facts_of(code, (definition(DefinitionKind.FUNCTION, "f", 1, 4),))
    cut = cut_passages(template("a.py"), {"a.py": facts}, {"a.py": code})
    assert all(len(p.text) <= CHARACTERS + 20 for p in cut)


def test_the_entry_comes_first_and_files_of_the_closure_take_turns() -> None:
    made = {
        "train.py": functions(5),
        "a.py": functions(30, "a"),
        "b.py": functions(3, "b"),
    }
    facts = {path: fact for path, (_, fact) in made.items()}
    code = {path: text for path, (text, _) in made.items()}
    cut = cut_passages(template("train.py", "a.py", "b.py"), facts, code, limit=12)
    counts = {path: sum(p.path == path for p in cut) for path in made}
    assert counts == {"train.py": 5, "a.py": 4, "b.py": 3}
    order = [(p.path, p.first_line, p.symbol) for p in cut]
    assert order == sorted(order)


def test_the_same_text_at_the_same_path_is_cut_once() -> None:
    code, facts = functions(3)
    first = cut_passages(template("a.py", "net.py"), {"net.py": facts}, {"net.py": code})
    assert len(first) == 3
    taken = {(p.path, p.text) for p in first}
    second = cut_passages(
        template("b.py", "net.py"), {"net.py": facts}, {"net.py": code}, taken=taken
    )
    assert second == ()
    again = cut_passages(template("b.py", "net.py"), {"net.py": facts}, {"net.py": code})
    assert [p.text for p in again] == [p.text for p in first]


def test_files_without_facts_or_code_are_passed_over() -> None:
    code, facts = functions(2)
    assert cut_passages(template("a.py", "b.py"), {"a.py": facts}, {"b.py": code}) == ()


@given(
    code=st.text(max_size=300),
    ranges=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 30)), max_size=6),
    runnable=st.lists(st.integers(1, 30), max_size=5),
    notebook=st.booleans(),
)
def test_any_facts_give_bounded_passages_in_order(
    code: str, ranges: list[tuple[int, int]], runnable: list[int], notebook: bool
) -> None:
    found = tuple(
        definition(DefinitionKind.FUNCTION, f"f{i}", first, first + more)
        for i, (first, more) in enumerate(ranges)
    )
    cells = tuple((i + 1, first) for i, (first, _) in enumerate(sorted(ranges)))
    facts = facts_of(code, found, runnable=tuple(sorted(runnable)), cells=cells if notebook else ())
    once = cut_passages(template("a.py"), {"a.py": facts}, {"a.py": code})
    assert once == cut_passages(template("a.py"), {"a.py": facts}, {"a.py": code})
    for passage in once:
        assert 1 <= passage.first_line <= passage.last_line <= code.count("\n") + 1
        assert len(passage.text) <= CHARACTERS + 40
