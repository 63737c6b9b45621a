"""The catalogue on disk: what comes back, what damage does, and that bytes are repeatable."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from acumen.errors import IndexUnusableError, NoIndexError
from acumen.store.catalogue import (
    check_catalogue,
    open_catalogue,
    open_index_or,
    quantised,
    restored,
    write_catalogue,
)
from acumen.store.generations import publish
from acumen.store.home import Home
from tests.unit.acumen.store.stored_indexes import small_index


def written(folder: Path, count: int = 5) -> Path:
    folder.mkdir()
    write_catalogue(folder, small_index(count), report_json=b"{}\n")
    return folder


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(0, 6), st.integers(1, 9)),
        elements=st.floats(-1, 1, width=32),
    )
)
def test_quantised_rows_keep_their_direction(vectors: np.ndarray) -> None:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    codes, scales = quantised(vectors)
    again = restored(codes, scales)
    assert again.shape == vectors.shape
    assert np.isfinite(again).all()
    for row, found, norm in zip(vectors, again, norms[:, 0], strict=True):
        if norm > 1e-3:
            assert float(row @ found) / norm > 0.99


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    index = small_index(5)
    opened = open_catalogue(written(tmp_path / "catalogue"))
    assert opened.number == 0
    assert opened.index.templates == index.templates
    assert opened.index.passages == index.passages
    assert opened.index.repositories == index.repositories
    assert np.array_equal(opened.index.layout.positions, index.layout.positions)


def test_the_same_index_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = written(tmp_path / "one"), written(tmp_path / "other")
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_every_flipped_file_is_noticed(tmp_path: Path) -> None:
    folder = written(tmp_path / "catalogue")
    assert check_catalogue(folder)[1] == ""
    for path in sorted(folder.iterdir()):
        before = path.read_bytes()
        path.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
        assert check_catalogue(folder)[1], path.name
        with pytest.raises(IndexUnusableError):
            open_catalogue(folder)
        path.write_bytes(before)
    assert open_catalogue(folder).manifest_hash == check_catalogue(folder)[0]


def test_a_folder_that_is_no_catalogue_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusableError, match="cannot be used"):
        open_catalogue(tmp_path)


def test_the_catalogue_answers_until_there_is_an_index(tmp_path: Path) -> None:
    folder, home = written(tmp_path / "catalogue"), Home(tmp_path / "home")
    with pytest.raises(NoIndexError):
        open_index_or(home, None)
    assert len(open_index_or(home, folder).index.templates) == 5
    home.prepare()
    publish(home, dataclasses.replace(small_index(2)), report_json=b"{}")
    assert len(open_index_or(home, folder).index.templates) == 2
