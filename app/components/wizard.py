"""The questions of the start page: steps, answers so far, options with what each would leave."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from acumen.domain.licence import LicencePolicy
from app import ids
from app.components.marks import attributes, icon, link
from app.components.still import still
from app.services.start import AnswerView, OptionGroup, OptionView, QuestionView, StartView
from app.starturl import QUESTIONS, StartState, Step, start_link
from app.urlstate import MAX_QUERY

NAMES = {
    Step.TASK: "Task",
    Step.DATA: "Data",
    Step.FRAMEWORK: "Framework",
    Step.HARDWARE: "Hardware",
    Step.EXPERIENCE: "Experience",
    Step.PICKS: "Three picks",
}
_POLICIES = {
    LicencePolicy.PERMISSIVE: ("Permissive", "MIT, BSD, Apache and the like."),
    LicencePolicy.COPYLEFT: ("Copyleft too", "GPL, LGPL, AGPL and MPL as well."),
    LicencePolicy.ANY: ("Any", "Also where no terms of use are known."),
}


def steps(state: StartState) -> Component:
    """Where one stands; each step can be gone to directly."""
    return html.Nav(
        html.Ol(
            [
                html.Li(
                    link(
                        [
                            html.Span(
                                icon("check") if state.answers(step) else str(number),
                                className="step-number",
                            ),
                            html.Span(NAMES[step]),
                            html.Span(
                                ", answered" if state.answers(step) else "", className="hidden"
                            ),
                        ],
                        start_link(state.at(step)),
                        "step",
                        **attributes(
                            {"aria-current": "step"}
                            if step is state.step
                            else {"data-answered": str(bool(state.answers(step))).lower()}
                        ),
                    )
                )
                for number, step in enumerate(Step, start=1)
            ]
        ),
        className="steps",
        **attributes({"aria-label": "Questions"}),
    )


def question(view: StartView, asked: QuestionView) -> Component:
    """The question with its options; each one is a link to the next question."""
    return html.Section(
        [
            html.P(
                [
                    f"Question {asked.number} of {len(QUESTIONS)} · ",
                    html.B(f"{view.left:,}"),
                    f" of {view.corpus:,} left",
                ],
                className="quiet",
            ),
            html.H1(asked.title, id="question-title", tabIndex="-1"),
            html.P(asked.hint, className="hint"),
            *([_own_words(view.state)] if asked.step is Step.TASK else []),
            still(*[_group(group, asked.step) for group in asked.groups]),
            html.Div(
                [
                    *([link("Back", start_link(asked.back), "button")] if asked.back else []),
                    link(
                        _skip_text(asked),
                        start_link(asked.skip),
                        "button",
                        **attributes({"data-start": "skip"}),
                    ),
                    link(
                        "Show three now",
                        start_link(view.state.at(Step.PICKS)),
                        "button primary",
                        **attributes({"data-start": "picks"}),
                    ),
                ],
                className="actions question-actions",
            ),
        ],
        className="question",
        **attributes({"aria-labelledby": "question-title", "data-step": asked.step}),
    )


def _skip_text(asked: QuestionView) -> str:
    if asked.step is Step.FRAMEWORK:
        return "No preference"
    return "Skip this question"


def _own_words(state: StartState) -> Component:
    """Free text; the browser turns it into the next address."""
    return html.Div(
        [
            html.Label("In your own words", htmlFor=ids.START_TEXT),
            html.Div(
                [
                    dcc.Input(
                        id=ids.START_TEXT,
                        value=state.text,
                        placeholder="tell cats from dogs on my own photos",
                        maxLength=MAX_QUERY,
                        autoComplete="off",
                        spellCheck="false",
                        className="text",
                    ),
                    html.Button(
                        "Use it",
                        type="button",
                        className="button",
                        **attributes({"data-start": "words"}),
                    ),
                ],
                className="own-words-row",
            ),
        ],
        className="own-words",
    )


def _group(group: OptionGroup, step: Step) -> Component:
    title = [html.H2(group.title)] if group.title else []
    folded = [
        html.Details(
            [
                html.Summary(_folded_text(group, step)),
                html.Ul([_option(option) for option in group.folded], className="options small"),
            ],
            className="rest",
        )
    ]
    return html.Div(
        [
            *title,
            html.Ul([_option(option) for option in group.shown], className="options"),
            *(folded if group.folded else []),
        ],
        className="option-group",
    )


def _folded_text(group: OptionGroup, step: Step) -> str:
    some = sum(1 for option in group.folded if option.count)
    none = len(group.folded) - some
    what = {Step.TASK: "tasks", Step.DATA: "kinds", Step.FRAMEWORK: "frameworks"}.get(step, "more")
    if step is Step.DATA and group.title != "Kind of data":
        what = "data sets"
    parts = [f"{some} more {what}"] if some else []
    if none:
        parts.append(f"{none} that leave nothing")
    return ", ".join(parts)


def _option(option: OptionView) -> Component:
    left = () if option.count is None else (_left(option.count),)
    return html.Li(
        link(
            [
                html.Span([html.B(option.label), *left], className="option-head"),
                html.Span(option.about, className="option-about") if option.about else None,
            ],
            start_link(option.target),
            "option",
            **attributes(
                {
                    **({"aria-current": "true"} if option.chosen else {}),
                    **({"data-empty": "true"} if option.count == 0 else {}),
                }
            ),
        )
    )


def _left(count: int) -> Component:
    return html.Span(
        [f"{count:,}", html.Span(" programs left", className="hidden")], className="count"
    )


def funnel(view: StartView) -> Component:
    """How many programs are left, answer by answer, and under which terms."""
    rows = [
        _funnel_row(
            "Templates in the index", view.corpus, view.corpus, "All of them, whatever they do."
        ),
        _funnel_row(
            "Train a model, terms allowed",
            view.pickable,
            view.corpus,
            "Those that can be picked: near copies count once.",
        ),
        *[_answer(answer, view) for answer in view.answers],
    ]
    return html.Aside(
        [
            html.P(
                [
                    html.B(f"{view.left:,}", className="left-count"),
                    html.Span(
                        f" of {view.corpus:,} templates {_meet(view)}", className="left-text"
                    ),
                ],
                className="left",
                role="status",
            ),
            html.Ol(rows, className="funnel"),
            _nothing(view),
            html.Div(
                [
                    html.H2("Terms of use"),
                    html.Nav(
                        [_policy(view.state, policy) for policy in LicencePolicy],
                        className="segments policy",
                        **attributes({"aria-label": "Terms of use"}),
                    ),
                    html.P(_POLICIES[view.state.licence][1], className="quiet"),
                ],
                className="terms",
            ),
        ],
        className="funnel-pane",
        **attributes({"aria-label": "What is left"}),
    )


def _meet(view: StartView) -> str:
    if not view.answers:
        return "can be started from"
    return "meets every answer" if view.left == 1 else "meet every answer"


def _nothing(view: StartView) -> Component | None:
    if view.left >= 3 or view.question is None:
        return None
    some = "Nothing meets every answer." if not view.left else f"Only {view.left} left."
    return html.P(
        [icon("info"), f"{some} The picks will give up one answer at a time, and say which."],
        className="note",
    )


def _funnel_row(label: str, left: int, of: int, about: str) -> Component:
    return html.Li(
        [
            html.Span(label, className="funnel-label", title=about),
            html.Span(f"{left:,}", className="count"),
            _funnel_bar(left, of),
        ]
    )


def _answer(answer: AnswerView, view: StartView) -> Component:
    return html.Li(
        [
            html.Span(
                [
                    link(
                        answer.label, start_link(answer.change), "answer", title="Change the answer"
                    ),
                    link(
                        icon("close"),
                        start_link(answer.without),
                        "tool drop",
                        **attributes({"aria-label": f"Take back: {answer.label}"}),
                    ),
                ],
                className="funnel-label",
            ),
            html.Span(f"{answer.left:,}", className="count"),
            _funnel_bar(answer.left, view.corpus),
        ],
        className="funnel-answer",
    )


def _funnel_bar(left: int, of: int) -> Component:
    share = 100 * left / of if of else 0.0
    return html.Span(
        html.Span(style={"width": f"{share:.2f}%"}),
        className="bar",
        **attributes({"aria-hidden": "true"}),
    )


def _policy(state: StartState, policy: LicencePolicy) -> Component:
    return link(
        _POLICIES[policy][0],
        start_link(replace(state, licence=policy)),
        "segment",
        **attributes({"aria-current": "true"} if policy is state.licence else {}),
    )
