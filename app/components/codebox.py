"""Where code is pasted to look for programs like it; ``assets/ask.js`` takes it from here."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, icon
from app.urlstate import MAX_SNIPPET


def code_button() -> Component:
    """Opens the box."""
    return html.Button(
        [icon("code"), html.Span("By code")],
        className="segment code-button",
        type="button",
        title="Find programs like a piece of code (c)",
        **attributes({"data-code-box": "open", "aria-haspopup": "dialog"}),
    )


def code_box() -> Component:
    return html.Dialog(
        html.Div(
            [
                html.H2("Find programs like this code", id="code-box-title"),
                html.P(
                    "Paste a class, a training loop or a few lines. It is compared with the code "
                    "of every template and never run. It travels in the address of the page.",
                    className="quiet",
                    id="code-box-about",
                ),
                html.Textarea(
                    id="code-text",
                    maxLength=MAX_SNIPPET,
                    spellCheck="false",
                    placeholder="class Net(nn.Module):\n    ...",
                    **attributes(
                        {
                            "aria-labelledby": "code-box-title",
                            "aria-describedby": "code-box-about",
                        }
                    ),
                ),
                html.Div(
                    [
                        html.Span(id="code-said", className="quiet", role="status"),
                        html.Button(
                            "Cancel",
                            className="button",
                            type="button",
                            **attributes({"data-code-box": "close"}),
                        ),
                        html.Button(
                            "Search",
                            className="button primary",
                            type="button",
                            **attributes({"data-code-box": "search"}),
                        ),
                    ],
                    className="actions",
                ),
            ],
            className="code-box",
        ),
        id="code-box",
        className="wide-dialog",
        **attributes({"aria-labelledby": "code-box-title"}),
    )
