"""Where the app opens: five questions, each of which can be skipped, and three picks."""

from __future__ import annotations

from pathlib import Path

from dash import html
from dash.development.base_component import Component

from app import ids
from app.components.states import skeleton
from app.page import Page
from app.services.library import Shelf
from app.starturl import START


def layout() -> Component:
    return html.Div(html.Div(skeleton(4), id=ids.START), className="start")


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del pathname, home
    shelf.current()  # no index is a page of its own
    return layout()


PAGE = Page(START, _render, label="Start", order=1, icon="flag", key="s")
