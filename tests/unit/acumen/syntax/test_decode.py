"""The decoding ladder."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acumen.domain.facts import Language, ReadProblem, Unread
from acumen.syntax.codeview import CodeView, cell_line, code_view, language_of
from acumen.syntax.decode import Decoded, decode


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("é = 1\n".encode(), "é = 1\n", "utf-8"),
        (codecs.BOM_UTF8 + b"x = 1\n", "x = 1\n", "utf-8"),
        ("x = 'ü'\n".encode("utf-16"), "x = 'ü'\n", "utf-16-le"),
        (codecs.BOM_UTF16_BE + "x\n".encode("utf-16-be"), "x\n", "utf-16-be"),
        ("# -*- coding: cp1251 -*-\nd = 'Д'\n".encode("cp1251"), None, "cp1251"),
        ("#!/bin/x\n# vim: set fileencoding=Shift_JIS :\n'字'\n".encode("sjis"), None, "shift-jis"),
        (b"# coding: rot13\nx = 1\n", "# coding: rot13\nx = 1\n", "utf-8"),
        (b"# coding: utf-7\nx = '+AGE-'\n", "# coding: utf-7\nx = '+AGE-'\n", "utf-8"),
        (b"x = '\xe9'\n", "x = 'é'\n", "latin-1"),
        (b"x = 1\n# coding: cp1251\n", "x = 1\n# coding: cp1251\n", "utf-8"),
    ],
)  # fmt: skip
def test_ladder(data: bytes, text: str | None, encoding: str) -> None:
    found = decode(data)
    assert isinstance(found, Decoded)
    assert found.encoding == encoding
    assert found.text == (data.decode(encoding) if text is None else text)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"x\0y", ReadProblem.BINARY),
        (b"\x89PNG\r\n\x01\x02\x03\x04\x05\xff\xfe\xfa", ReadProblem.BINARY),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", ReadProblem.UNDECODABLE),
        (codecs.BOM_UTF8 + b"\xff", ReadProblem.UNDECODABLE),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
            ReadProblem.LFS_POINTER,
        ),
    ],
)
def test_refusals(data: bytes, problem: ReadProblem) -> None:
    found = decode(data)
    assert isinstance(found, Unread)
    assert found.problem is problem


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"# coding: gbk\n", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_never_raises_and_always_encodes(data: bytes, prefix: bytes) -> None:
    found = decode(prefix + data)
    if isinstance(found, Decoded):
        assert "\0" not in found.text
        found.text.encode()


def test_line_ends() -> None:
    view = code_view(b"a = 1\rb = 2\r\nc = 3\r\r\n", Language.PYTHON)
    assert view == CodeView("a = 1\nb = 2\r\nc = 3\n\r\n", (), "")


def test_size_cap() -> None:
    assert isinstance(code_view(b"#" * (1 << 20), Language.PYTHON), CodeView)
    found = code_view(b"#" * ((1 << 20) + 1), Language.PYTHON)
    assert isinstance(found, Unread)
    assert found.problem is ReadProblem.TOO_LARGE


def test_empty() -> None:
    found = code_view(b" \n", Language.PYTHON)
    assert isinstance(found, Unread)
    assert found.problem is ReadProblem.NO_CODE


def test_language_of() -> None:
    assert language_of("a/B.PY") is Language.PYTHON
    assert language_of("a/b.ipynb") is Language.NOTEBOOK
    assert language_of("a/b.pyc") is None


def test_cell_line() -> None:
    cells = ((1, 2), (2, 6))
    assert [cell_line(cells, line) for line in range(1, 8)] == [
        (1, 1), (1, 1), (1, 2), (1, 3), (2, 1), (2, 1), (2, 2),
    ]  # fmt: skip
    assert cell_line((), 4) == (0, 4)
