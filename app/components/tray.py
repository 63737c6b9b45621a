"""What is kept for a comparison: a button beside each template, and the tray that holds them.

The tray lives in the browser (``assets/compare.js``) and leads to an address, so that a comparison
can be shared. Any list may call :func:`compare_button`; nothing else is needed there.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, icon


def compare_button(template_id: str, title: str, *, small: bool = False) -> Component:
    """Puts a template into the tray, or takes it out again."""
    return html.Button(
        [icon("compare"), html.Span("Compare", className="hidden" if small else "compare-text")],
        className="tool compare-toggle" if small else "button compare-toggle",
        type="button",
        title=f"Compare: {title}",
        **attributes(
            {"data-compare": template_id, "data-compare-title": title, "aria-pressed": "false"}
        ),
    )


def tray() -> Component:
    """Empty and out of sight until something is put in."""
    return html.Section(
        [],
        id="tray",
        className="tray",
        hidden=True,
        **attributes({"aria-label": "To be compared"}),
    )
