"""The tree of faults as a list, from which the browser draws rings, and one node of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from acumen.taxonomy.tree import Survey
from app import ids
from app.abouturl import about_link
from app.components.marks import attributes, link
from app.components.still import still
from app.services.taxonomy import COVERAGES, Coverage, NodeDetail, NodeView, RuleView, totals, tree


def taxonomy_section() -> Component:
    """Rings, what is chosen, and the whole tree as a list. The rings are drawn from the list."""
    return html.Div(
        [
            html.Div(
                [
                    html.Div(id=ids.SUNBURST, className="sunburst"),
                    still(_legend()),
                ],
                className="sunburst-pane",
            ),
            html.Div(id=ids.NODE, className="node-pane"),
            still(
                html.Details(
                    [html.Summary("The whole tree as a list"), _list()], className="rest tree-list"
                )
            ),
        ],
        className="taxonomy",
    )


def cover_mark(coverage: Coverage) -> Component:
    return html.Span(className=f"cover cover-{coverage}", **attributes({"aria-hidden": "true"}))


def _legend() -> Component:
    return html.Ul(
        [
            html.Li([cover_mark(coverage), f"{COVERAGES[coverage]}: {count}"])
            for coverage, count in totals()
        ],
        className="cover-legend",
        **attributes({"aria-label": "Kinds of fault by what looks for them"}),
    )


def _list() -> Component:
    """Nested lists, built from the leaves up; every node is a link to its own address."""
    below: dict[str, list[Component]] = {}
    for node in reversed(tree()):
        children = list(reversed(below.get(node.id, [])))
        below.setdefault(node.parent, []).append(_item(node, children))
    return html.Ul(list(reversed(below.get("", []))), className="tree")


def _item(node: NodeView, children: Sequence[Component]) -> Component:
    mark = [cover_mark(node.coverage)] if node.coverage else []
    said = COVERAGES[node.coverage] if node.coverage else f"{node.leaves} kinds"
    return html.Li(
        [
            html.Span(
                [
                    *mark,
                    link(node.name, about_link(node.id)),
                    html.Span(f" {said}", className="quiet"),
                ],
                className="tree-node",
                **attributes(
                    {
                        "data-node": node.id,
                        "data-parent": node.parent,
                        "data-name": node.name,
                        "data-leaves": str(node.leaves),
                        "data-cover": node.coverage or "",
                    }
                ),
            ),
            *([html.Ul(list(children))] if children else []),
        ]
    )


def node_panel(found: NodeDetail | None) -> Component:
    """What is known of one node; without one, how to use the rings."""
    if found is None:
        return html.Div(
            [
                html.H3("93 kinds of real faults"),
                html.P(
                    "The inner ring holds the five categories, the outer one the kinds of fault. "
                    "Choose a part of the rings, or a line of the list below, to see what looks "
                    "for it."
                ),
                _cover(dict(totals())),
            ]
        )
    node = found.node
    crumbs: list[Component] = [link("All", about_link())]
    for step in found.path:
        crumbs += [
            html.Span("/", **attributes({"aria-hidden": "true"})),
            link(step.name, about_link(step.id)),
        ]
    return html.Div(
        [
            html.Nav(crumbs, className="crumbs", **attributes({"aria-label": "Place in the tree"})),
            html.H3(node.name, tabIndex="-1"),
            html.P(node.about),
            _standing(node),
            *_survey(found.survey),
            *_counts(found),
            *_rules(found.rules),
        ]
    )


def _standing(node: NodeView) -> Component:
    if node.coverage:
        return html.P([cover_mark(node.coverage), html.B(COVERAGES[node.coverage])])
    return _cover(dict(node.covered))


def _cover(count: Mapping[Coverage, int]) -> Component:
    total = sum(count.values()) or 1
    said = ", ".join(f"{count[c]} {COVERAGES[c].lower()}" for c in Coverage if count.get(c))
    return html.P(
        [
            html.Span(
                [
                    html.Span(
                        className=f"cover-part cover-{c}",
                        style={"width": f"{100 * count[c] / total:.2f}%"},
                    )
                    for c in Coverage
                    if count.get(c)
                ],
                className="cover-bar",
                **attributes({"aria-hidden": "true"}),
            ),
            html.Span(f"{said}.", className="quiet"),
        ],
        className="cover-line",
    )


def _survey(survey: Survey | None) -> list[Component]:
    if survey is None:
        return []
    minor, major, critical = survey.severity_pct
    return [
        html.P(
            f"Of 21 developers asked for the study, {survey.experienced_pct} % had met this group "
            f"of faults; of those, {critical} % called it critical, {major} % major and {minor} % "
            "minor.",
            className="quiet",
        )
    ]


def _counts(found: NodeDetail) -> list[Component]:
    if not (found.artefacts or found.interviews):
        return []
    parts = []
    if found.artefacts:
        parts.append(f"{found.artefacts} reported problems")
    if found.interviews:
        parts.append(f"{found.interviews} mentions in interviews")
    return [html.P(f"In the study: {' and '.join(parts)}.", className="quiet")]


def _rules(rules: Sequence[RuleView]) -> list[Component]:
    if not rules:
        return []
    return [
        html.H4(f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}"),
        html.Ul([_rule(rule) for rule in rules], className="rules-list"),
    ]


def _rule(rule: RuleView) -> Component:
    kind = "advice" if rule.advice else f"{rule.confidence} confidence"
    return html.Li(
        [
            html.P([html.Code(rule.id), " ", rule.about, html.Span(f" {kind}", className="quiet")]),
            html.P(rule.fix, className="quiet"),
        ]
    )
