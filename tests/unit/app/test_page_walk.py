"""Pages are found by walking the folder; no list names them."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from dash import html
from plotly.io.json import to_json_plotly as to_json

from app import pages
from app.components.shell import shell
from app.page import Page, all_pages, page_of

FOLDER = Path(pages.__file__).parent


def test_every_module_of_the_folder_is_a_page() -> None:
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
    found = [import_module(f"app.pages.{name}").PAGE for name in names]
    assert set(found) == set(all_pages())


def test_the_navigation_names_each_page_that_has_a_label() -> None:
    drawn = str(json.loads(to_json(shell())))
    for page in all_pages():
        assert (f"'data-page': '{page.address}'" in drawn) == bool(page.label)


def test_an_address_belongs_to_one_page() -> None:
    for page in all_pages():
        there = f"{page.address}x" if page.address.endswith("/") else page.address
        assert [other for other in all_pages() if other.takes(there)] == [page]
        assert page_of(there) is page
    assert page_of("/") is None
    assert page_of("/no-such-page") is None


@pytest.mark.parametrize(("address", "key"), [("about", ""), ("/", ""), ("/about", "ab")])
def test_a_page_without_an_address_or_with_a_long_key_is_refused(address: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"address|key"):
        Page(address, lambda *_: html.Div(), key=key)
