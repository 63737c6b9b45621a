"""The filter bar and the legend: every value is a link to the state in which it is chosen."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicencePolicy
from acumen.search.records import FacetCount
from app.components.marks import attributes, icon, link
from app.services.labels import Labels
from app.services.library import COLOURS
from app.services.search import ExploreView, FilterGroup, LegendEntry
from app.urlstate import ExploreState, explore_link

_OPEN_AT_FIRST = (Facet.TASK, Facet.FRAMEWORK, Facet.ARCHITECTURE)
_SHORT = 7  # values shown before "more"
_POLICIES = {
    LicencePolicy.ANY: "Any",
    LicencePolicy.COPYLEFT: "Open source",
    LicencePolicy.PERMISSIVE: "Permissive",
}


def filter_bar(view: ExploreView) -> list[Component]:
    state = view.state
    active = sum(len(values) for _, values in (*state.include, *state.exclude))
    active += state.licence is not LicencePolicy.ANY
    return [
        html.Div(
            [
                html.H2(
                    ["Filters", *([html.Span(str(active), className="pill")] if active else [])]
                ),
                *([link("Clear", explore_link(state.cleared()), "clear")] if active else []),
            ],
            className="filters-head",
        ),
        _policy(state),
        *[_group(group, state) for group in view.groups if group.counts],
    ]


def legend(view: ExploreView, labels: Labels) -> list[Component]:
    """Colours of the map. A colour's name shows only it; its eye hides it."""
    state = view.state
    chooser = html.Details(
        [
            html.Summary(
                [
                    html.Span("Colour", className="quiet"),
                    html.Span(labels.facet(state.colour)),
                    icon("down"),
                ]
            ),
            html.Ul(
                [
                    html.Li(
                        link(
                            labels.facet(facet),
                            explore_link(replace(state, colour=facet)),
                            "",
                            **attributes({"aria-current": "true"} if facet is state.colour else {}),
                        )
                    )
                    for facet in COLOURS
                ],
                className="menu",
            ),
        ],
        className="chooser",
    )
    return [chooser, html.Ul([_colour(entry, state) for entry in view.legend], className="colours")]


def _colour(entry: LegendEntry, state: ExploreState) -> Component:
    dot = html.Span(className=f"dot dot-{entry.code}", **attributes({"aria-hidden": "true"}))
    count = html.Span(f"{entry.count:,}", className="count")
    name = html.Span(entry.label, className="name")
    if not entry.value:
        return html.Li(html.Span([dot, name, count], className="only"))
    only = entry.value in state.chosen(state.colour)
    off = entry.value in state.unwanted(state.colour)
    return html.Li(
        [
            link(
                [dot, name, count],
                explore_link(state.toggled(state.colour, entry.value)),
                "only",
                title="Show all again" if only else "Show only these",
                **attributes({"aria-current": "true"} if only else {}),
            ),
            link(
                [
                    icon("eye-off" if off else "eye"),
                    html.Span(_hide(entry.label, off), className="hidden"),
                ],
                explore_link(state.hidden(state.colour, entry.value)),
                "hide",
            ),
        ],
        className="off" if off else "",
    )


def _hide(label: str, off: bool) -> str:
    return f"Show {label}" if off else f"Hide {label}"


def _policy(state: ExploreState) -> Component:
    return html.Nav(
        [
            link(
                name,
                explore_link(replace(state, licence=policy)),
                "segment",
                **attributes({"aria-current": "true"} if policy is state.licence else {}),
            )
            for policy, name in _POLICIES.items()
        ],
        className="segments policy",
        **attributes({"aria-label": "Licences that are accepted"}),
    )


def _group(group: FilterGroup, state: ExploreState) -> Component:
    chosen = (*state.chosen(group.facet), *state.unwanted(group.facet))
    most = max(count.count for count in group.counts) or 1
    items = [_value(group.facet, count, most, state) for count in group.counts]
    short, rest = items[:_SHORT], items[_SHORT:]
    more = (
        [
            html.Details(
                [
                    html.Summary(f"{len(rest) + group.more} more"),
                    html.Ul(rest, className="values"),
                    *(
                        [html.P(f"{group.more} rarer values", className="quiet")]
                        if group.more
                        else []
                    ),
                ],
                className="more",
            )
        ]
        if rest
        else []
    )
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(group.label),
                    *([html.Span(str(len(chosen)), className="pill")] if chosen else []),
                    icon("down"),
                ]
            ),
            html.Ul(short, className="values"),
            *more,
        ],
        open=bool(chosen) or group.facet in _OPEN_AT_FIRST,
        className="group",
        **attributes({"data-key": group.facet}),
    )


def _value(facet: Facet, count: FacetCount, most: int, state: ExploreState) -> Component:
    on = count.value in state.chosen(facet)
    off = count.value in state.unwanted(facet)
    return html.Li(
        [
            link(
                [
                    html.Span(className="tick", **attributes({"aria-hidden": "true"})),
                    html.Span(count.label, className="name"),
                    html.Span(f"{count.count:,}", className="count"),
                    html.Span(
                        className="bar",
                        style={"width": f"{100 * count.count / most:.0f}%"},
                        **attributes({"aria-hidden": "true"}),
                    ),
                ],
                explore_link(state.toggled(facet, count.value)),
                "value",
                **attributes({"aria-current": "true"} if on else {}),
            ),
            link(
                [
                    icon("minus"),
                    html.Span(
                        f"{'Allow' if off else 'Leave out'} {count.label}", className="hidden"
                    ),
                ],
                explore_link(state.hidden(facet, count.value)),
                "hide",
            ),
        ],
        className=" ".join(name for name, there in (("on", on), ("off", off)) if there),
        **attributes({"data-key": f"{facet}:{count.value}"}),
    )
