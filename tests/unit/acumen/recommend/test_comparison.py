"""Comparing templates: differences first, nothing lost."""

from __future__ import annotations

import orjson
import pytest

from acumen.errors import UsageError
from acumen.recommend.comparison import compare
from acumen.recommend.payload import comparison_json
from tests.unit.acumen.recommend.wishes import library, programs

LIBRARY = library(encoder=False)
IDS = [spec.id for spec in programs()]


def test_differences_come_first_and_shared_values_are_named() -> None:
    compared = compare(LIBRARY, [IDS[3], IDS[5]])
    differs = [row.differs for row in compared.rows]
    assert differs == sorted(differs, reverse=True)
    rows = {row.name: row for row in compared.rows}
    assert [cell.values for cell in rows["framework"].cells] == [("PyTorch",), ("Keras",)]
    assert rows["framework"].differs
    assert rows["task"].common == ("Semantic segmentation",)
    assert not rows["task"].differs
    assert [cell.values for cell in rows["code lines"].cells] == [("60",), ("150",)]
    assert rows["framework"].cells[0].evidence


def test_every_order_has_the_same_rows() -> None:
    first, second = compare(LIBRARY, IDS[:3]), compare(LIBRARY, IDS[2::-1])
    assert {row.name: set(row.cells) for row in first.rows} == {
        row.name: set(row.cells) for row in second.rows
    }


def test_json_can_be_written() -> None:
    document = orjson.loads(orjson.dumps(comparison_json(compare(LIBRARY, IDS[:2]))))
    assert [template["id"] for template in document["templates"]] == IDS[:2]
    assert {"name", "differs", "common", "cells"} == set(document["rows"][0])


@pytest.mark.parametrize("ids", [IDS[:1], IDS[:4], [IDS[0], IDS[0]], [IDS[0], "no/such@1234567:x"]])
def test_other_numbers_twins_and_strangers_are_refused(ids: list[str]) -> None:
    with pytest.raises(UsageError):
        compare(LIBRARY, ids)
