"""How to start from a template: what to fetch, what it needs, what the terms ask, what to mind."""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, icon
from app.components.states import command
from app.services.template import TemplateView

_PACKAGES: Final = 12  # named in full
_NO_PACKAGES: Final = "Which packages it needs is not known."


def starting_panel(view: TemplateView) -> list[Component]:
    """What to fetch, which files matter, what the terms ask, and a list to tick off."""
    total = sum(file.lines for file in view.files)
    files = f"{len(view.files)} {'file' if len(view.files) == 1 else 'files'}, {total:,} lines"
    packages = ", ".join(view.packages[:_PACKAGES])
    more = f" and {len(view.packages) - _PACKAGES} more" if len(view.packages) > _PACKAGES else ""
    steps: list[Component] = [
        html.Li(
            ["Get exactly this commit.", command(view.commands)]
            if view.commands
            else "Get the source from where it comes from; it has no address to clone."
        ),
        html.Li(
            [
                f"Start from {files}: they are all of its repository that the program uses.",
                *(
                    [html.Span(f" It also reads {len(view.configs)} configurations.")]
                    if view.configs
                    else []
                ),
            ]
        ),
        html.Li(f"Install what it imports: {packages}{more}." if packages else _NO_PACKAGES),
        html.Li([html.B(view.licence), f": {view.duty}"]),
        html.Li(
            [
                "Go through what is open.",
                html.Button(
                    [icon("copy"), html.Span("Copy the checklist", className="copy-text")],
                    className="button copy",
                    type="button",
                    title="A CHECKLIST.md with files, terms, faults to watch and what to check",
                    **attributes({"data-copy": view.checklist}),
                ),
            ]
        ),
    ]
    return [html.Ol(steps, className="starting")]
