"""The frozen queries stay as they were written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from acumen.domain.attribute import Facet
from acumen.search.queryfile import read_rows
from corpus.loader import load_vocabularies

FOLDER = Path(__file__).parents[4] / "corpus" / "queries"


@pytest.mark.parametrize(("name", "count"), [("newcomer", 128), ("attribute", 72)])
def test_queries_are_the_frozen_ones(name: str, count: int) -> None:
    rows = read_rows(FOLDER / f"{name}.jsonl")
    assert len(rows) == count
    lines = "".join(f"{row.id}\t{row.query}\n" for row in rows)
    digest = hashlib.sha256(lines.encode()).hexdigest()
    assert f"{name}  {digest}" in (FOLDER / "README.md").read_text(encoding="utf-8").replace(
        "newcomer   ", "newcomer  "
    )
    assert all(row.need == () for row in rows)  # a need would hand the answer to the search


@pytest.mark.parametrize("name", ["newcomer", "attribute"])
def test_meanings_are_terms(name: str) -> None:
    vocabularies = load_vocabularies()
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        for facet, value in json.loads(line)["meaning"].items():
            assert value in vocabularies[Facet(facet)]
