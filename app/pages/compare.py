"""Two or three templates side by side."""

from __future__ import annotations

from pathlib import Path

from dash import html
from dash.development.base_component import Component

from app import ids
from app.compareurl import COMPARE
from app.components.states import skeleton
from app.page import Page
from app.services.library import Shelf


def layout() -> Component:
    return html.Div(html.Div(skeleton(4), id=ids.COMPARE), className="compare")


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del pathname, home
    shelf.current()  # no index is a page of its own
    return layout()


PAGE = Page(COMPARE, _render, label="Compare", order=3, icon="compare", key="c")
