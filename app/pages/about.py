"""How it works, what it cannot know, what is in the index, and the tree of faults."""

from __future__ import annotations

from pathlib import Path

from dash import html
from dash.development.base_component import Component

from app.abouturl import ABOUT
from app.components.about import corpus, faults_summary, limits, method, source_note
from app.components.still import still
from app.components.taxonomy import taxonomy_section
from app.page import Page
from app.services.about import AboutView, about
from app.services.library import Shelf


def layout(view: AboutView) -> Component:
    return html.Div(
        [
            html.H1("About Acumen"),
            still(
                html.P(
                    "Acumen helps to choose a deep-learning program to start from, and says for "
                    "each what its code shows: with lines, at a pinned commit.",
                    className="hint",
                ),
                method(),
            ),
            html.Section(
                [
                    still(html.H2("The faults it looks for", id="faults"), faults_summary(view)),
                    taxonomy_section(),
                    still(source_note()),
                ]
            ),
            still(corpus(view), limits()),
        ],
        className="about",
    )


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del pathname, home
    return layout(about(shelf.current()))


PAGE = Page(ABOUT, _render, label="About", order=9, icon="book", key="a")
