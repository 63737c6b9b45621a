"""Two or three templates side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from app.compareurl import CompareState, compare_link
from app.components.faultbar import safety_row, state_mark
from app.components.marks import (
    attributes,
    framework_badges,
    icon,
    licence_badge,
    link,
    outward,
)
from app.services.code import Run
from app.services.comparing import (
    CellView,
    ColumnView,
    CompareView,
    LeafCell,
    LeafRow,
    LoopView,
    RowView,
)
from app.starturl import START
from app.urlstate import EXPLORE, template_link

_UNFOLDED = 8  # values of one cell


def comparison_panel(view: CompareView) -> list[Component]:
    """The page below its notices."""
    if not view.columns:
        return [_empty()]
    if len(view.columns) == 1:
        return [_head(view), _one(view)]
    return [_head(view), *_table(view), _faults(view), _loops(view.loops), *_more(view)]


def _empty() -> Component:
    return html.Section(
        [
            html.H1("Compare templates"),
            html.P(
                "Two or three side by side: what differs stands first, then faults, and the code "
                "that trains.",
                className="hint",
            ),
            html.P(
                [
                    "Press ",
                    html.B("Compare"),
                    " beside a pick, a result or on a template's page. They are kept in a tray.",
                ]
            ),
            html.Div(
                [
                    link("Find three to start from", START, "button primary"),
                    link("Explore", EXPLORE, "button"),
                ],
                className="actions",
            ),
        ],
        className="compare-empty",
    )


def _one(view: CompareView) -> Component:
    return html.Section(
        [html.H2("Put one beside it"), _suggested(view)],
        className="card-section",
    )


def _more(view: CompareView) -> list[Component]:
    if not view.suggestions:
        return []
    return [
        html.Section(
            [html.H2("Put a third beside them"), _suggested(view)], className="card-section"
        )
    ]


def _suggested(view: CompareView) -> Component:
    return html.Ul(
        [
            html.Li(
                [
                    link([icon("plus"), card.title], compare_link(view.state.beside(card.id))),
                    html.Span(f"{card.repository} · {card.path}", className="quiet"),
                ]
            )
            for card in view.suggestions
        ]
        or [html.Li("Nothing here resembles it.", className="quiet")],
        className="near",
    )


def _head(view: CompareView) -> Component:
    return html.Header(
        [
            html.H1(_title(len(view.columns))),
            html.Div(
                [_column(column) for column in view.columns],
                className=f"compare-columns columns-{len(view.columns)}",
            ),
        ],
        className="compare-head",
    )


def _title(count: int) -> str:
    return {1: "One template so far", 2: "Two templates side by side"}.get(
        count, "Three templates side by side"
    )


def _column(column: ColumnView) -> Component:
    card = column.card
    return html.Article(
        [
            html.Div(
                [
                    html.Span(column.letter, className="letter"),
                    html.H2(link(card.title, card.link)),
                    link(
                        icon("close"),
                        compare_link(column.without),
                        "tool",
                        **attributes({"aria-label": f"Take out: {card.title}"}),
                    ),
                ],
                className="column-head",
            ),
            html.P(
                [html.Span(card.repository, className="repo"), html.Span(card.path)],
                className="where",
                title=f"{card.repository} · {card.path}",
            ),
            html.Div([*framework_badges(card), licence_badge(card)], className="facts"),
            html.P(
                [
                    "Commit ",
                    html.Code(column.commit),
                    " ",
                    outward("at its home", column.web) if column.web else "",
                ],
                className="quiet",
            ),
        ],
        className="compare-column",
    )


# --- attributes ----------------------------------------------------------------------------------


def _table(view: CompareView) -> list[Component]:
    differing = [row for row in view.rows if row.differs]
    same = [row for row in view.rows if not row.differs]
    state = view.state
    choice = html.Nav(
        [
            _segment("Everything", replace(state, only_differences=False), state),
            _segment("Differences only", replace(state, only_differences=True), state),
        ],
        className="segments",
        **attributes({"aria-label": "Rows"}),
    )
    found: list[Component] = [
        html.Section(
            [
                html.Div(
                    [html.H2("What differs", id="s-differs"), choice], className="section-head"
                ),
                _rows(differing, view.columns)
                if differing
                else html.P("They agree in everything that is known of them."),
            ],
            className="card-section",
            **attributes({"aria-labelledby": "s-differs"}),
        )
    ]
    if same and not state.only_differences:
        found.append(
            html.Section(
                [html.H2("What they share", id="s-shares"), _rows(same, view.columns)],
                className="card-section",
                **attributes({"aria-labelledby": "s-shares"}),
            )
        )
    return found


def _segment(text: str, target: CompareState, now: CompareState) -> Component:
    current = {"aria-current": "true"} if target == now else {}
    return link(text, compare_link(target), "segment", **attributes(current))


def _rows(rows: Sequence[RowView], columns: Sequence[ColumnView]) -> Component:
    return _grid(
        [(row.name, [_cell(cell, dim=row.differs) for cell in row.cells]) for row in rows],
        columns,
    )


def _grid(
    rows: Sequence[tuple[str, list[list[Component | str]]]], columns: Sequence[ColumnView]
) -> Component:
    """A table that becomes a list of named cells on a narrow screen."""
    head = html.Tr(
        [
            html.Th(html.Span("Aspect", className="hidden"), scope="col"),
            *[
                html.Th(
                    [
                        html.Span(c.letter, className="letter"),
                        html.Span(c.card.title, className="head-title"),
                    ],
                    scope="col",
                )
                for c in columns
            ],
        ]
    )
    body = [
        html.Tr(
            [
                html.Th(name, scope="row"),
                *[
                    html.Td(cell, **attributes({"data-letter": column.letter}))
                    for cell, column in zip(cells, columns, strict=True)
                ],
            ]
        )
        for name, cells in rows
    ]
    return html.Table(
        [html.Thead(head), html.Tbody(body)], className=f"compare-table columns-{len(columns)}"
    )


def _cell(cell: CellView, *, dim: bool) -> list[Component | str]:
    if not (cell.own or cell.common):
        return [html.Span("not known", className="quiet unknown")]
    items = [html.Span(value, className="has own") for value in cell.own]
    items += [
        html.Span(value, className=f"has {'common' if dim else ''}".strip())
        for value in cell.common
    ]
    places = [link(place.text, place.href, "place") for place in cell.links]
    if len(items) <= _UNFOLDED + 1:
        return [*items, *places]
    rest = html.Details(
        [html.Summary(f"{len(items) - _UNFOLDED} more"), *items[_UNFOLDED:]], className="rest"
    )
    return [*items[:_UNFOLDED], rest, *places]


# --- faults --------------------------------------------------------------------------------------


def _faults(view: CompareView) -> Component:
    rows = [
        html.Div(
            [
                html.P(
                    [html.Span(column.letter, className="letter"), html.Span(column.card.title)],
                    className="column-name",
                ),
                safety_row(column.categories, template_link(column.card.id)),
            ]
        )
        for column in view.columns
    ]
    return html.Section(
        [
            html.H2("Known faults", id="s-faults"),
            html.P(
                "What has not been decided is unknown, and is never counted as safe.",
                className="quiet",
            ),
            html.Div(rows, className="compare-faults"),
            *(
                [_grid([_leaf_row(row) for row in view.leaves], view.columns)]
                if view.leaves
                else []
            ),
            html.P(
                f"In {view.leaves_alike} more kinds of fault nothing tells them apart: most of "
                "them are open for each.",
                className="quiet",
            ),
        ],
        className="card-section",
        **attributes({"aria-labelledby": "s-faults"}),
    )


def _leaf_row(row: LeafRow) -> tuple[str, list[list[Component | str]]]:
    return f"{row.name}", [_leaf_cell(cell) for cell in row.cells]


def _leaf_cell(cell: LeafCell) -> list[Component | str]:
    return [
        html.Span(
            [state_mark(cell.state), cell.label], className=f"leaf-state state-word-{cell.state}"
        ),
        *[link(place.text, place.href, "place") for place in cell.links],
    ]


# --- the training code ---------------------------------------------------------------------------


def _loops(loops: Sequence[LoopView]) -> Component:
    return html.Section(
        [
            html.H2("The code that trains", id="s-loops"),
            html.Div([_loop(loop) for loop in loops], className=f"loops columns-{len(loops)}"),
        ],
        className="card-section",
        **attributes({"aria-labelledby": "s-loops"}),
    )


def _loop(loop: LoopView) -> Component:
    head: list[Component] = [
        html.Span(loop.letter, className="letter"),
        html.Span(loop.why, className="quiet"),
    ]
    if loop.link:
        head.append(link(loop.link.text, loop.link.href, "place"))
    code = [
        html.Div(
            [
                html.Span(str(loop.first_line + place), className="number"),
                html.Code(_runs(runs)),
            ],
            className="excerpt-line",
        )
        for place, runs in enumerate(loop.lines)
    ]
    more = [html.P(f"{loop.more} more lines", className="quiet")] if loop.more else []
    return html.Div(
        [
            html.P(head, className="loop-head"),
            *(
                [
                    html.Div(
                        code,
                        className="highlight excerpt",
                        tabIndex="0",
                        role="region",
                        **attributes({"aria-label": f"Training code of {loop.letter}"}),
                    )
                ]
                if code
                else []
            ),
            *more,
        ],
        className="loop",
    )


def _runs(runs: Sequence[Run]) -> list[Component | str]:
    return [html.Span(text, className=name) if name else text for name, text in runs]
