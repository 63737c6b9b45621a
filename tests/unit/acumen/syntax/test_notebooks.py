"""The tolerant notebook reader."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.facts import ReadProblem, Unread
from acumen.syntax.notebooks import NotebookCode, python_of_cell, read_notebook


def read(cells: object, **more: object) -> NotebookCode | Unread:
    return read_notebook(json.dumps({"cells": cells, **more}).encode())


def code(source: object) -> dict[str, object]:
    return {"cell_type": "code", "source": source}


def test_percent_format() -> None:
    found = read(
        [
            {"cell_type": "markdown", "source": ["# Title\n", "words"]},
            code(["import torch\n", "x = 1\n"]),
            {"cell_type": "markdown", "source": "later"},
            code(""),
            code("y = 2"),
        ]
    )
    assert found == NotebookCode(
        "# %% cell 1\nimport torch\nx = 1\n# %% cell 2\ny = 2\n", ((1, 2), (2, 5)), "# Title\nwords"
    )


def test_version_3() -> None:
    cell = {"cell_type": "code", "language": "python", "input": ["a = 1\n"]}
    found = read_notebook(json.dumps({"worksheets": [{"cells": [cell]}, None]}).encode())
    assert isinstance(found, NotebookCode)
    assert found.text == "# %% cell 1\na = 1\n"


@pytest.mark.parametrize(
    "odd",
    [None, 5, "x", [], {}, {"cell_type": None}, code(None), code(5), code({"a": 1}), code([1])],
)  # fmt: skip
def test_odd_cells_are_left_out(odd: object) -> None:
    found = read([odd, code("x = 1")])
    assert isinstance(found, NotebookCode)
    assert found.text == "# %% cell 1\nx = 1\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", ReadProblem.NOT_A_NOTEBOOK),
        (b"null", ReadProblem.NOT_A_NOTEBOOK),
        (b"[1]", ReadProblem.NOT_A_NOTEBOOK),
        (b'{"cells": ', ReadProblem.NOT_A_NOTEBOOK),
        (b"[" * 100_000, ReadProblem.NOT_A_NOTEBOOK),
        (b'{"cells": 5}', ReadProblem.NO_CODE),
        (b'{"cells": [{"cell_type": "markdown", "source": "x"}]}', ReadProblem.NO_CODE),
        (
            b'{"metadata": {"kernelspec": {"language": "julia"}}, "cells": []}',
            ReadProblem.NO_CODE,
        ),
    ],
)
def test_no_notebook(data: bytes, problem: ReadProblem) -> None:
    found = read_notebook(data)
    assert isinstance(found, Unread)
    assert found.problem is problem


def test_byte_order_mark_nan_and_lone_surrogates() -> None:
    data = b'\xef\xbb\xbf{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}], "n": NaN}'
    found = read_notebook(data)
    assert isinstance(found, NotebookCode)
    found.text.encode()
    assert found.text == "# %% cell 1\nx = '?'\n"


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("!pip install a \\\n  b\nx = 1", "# !pip install a \\\n#   b\nx = 1"),
        ("if colab:\n    !pip install a", "if colab:\n    pass  # !pip install a"),
        ("files = !ls", "files = None  # !ls"),
        ("%time model.fit(x)", "model.fit(x)"),
        ("np.array?", "# np.array?"),
        ("?np", "# ?np"),
        ("%%bash\nls\ncd x", "# %%bash\n# ls\n# cd x"),
        ("%%time\nf(1)", "# %%time\nf(1)"),
        ("\n%%html\n<b>", "\n# %%html\n# <b>"),
        ("print('%d'\n      %x)", "print('%d'\n      %x)"),
        ('t = """\n!kept\n"""', 't = """\n!kept\n"""'),
        ("x = a %b", "x = a %b"),
        ("a = b != c", "a = b != c"),
    ],
)
def test_magics(cell: str, plain: str) -> None:
    assert python_of_cell(cell) == plain


@given(st.text(alphabet="%!?#'\"()\\= \nabtime", max_size=60))
def test_lines_stay_where_they_are(cell: str) -> None:
    assert python_of_cell(cell).count("\n") == cell.count("\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9) | st.integers(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["cells", "cell_type", "source", "input", "worksheets"]
        ),
        inner | st.sampled_from(["code", "markdown", "python"]),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(JSON | st.dictionaries(st.just("cells"), st.lists(JSON)))
def test_any_json_is_answered(value: object) -> None:
    found = read_notebook(json.dumps(value).encode())
    if isinstance(found, NotebookCode):
        found.text.encode()
        assert len(found.cells) == found.text.count("# %% cell ")
