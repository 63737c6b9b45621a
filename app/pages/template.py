"""One template: what is known of it, where that can be checked, and how to get it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from acumen.domain.evidence import Evidence
from acumen.faults.statement import LeafState
from app import ids
from app.components.faults import faults_panel
from app.components.marks import (
    attributes,
    fact_tags,
    framework_badges,
    icon,
    licence_badge,
    link,
    outward,
    safety_badge,
)
from app.components.starting import starting_panel
from app.components.states import no_page, skeleton
from app.components.still import still
from app.components.tray import compare_button
from app.curateurl import curate_link
from app.page import Page
from app.services.library import Catalogue, Shelf
from app.services.template import (
    AttributeView,
    EvidenceView,
    FileView,
    TemplateView,
    template_view,
)
from app.urlstate import (
    EXPLORE,
    TEMPLATE,
    ExploreState,
    explore_link,
    read_template_path,
    template_link,
)

_UNFOLDED: Final = 5  # values of one facet
_SECTIONS: Final = (
    ("attributes", "Attributes"),
    ("safety", "Faults"),
    ("start", "How to start"),
    ("licence", "Licence"),
    ("near", "Similar"),
)
_MARKED: Final = frozenset({LeafState.FOUND, LeafState.ADVICE})  # among the lines of code


def layout(view: TemplateView, catalogue: Catalogue) -> Component:
    return html.Div(
        [
            _head(view, catalogue),
            html.Div(
                [
                    html.Div([_jumps(), *_facts(view)], className="facts-column"),
                    html.Section(
                        _code(view), className="code-column", **attributes({"aria-label": "Code"})
                    ),
                ],
                className="template-body",
            ),
            dcc.Store(id=ids.TEMPLATE_ID, data=view.card.id),
            dcc.Store(id=ids.CODE_SPEC, data=code_spec(view)),
        ],
        className="template",
        **attributes({"data-title": view.card.title}),
    )


def code_spec(view: TemplateView) -> dict[str, object]:
    """What the code pane needs: the files, and which lines of each bear out what."""
    marks: dict[str, list[list[object]]] = {}
    for item, label in _all_evidence(view):
        marks.setdefault(item.path, []).append([item.first_line, item.last_line, label])
    return {"id": view.card.id, "files": [file.path for file in view.files], "marks": marks}


def _all_evidence(view: TemplateView) -> list[tuple[EvidenceView, str]]:
    found = [(item, "Role: " + view.role) for item in view.role_evidence]
    for group in view.groups:
        for value in group.values:
            found += [(item, f"{group.facet}: {value.label}") for item in value.evidence]
    for _, leaves in view.faults.categories:
        for leaf in leaves:
            if leaf.state in _MARKED:
                found += [
                    (
                        EvidenceView(
                            p.evidence.path, p.evidence.first_line, p.evidence.last_line, p.text
                        ),
                        f"{leaf.label}: {leaf.name}",
                    )
                    for p in leaf.places
                ]
    return found


def _head(view: TemplateView, catalogue: Catalogue) -> Component:
    card = view.card
    near = explore_link(ExploreState(like=card.id))
    return html.Header(
        [
            html.Nav(
                [
                    link("Explore", EXPLORE),
                    html.Span("/", **attributes({"aria-hidden": "true"})),
                    html.Span(card.repository),
                    html.Span("/", **attributes({"aria-hidden": "true"})),
                    html.Span(card.path, className="mono"),
                ],
                className="crumbs",
                **attributes({"aria-label": "Place"}),
            ),
            html.H1(card.title),
            html.P(card.summary, className="summary") if card.summary else None,
            html.Div(
                [
                    *framework_badges(card),
                    fact_tags(card),
                    html.Span([icon("play"), view.role], className="badge tone-info"),
                    licence_badge(card),
                    safety_badge(card),
                ],
                className="facts",
            ),
            html.Div(
                [
                    html.Button(
                        [icon("copy"), html.Span("Copy ID", className="copy-text")],
                        className="button copy",
                        type="button",
                        title=card.id,
                        **attributes({"data-copy": card.id}),
                    ),
                    compare_button(card.id, card.title),
                    link([icon("map"), "Show on the map"], _on_map(card.id), "button"),
                    link([icon("target"), "Find similar"], near, "button"),
                    link([icon("check"), "Correct"], curate_link(card.id), "button"),
                    *([outward("Open the repository", view.web, "button")] if view.web else []),
                ],
                className="actions",
            ),
            html.P(catalogue.fallback, className="note") if catalogue.fallback else None,
            *[html.P([icon("info"), text], className="note") for text in view.remarks],
        ],
        className="template-head",
    )


def _on_map(template_id: str) -> str:
    return explore_link(ExploreState(opened=template_id))


def _facts(view: TemplateView) -> list[Component]:
    return [
        still(
            _section("Attributes", _attributes(view), "attributes"),
            _section("Known faults", faults_panel(view.faults, _placing(view)), "safety"),
            _section("How to start", starting_panel(view), "start"),
            _section("Licence", _licence(view), "licence"),
            _section("Where it comes from", _provenance(view), "source"),
            *_family(view),
        ),
        _section("Similar templates", [html.Div(skeleton(2), id=ids.SIMILAR)], "near"),
    ]


def _jumps() -> Component:
    """Links to the sections of this page."""
    return html.Nav(
        [link(text, f"#s-{name}", "segment") for name, text in _SECTIONS],
        className="segments jumps",
        **attributes({"aria-label": "Sections"}),
    )


def _section(title: str, children: list[Component], name: str) -> Component:
    return html.Section(
        [html.H2(title, id=f"s-{name}"), *children],
        className=f"card-section section-{name}",
        **attributes({"aria-labelledby": f"s-{name}"}),
    )


def _attributes(view: TemplateView) -> list[Component]:
    rows = [
        html.Tr(
            [
                html.Th(group.facet, scope="row"),
                html.Td(_values(view, group.values)),
            ]
        )
        for group in view.groups
    ]
    unknown = (
        [
            html.P(
                [html.B("Not known: "), ", ".join(view.missing) + "."],
                className="quiet",
            )
        ]
        if view.missing
        else []
    )
    return [html.Table(html.Tbody(rows), className="attribute-table"), *unknown]


def _values(view: TemplateView, values: tuple[AttributeView, ...]) -> list[Component]:
    """The first few; the others stand folded below them."""
    shown = [_value(view, value) for value in values]
    if len(shown) <= _UNFOLDED + 1:
        return shown
    rest = html.Details(
        [html.Summary(f"{len(shown) - _UNFOLDED} more"), *shown[_UNFOLDED:]], className="rest"
    )
    return [*shown[:_UNFOLDED], rest]


def _value(view: TemplateView, value: AttributeView) -> Component:
    percent = f"{100 * value.confidence:.0f} %"
    who = f"{value.origin}{' by ' + value.rule if value.rule else ''}, {percent} sure"
    return html.Div(
        [
            html.Span(value.label, className="attribute", title=value.about or None),
            *([] if value.known else [html.Span("as written", className="open-value")]),
            html.Span(
                html.Span(style={"width": percent.replace(" ", "")}),
                className="sure",
                title=who,
                role="img",
                **attributes({"aria-label": who}),
            ),
            *[_place(view, item) for item in value.evidence[:3]],
        ],
        className="attribute-value",
    )


def _place(view: TemplateView, item: EvidenceView) -> Component:
    """A link to the line in the code pane, or plain text for a file that is not shown here."""
    if item.path not in {file.path for file in view.files}:
        return html.Span(item.text, className="place")
    return link(
        item.text,
        template_link(view.card.id, path=item.path, line=item.first_line),
        "place",
        title=f"Lines {item.first_line} to {item.last_line}",
    )


def _licence(view: TemplateView) -> list[Component]:
    places = [_place(view, item) for item in view.licence_evidence]
    sure = f"{100 * view.licence_confidence:.0f} % sure"
    return [
        html.P([html.B(view.licence), html.Span(f" · {sure}", className="quiet"), " ", *places]),
        *([html.P(view.licence_note, className="quiet")] if view.licence_note else []),
        *(
            []
            if view.licence_evidence
            else [html.P("No licence file was found.", className="quiet")]
        ),
    ]


def _placing(view: TemplateView) -> Callable[[Evidence, str], Component]:
    """Turns evidence into a link to its line, where the file is shown here."""

    def place(item: Evidence, text: str) -> Component:
        return _place(view, EvidenceView(item.path, item.first_line, item.last_line, text))

    return place


def _provenance(view: TemplateView) -> list[Component]:
    card = view.card
    rows = [
        ("Repository", outward(card.repository, view.web) if view.web else card.repository),
        ("Commit", html.Code(view.commit, className="wrap")),
        ("Kind", view.source),
        ("Project folder", html.Code(view.project_root)),
        ("Last change", card.changed or "not known"),
        ("Size", f"{card.files} files, {card.code_lines:,} lines of code"),
    ]
    return [
        html.Dl(
            [html.Div([html.Dt(name), html.Dd(value)]) for name, value in rows], className="pairs"
        ),
        *([html.P(view.why, className="quiet")] if view.why else []),
    ]


def _family(view: TemplateView) -> list[Component]:
    if not (view.configs or view.variants):
        return []
    items = [
        html.Li(link(path, template_link(other)) if other else path, className="mono")
        for path, other in view.variants
    ]
    items += [
        html.Li([path, html.Span(" configuration", className="quiet")], className="mono")
        for path in view.configs[:40]
    ]
    return [_section("Variants and configurations", [html.Ul(items, className="plain")], "family")]


def _code(view: TemplateView) -> list[Component]:
    note = (
        [html.P("More files belong to this program than are shown here.", className="note")]
        if view.large_closure
        else []
    )
    return [
        html.Nav(
            html.Ul([_file(view, file) for file in view.files]),
            className="files",
            **attributes({"aria-label": "Files"}),
        ),
        *note,
        html.Div(
            [
                html.Span(id="code-name", className="mono"),
                html.Span(id="code-facts", className="quiet"),
                html.Span(id="code-web"),
            ],
            className="code-head",
        ),
        html.Div(
            id=ids.CODE,
            className="code",
            tabIndex="0",
            role="region",
            **attributes({"aria-label": "Code of the file", "data-webs": "1"}),
        ),
        html.Div(
            [
                html.A(file.name, href=file.web, **attributes({"data-path": file.path}))
                for file in view.files
                if file.web
            ],
            id="code-webs",
            hidden=True,
        ),
    ]


def _file(view: TemplateView, file: FileView) -> Component:
    return html.Li(
        link(
            [file.name, html.Span(f"{file.lines:,}", className="count")],
            template_link(view.card.id, path=file.path),
            "file",
            title=file.path.encode("unicode_escape").decode("ascii"),
            **attributes({"data-file": file.path}),
        )
    )


def _render(shelf: Shelf, pathname: str, home: Path) -> Component:
    del home
    template_id = read_template_path(pathname)
    if template_id is None:
        return no_page()
    catalogue = shelf.current()
    return layout(template_view(catalogue, str(template_id)), catalogue)


PAGE = Page(TEMPLATE, _render)
