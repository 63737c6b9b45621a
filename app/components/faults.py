"""Every kind of fault in one template, by category, with the lines that bear each state out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from acumen.domain.evidence import Evidence
from acumen.faults.statement import LeafState
from app.components.faultbar import state_bar, state_legend, state_mark
from app.components.marks import attributes, icon, outward
from app.services.faults import CategoryView, FaultsView, LeafView, PlaceView

PAPER = "https://arxiv.org/abs/1910.11015"
Place = Callable[[Evidence, str], Component]  # a link to the lines, where the file is shown
_ORDER = {state: place for place, state in enumerate(LeafState)}
_FOLDED = {
    LeafState.UNKNOWN: "unknown, each with the reason",
    LeafState.NOT_CHECKABLE: "that the code cannot settle",
    LeafState.NOT_APPLICABLE: "that do not apply",
}  # told by their number first
_OPEN = frozenset({LeafState.FOUND, LeafState.ADVICE})


def faults_panel(view: FaultsView, place: Place) -> list[Component]:
    """The section below its heading."""
    return [
        html.P([icon("shield"), html.B(f"Safe to start from: {view.gate}")], className="gate"),
        *_why(view),
        state_bar(view.counts),
        html.P(
            ", ".join(f"{count.count} {count.label.lower()}" for count in view.counts) + ".",
            className="quiet",
        ),
        *[_category(category, leaves, place) for category, leaves in view.categories],
        html.Details(
            [html.Summary("What the marks mean"), state_legend()], className="rest legend-rest"
        ),
        html.P(
            [
                "The kinds of fault follow ",
                outward("a taxonomy of real faults", PAPER),
                ". What has not been decided is unknown: it is never counted as safe.",
            ],
            className="quiet",
        ),
    ]


def _why(view: FaultsView) -> list[Component]:
    if not view.inspected:
        return [
            html.P(
                "No rule has looked at this program in this index. Index it again to have it "
                "checked.",
                className="quiet",
            )
        ]
    interval = (
        f"By weight, {view.lower:.0%} is known to be clean; {view.upper:.0%} would be if all that "
        "is open were."
    )
    reasons = "; ".join(view.gate_reasons)
    why = [html.P(f"Why not: {reasons}.", className="quiet")] if view.gate_reasons else []
    return [*why, html.P(interval, className="quiet")]


def _category(category: CategoryView, leaves: Sequence[LeafView], place: Place) -> Component:
    told = [leaf for leaf in leaves if leaf.state not in _FOLDED]
    told.sort(key=lambda leaf: _ORDER[leaf.state])
    folds = [
        _fold(words, [leaf for leaf in leaves if leaf.state is state], place)
        for state, words in _FOLDED.items()
    ]
    return html.Details(
        [
            html.Summary(
                [
                    state_mark(category.tone),
                    html.Span(category.name, className="category"),
                    html.Span(category.headline, className="headline"),
                    icon("down"),
                    state_bar(category.counts),
                ]
            ),
            *([html.Ul([_leaf(leaf, place) for leaf in told], className="leaves")] if told else []),
            *[fold for fold in folds if fold],
        ],
        id=f"faults-{category.id}",
        className=f"fault-category tone-{category.tone}",
        open=category.tone in _OPEN,
    )


def _fold(words: str, leaves: Sequence[LeafView], place: Place) -> Component | None:
    """Kinds of fault of one state behind a line that counts them."""
    if not leaves:
        return None
    return html.Details(
        [
            html.Summary([state_mark(leaves[0].state), f"{len(leaves)} {words}"]),
            html.Ul([_leaf(leaf, place) for leaf in leaves], className="leaves"),
        ],
        className="rest leaf-fold",
    )


def _leaf(leaf: LeafView, place: Place) -> Component:
    """One kind of fault: its state in a shape and in words, then what that rests on."""
    lines = [html.P(leaf.reason, className="quiet")] if leaf.reason else []
    if leaf.fix:
        lines.append(html.P([html.B("What to do: "), leaf.fix]))
    rules = f" · {', '.join(leaf.rules)}" if leaf.rules else ""
    return html.Li(
        [
            state_mark(leaf.state),
            html.Div(
                [
                    html.P(
                        [
                            html.B(leaf.name, title=leaf.about),
                            html.Span(leaf.label, className=f"leaf-label state-word-{leaf.state}"),
                        ],
                        className="leaf-name",
                    ),
                    html.P(
                        [
                            html.Span(f"{leaf.about}", className="about"),
                            html.Span(f"{leaf.group}{rules}".lstrip(" ·"), className="rules"),
                        ],
                        className="quiet leaf-about",
                    ),
                    *lines,
                    *_places(leaf, place),
                ]
            ),
        ],
        className=f"leaf-row leaf-row-{leaf.state}",
        **attributes({"data-leaf": leaf.id}),
    )


def _places(leaf: LeafView, place: Place) -> list[Component]:
    if not leaf.places:
        return []
    by_message: dict[str, list[PlaceView]] = {}
    for item in leaf.places:
        by_message.setdefault(item.message, []).append(item)
    rows: list[Component] = [
        html.Li([*[place(item.evidence, item.text) for item in items], " ", message])
        for message, items in by_message.items()
    ]
    if leaf.more:
        rows.append(html.Li(f"{leaf.more} more places", className="quiet"))
    return [html.Ul(rows, className="leaf-places")]
