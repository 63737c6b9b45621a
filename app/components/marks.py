"""Small pieces that several panels share: icons, links, badges, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from acumen.domain.licence import LicenceState
from app.services.cards import CardView
from app.services.search import ReasonView

Children = str | Component | Sequence[Any]

_LICENCE_TONE = {
    LicenceState.PERMISSIVE: "good",
    LicenceState.WEAK_COPYLEFT: "info",
    LicenceState.STRONG_COPYLEFT: "info",
    LicenceState.NETWORK_COPYLEFT: "info",
}


def attributes(pairs: Mapping[str, str]) -> dict[str, Any]:
    """``data-`` and ``aria-`` attributes, in the type that Dash's components take."""
    return dict(pairs)


def icon(name: str) -> Component:
    """A decorative icon; the drawing stands in ``assets/icons.css``."""
    return html.Span(className=f"icon icon-{name}", **attributes({"aria-hidden": "true"}))


def link(children: Children, href: str, className: str = "", **more: Any) -> Component:  # noqa: N803
    """A link within the app: the page does not reload, and the back button works."""
    return html.A(children, href=href, className=className, **more)


def outward(children: Children, href: str, className: str = "") -> Component:  # noqa: N803
    """A link to another site, without telling it where the reader came from."""
    return html.A(
        [children, icon("out")] if isinstance(children, str) else children,
        href=href,
        className=f"outward {className}".strip(),
        target="_blank",
        rel="noopener noreferrer",
    )


def licence_badge(card: CardView) -> Component:
    tone = _LICENCE_TONE.get(card.licence_state, "warn")
    return html.Span(
        [icon("scale"), html.Span("Licence: ", className="hidden"), card.licence],
        className=f"badge tone-{tone}",
        title="Licence",
    )


def safety_badge(card: CardView) -> Component:
    return html.Span(
        [icon("shield"), html.Span("Faults: ", className="hidden"), card.safety],
        className="badge tone-quiet",
        title="Known-fault evidence. What has not been checked is not called safe.",
    )


def framework_badges(card: CardView) -> list[Component]:
    return [html.Span(fact.label, className="badge tone-solid") for fact in card.framework]


def fact_tags(card: CardView) -> Component:
    """Task, architecture and dataset, in that order."""
    return html.Ul(
        [html.Li(fact.label, className=f"tag tag-{fact.facet}") for fact in card.facts],
        className="tags",
        **attributes({"aria-label": "Attributes"}),
    )


def reason_list(reasons: Sequence[ReasonView]) -> Component:
    """Why this was found: one line each, with the places to check it."""
    return html.Ul([_reason(reason) for reason in reasons], className="reasons")


def _reason(reason: ReasonView) -> Component:
    places = [link(place.text, place.href, "place") for place in reason.links]
    return html.Li(
        [
            html.Span(
                html.Span(style={"width": f"{max(4, round(reason.share * 100))}%"}),
                className="share",
                **attributes({"aria-hidden": "true"}),
            ),
            html.Span([reason.text, " ", *places], className="reason"),
        ]
    )
