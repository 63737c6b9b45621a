"""The frame around every page: header with the query box, main landmark, key help."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from app import ids
from app.components.marks import attributes, icon, link
from app.components.tray import tray
from app.page import all_pages
from app.starturl import START
from app.urlstate import MAX_QUERY

_KEYS = (
    ("/", "Go to the query box"),
    ("j  k", "Next and previous result"),
    ("Enter", "Open the result"),
    ("c", "Keep the template in question for a comparison"),
    ("y", "Copy a link to what is shown"),
    ("1 … 9", "Choose an answer on the start page"),
    ("c", "Find programs like a piece of code"),
    ("l", "Draw around templates on the map"),
    ("v", "Select all that is in view"),
    ("f", "Fit the hits on the map"),
    ("0", "Whole map"),
    ("arrows  +  -", "Move and zoom the map when it has the focus"),
    ("Esc", "Close what is open"),
    ("?", "This list"),
)

THEME = {
    "fontFamily": "var(--sans)",
    "fontFamilyMonospace": "var(--mono)",
    "primaryColor": "indigo",
    "defaultRadius": "md",
    "focusRing": "auto",
}


def shell() -> Component:
    provider: Component = dmc.MantineProvider(
        [
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            html.A("Skip to the content", href=f"#{ids.PAGE}", className="skip"),
            _header(),
            html.Main(id=ids.PAGE, tabIndex="-1"),
            tray(),
            _help(),
        ],
        theme=THEME,
        defaultColorScheme="auto",
    )
    return provider


def _header() -> Component:
    return html.Header(
        [
            link(
                [
                    html.Span(className="logo", **attributes({"aria-hidden": "true"})),
                    html.Span("Acumen"),
                ],
                START,
                "brand",
                **attributes({"aria-label": "Acumen: to the start"}),
            ),
            _navigation(),
            html.Div(
                dmc.TextInput(
                    id=ids.QUERY,
                    placeholder="Say what you want to build: segment satellite images with PyTorch",
                    leftSection=icon("search"),
                    rightSection=dmc.Kbd("/", className="query-key"),
                    inputProps={"maxLength": MAX_QUERY},
                    size="md",
                    radius="md",
                    spellCheck=False,
                    autoComplete="off",
                    **attributes({"aria-label": "Search for a project to start from"}),
                ),
                role="search",
                className="query",
            ),
            html.Div(
                [
                    html.Button(
                        icon("keyboard"),
                        className="tool",
                        type="button",
                        title="Keys (?)",
                        **attributes({"aria-label": "Keyboard shortcuts", "data-do": "help"}),
                    ),
                    dmc.ColorSchemeToggle(
                        lightIcon=icon("sun"),
                        darkIcon=icon("moon"),
                        variant="subtle",
                        color="gray",
                        size=34,
                        **attributes({"aria-label": "Light or dark"}),
                    ),
                ],
                className="header-tools",
            ),
        ],
        className="header",
    )


def _navigation() -> Component:
    """A link for each page; the browser marks the one that is open."""
    return html.Nav(
        [
            link(
                [icon(page.icon), html.Span(page.label)],
                page.address,
                "place-link",
                **attributes({"data-page": page.address, "data-key": page.key}),
            )
            for page in all_pages()
            if page.label
        ],
        className="places",
        **attributes({"aria-label": "Pages"}),
    )


def _keys() -> list[tuple[str, str]]:
    """What the keys do; the pages' own keys are read from the pages."""
    pages = [(f"g {page.key}", page.label) for page in all_pages() if page.key and page.label]
    return [*_KEYS, *pages]


def _help() -> Component:
    return html.Dialog(
        [
            html.H2("Keys", id="help-title"),
            html.Dl(
                [
                    html.Div(
                        [html.Dt([dmc.Kbd(key) for key in keys.split()]), html.Dd(what)],
                    )
                    for keys, what in _keys()
                ]
            ),
            html.Button(
                "Close", className="button", type="button", **attributes({"data-do": "close-help"})
            ),
        ],
        id=ids.HELP,
        **attributes({"aria-labelledby": "help-title"}),
    )
