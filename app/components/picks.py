"""The three picks: why each, where to check it, what is known of its faults, and why no other."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from app.compareurl import CompareState, compare_link
from app.components.faultbar import safety_row
from app.components.marks import (
    attributes,
    fact_tags,
    framework_badges,
    icon,
    licence_badge,
    link,
    outward,
    reason_list,
)
from app.components.states import panel
from app.components.tray import compare_button
from app.services.picks import ConcessionView, OtherView, PicksView, PickView
from app.services.search import Link
from app.services.start import StartView
from app.starturl import start_link
from app.urlstate import explore_link, template_link


def picks_panel(view: StartView, picks: PicksView, left: Component) -> Component:
    """Everything below the steps once the questions are answered; ``left`` says what remains."""
    return html.Section(
        [
            html.Header(
                [
                    html.H1(_title(picks), id="question-title", tabIndex="-1"),
                    html.P(_said(view, picks), className="hint"),
                    _actions(view, picks),
                ],
                className="picks-head",
            ),
            left,
            *_concessions(picks.concessions),
            *[html.P([icon("info"), note], className="note plain") for note in picks.notes],
            html.Ol([_pick(pick) for pick in picks.picks], className="picks")
            if picks.picks
            else _none(view),
            *_others(picks),
        ],
        className="picks-pane",
        **attributes({"aria-labelledby": "question-title", "data-step": "picks"}),
    )


def _title(picks: PicksView) -> str:
    count = len(picks.picks)
    return {0: "Nothing to start from", 1: "One to start from", 2: "Two to start from"}.get(
        count, "Three to start from"
    )


def _said(view: StartView, picks: PicksView) -> str:
    if not view.answers:
        return (
            f"You have said nothing yet, so these stand out by quality among {view.pickable:,} "
            "programs. Each answer makes them fit better."
        )
    if not picks.fitting:
        return "Nothing meets every answer, so these come nearest. Each pick says what it lacks."
    programs = "program meets" if picks.fitting == 1 else "programs meet"
    return f"{picks.fitting:,} {programs} every answer. Each pick says why it is here."


def _actions(view: StartView, picks: PicksView) -> Component:
    ids = tuple(pick.card.id for pick in picks.picks)
    fitting = explore_link(picks.all_fitting)
    compare = compare_link(CompareState(ids=ids, index=view.state.index))
    return html.Div(
        [
            *([link([icon("compare"), "Compare them"], compare, "button")] if len(ids) > 1 else []),
            *(
                [link([icon("map"), "All that fit, on the map"], fitting, "button")]
                if picks.fitting
                else []
            ),
        ],
        className="actions",
    )


def _none(view: StartView) -> Component:
    return (
        panel(
            "No program can be picked",
            [html.P("Under these terms of use nothing is left. Other terms let more in.")],
            mark="search",
        )
        if view.corpus
        else panel("The index is empty", [html.P("Index a source first.")])
    )


def _concessions(given_up: tuple[ConcessionView, ...]) -> list[Component]:
    if not given_up:
        return []
    return [
        html.Div(
            [
                html.H2([icon("info"), "What had to give way"]),
                html.Ul(
                    [
                        html.Li(
                            [
                                html.B(f"{each.label[:1].upper()}{each.label[1:]}."),
                                html.Span(f" {each.why} "),
                                *(
                                    [link("Take this answer back", start_link(each.without))]
                                    if each.without
                                    else []
                                ),
                            ]
                        )
                        for each in given_up
                    ]
                ),
            ],
            className="concessions",
            role="status",
        )
    ]


def _pick(pick: PickView) -> Component:
    card = pick.card
    size = f"{card.files} {'file' if card.files == 1 else 'files'}, {card.code_lines:,} lines"
    return html.Li(
        html.Article(
            [
                html.P(pick.kind, className="kind"),
                html.H2(link(card.title, card.link, "title")),
                html.P(
                    [html.Span(card.repository, className="repo"), html.Span(card.path)],
                    className="where",
                    title=f"{card.repository} · {card.path}",
                ),
                html.P(pick.why, className="why"),
                html.Div([*framework_badges(card), fact_tags(card)], className="facts"),
                html.H3("Why this one"),
                reason_list(pick.reasons),
                _score(pick),
                *_caveats(pick),
                html.H3("Known faults"),
                safety_row(pick.faults, template_link(card.id)),
                html.H3("Terms, commit, size"),
                html.Dl(
                    [
                        _pair("Licence", [licence_badge(card), *_place(pick.licence_link)]),
                        _pair(
                            "Commit",
                            [
                                html.Code(pick.commit),
                                " ",
                                outward("at its home", pick.web) if pick.web else "",
                            ],
                        ),
                        _pair("Last change", [card.changed or "not known"]),
                        _pair("Size", [size]),
                    ],
                    className="pairs",
                ),
                html.Div(
                    [
                        link("Open", card.link, "button primary"),
                        *_copy(pick),
                        compare_button(card.id, card.title),
                    ],
                    className="actions",
                ),
            ],
            className="pick",
        ),
        className="pick-item",
    )


def _pair(name: str, value: list[Component | str]) -> Component:
    return html.Div([html.Dt(name), html.Dd(value)])


def _place(place: Link | None) -> list[Component]:
    return [link(place.text, place.href, "place")] if place else []


def _copy(pick: PickView) -> list[Component]:
    if not pick.commands:
        return []
    return [
        html.Button(
            [icon("copy"), html.Span("Copy commands", className="copy-text")],
            className="button copy",
            type="button",
            title=pick.commands,
            **attributes({"data-copy": pick.commands}),
        )
    ]


def _score(pick: PickView) -> Component:
    """The score with what the unknown could add or take."""
    low, high = max(0.0, pick.low), min(1.0, pick.high)
    said = f"Score {pick.score:.2f}; {pick.low:.2f} to {pick.high:.2f} if all unknown were known"
    return html.P(
        [
            html.Span(
                [
                    html.Span(
                        className="span",
                        style={"left": f"{100 * low:.1f}%", "width": f"{100 * (high - low):.1f}%"},
                    ),
                    html.Span(className="at", style={"left": f"{100 * min(1, pick.score):.1f}%"}),
                ],
                className="interval",
                **attributes({"aria-hidden": "true"}),
            ),
            html.Span(said, className="quiet"),
        ],
        className="score",
    )


def _caveats(pick: PickView) -> list[Component]:
    if not pick.caveats:
        return []
    return [
        html.H3("To know first"),
        html.Ul(
            [
                html.Li([caveat.text, " ", *[link(p.text, p.href, "place") for p in caveat.links]])
                for caveat in pick.caveats
            ],
            className="caveats",
        ),
    ]


def _others(picks: PicksView) -> list[Component]:
    """Runners-up and what was kept out, each with its reason."""
    found: list[Component] = []
    if picks.others:
        found.append(
            html.Section(
                [html.H2("Why not the others"), html.Ul([_other(o) for o in picks.others])],
                className="others",
            )
        )
    if picks.kept_out:
        found.append(
            html.Section(
                [
                    html.H2("Kept out by a condition"),
                    html.Ul([_other(o) for o in picks.kept_out]),
                ],
                className="others",
            )
        )
    return found


def _other(other: OtherView) -> Component:
    card = other.card
    return html.Li(
        [
            link(card.title, card.link),
            html.Span(f"{card.repository} · {card.path}", className="quiet where"),
            html.Span(
                [
                    f"{other.why_not[:1].upper()}{other.why_not[1:]}. ",
                    *([link("Allow these terms", start_link(other.allow))] if other.allow else []),
                ],
                className="why-not",
            ),
            compare_button(card.id, card.title, small=True),
        ]
    )
