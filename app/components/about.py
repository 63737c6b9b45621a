"""How Acumen works, what it cannot know, and what is in this index."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from app.components.marks import attributes, link, outward
from app.services.about import AboutView, Bar, Plot
from app.urlstate import explore_link

_METHOD = (
    (
        "Read, never run",
        (
            "Each repository is read at one pinned commit, as bytes. Nothing of it is imported, "
            "executed or unpickled. Every file that is seen is indexed, or skipped with a reason."
        ),
    ),
    (
        "Templates",
        (
            "A program that can be started makes a template, together with the files of its "
            "repository that it uses: as much as you would copy to start from it."
        ),
    ),
    (
        "Attributes",
        (
            "Rules read frameworks, tasks, data, networks, losses and more from resolved names, "
            "not from words alone. Every value carries a confidence, its rule, and lines."
        ),
    ),
    (
        "Search",
        (
            "Words, attributes and meaning are compared, each with its share in the score. Every "
            "reason that is shown is a summand of that score."
        ),
    ),
    (
        "Three picks",
        (
            "Answers become conditions. What meets them is ranked by match and by quality: safety, "
            "focus, freshness, simplicity, terms. Where too few are left, one answer at a time is "
            "given up, and named."
        ),
    ),
    (
        "Faults",
        (
            "Rules answer place by place: there, not there, undecided, or not applicable. A kind "
            "of fault is clean only if every rule for it ran and decided every place."
        ),
    ),
)
_LIMITS = (
    "Only Python files and notebooks are read; what other files do is not seen.",
    "What depends on data, or on a run, cannot be settled by reading code. It is shown as open.",
    "No fault found is not the same as free of faults: most kinds are undecided for most programs.",
    "Values that come from a command line or a file at run time are often unknown.",
    "A task that was recognised wrongly is also recommended wrongly. The lines show what was seen.",
    "Licences are recognised by their text. That is evidence, and no legal advice.",
    "Freshness is that of the commit in the index. The repository may have moved on since.",
    "The weights of the ranking are chosen, not learnt from choices that people made.",
)


def method() -> Component:
    return html.Section(
        [
            html.H2("How it works", id="method"),
            html.Ol(
                [html.Li([html.H3(title), html.P(text)]) for title, text in _METHOD],
                className="method",
            ),
        ]
    )


def limits() -> Component:
    return html.Section(
        [
            html.H2("What it cannot know", id="limits"),
            html.Ul([html.Li(text) for text in _LIMITS], className="limits"),
            html.P(
                [
                    (
                        "How well attributes and search do is measured on labelled programs and "
                        "judged queries that ship with it: run "
                    ),
                    html.Code("acumen evaluate-attributes"),
                    " and ",
                    html.Code("acumen evaluate"),
                    " on your own index.",
                ],
                className="quiet",
            ),
        ]
    )


def corpus(view: AboutView) -> Component:
    """The index in numbers and plots; each bar leads to what it counts."""
    return html.Section(
        [
            html.H2("What is in this index", id="corpus"),
            html.Dl(
                [html.Div([html.Dd(fact.value), html.Dt(fact.label)]) for fact in view.facts],
                className="numbers",
            ),
            html.P(
                [
                    "Index ",
                    html.Code(view.index),
                    f", vectors of {view.dimension} numbers by ",
                    html.Code(view.encoder),
                    ".",
                ],
                className="quiet",
            ),
            html.Div([_plot(plot) for plot in view.plots], className="plots"),
            html.Div(
                [_columns(view.years), _plot(view.known), _plot(view.skipped)],
                className="plots plots-wide",
            ),
        ]
    )


def faults_summary(view: AboutView) -> Component:
    return html.P(
        [
            f"Rules have looked at {view.inspected:,} of {view.templates:,} templates. In ",
            html.B(f"{view.with_faults:,}"),
            " at least one fault was found; for ",
            html.B(f"{view.established:,}"),
            " it is established that they are safe to start from. For all others that is open.",
        ]
    )


def source_note() -> Component:
    return html.P(
        [
            "The tree follows N. Humbatova and others, ",
            outward("Taxonomy of Real Faults in Deep Learning Systems", PAPER),
            " (ICSE 2020, CC BY 4.0). What a reader of code can decide is our own judgement.",
        ],
        className="quiet",
    )


PAPER = "https://arxiv.org/abs/1910.11015"


def _plot(plot: Plot) -> Component:
    """Horizontal bars, as a list that also reads well aloud."""
    notes = []
    if plot.rarer:
        notes.append(f"{plot.rarer} rarer values")
    if plot.unknown:
        notes.append(f"not known of {plot.unknown:,}")
    return html.Figure(
        [
            html.Figcaption(plot.title),
            html.Ul([_bar(bar) for bar in plot.bars], className="bars"),
            *([html.P("; ".join(notes) + ".", className="quiet")] if notes else []),
        ],
        className="plot",
    )


def _bar(bar: Bar) -> Component:
    name = (
        link(bar.label, explore_link(bar.target), "bar-label")
        if bar.target
        else html.Span(bar.label, className="bar-label")
    )
    return html.Li(
        [
            name,
            html.Span(
                html.Span(style={"width": f"{100 * bar.share:.2f}%"}),
                className="bar-track",
                **attributes({"aria-hidden": "true"}),
            ),
            html.Span(f"{bar.count:,}", className="count"),
        ]
    )


def _columns(plot: Plot) -> Component:
    """Upright bars for years."""
    every = max(1, len(plot.bars) // 8)
    return html.Figure(
        [
            html.Figcaption(plot.title),
            html.Ul(
                [_column(bar, named=place % every == 0) for place, bar in enumerate(plot.bars)],
                className="columns",
            ),
        ],
        className="plot",
    )


def _column(bar: Bar, *, named: bool) -> Component:
    said = f"{bar.label}: {bar.count:,}"
    inside: list[Component] = [
        html.Span(
            html.Span(style={"height": f"{100 * bar.share:.2f}%"}),
            className="column-track",
            **attributes({"aria-hidden": "true"}),
        ),
        html.Span(said, className="hidden"),
        html.Span(
            bar.label if named else "\u00a0",
            className="column-label",
            **attributes({"aria-hidden": "true"}),
        ),
    ]
    shown: Component = (
        link(inside, explore_link(bar.target), "year", title=said)
        if bar.target
        else html.Span(inside, className="year", title=said)
    )
    return html.Li(shown)
