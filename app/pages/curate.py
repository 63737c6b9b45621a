"""Where people judge what the rules found. Read-only, with the way to switch it on, by default."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dash import html
from dash.development.base_component import Component
from flask import current_app

from app.components.marks import icon
from app.components.states import command, skeleton
from app.curateurl import CURATE
from app.page import Page
from app.services.annotated import AnnotatedShelf
from app.services.library import Shelf
from app.services.shown import one_line

_HINT: Final = (
    "Rules read the code; people correct them. What they say is added, never replaced, and counts "
    "at once in search, filters, the map and the recommendations."
)


def layout(*, open_: bool, said: int, home: Path) -> Component:
    return html.Div(
        [
            html.H1("Curate"),
            *(
                [html.Div(skeleton(3), id="curate")]
                if open_
                else [html.P(_HINT, className="hint"), read_only(said, home)]
            ),
        ],
        className="curate",
    )


def read_only(said: int, home: Path) -> Component:
    """Why nothing can be said here, and how to change that."""
    file = home / "curators.json"
    counted = (
        f"{said:,} statements of people are laid over this index."
        if said
        else "Nobody has said anything of this index yet."
    )
    return html.Section(
        [
            icon("eye"),
            html.H2("Read-only"),
            html.P(
                [
                    "No curators are configured, so this app has no route that writes. ",
                    counted,
                ]
            ),
            html.P("To judge, make a token for yourself and start the app with the file it is in:"),
            command(
                one_line(f"acumen curator add YOUR-NAME --home {_quoted(home)}")
                + "\n"
                + one_line(f"acumen serve --home {_quoted(home)} --curators {_quoted(file)}")
            ),
            html.P(
                "The first command shows the token once. This page then asks for it.",
                className="quiet",
            ),
        ],
        className="state state-info",
    )


def _quoted(path: Path) -> str:
    text = str(path)
    plain = text.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()
    return text if plain else "'" + text.replace("'", "'\\''") + "'"


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del pathname
    said = shelf.current().said  # no index is a page of its own
    open_ = isinstance(shelf, AnnotatedShelf) and "curate" in current_app.blueprints
    return layout(open_=open_, said=said, home=home)


PAGE = Page(CURATE, _render, label="Curate", order=4, icon="check", key="u")
