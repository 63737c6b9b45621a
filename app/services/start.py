"""What the start page shows: one question with what each answer would leave, or the three picks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from acumen.domain.attribute import Facet
from acumen.errors import UsageError
from acumen.recommend.needs import RUNS_ON, Experience
from app.services.library import Catalogue, Shelf
from app.services.picks import PicksView, picks_for
from app.services.recommending import Remaining, remaining
from app.services.shown import one_line
from app.starturl import QUESTIONS, StartState, Step, step_after, step_before

FIRST_OPTIONS: Final = 12  # shown at once; the others stand folded below
_ASKED: Final = {
    Step.TASK: (
        "What do you want to make?",
        "Choose the nearest one, or say it in your own words.",
    ),
    Step.DATA: (
        "What data do you have?",
        "The kind of data counts; a known data set asks for programs that use that very one.",
    ),
    Step.FRAMEWORK: (
        "Which framework do you want to use?",
        "Without a preference the picks may mix frameworks, and each says why it is there.",
    ),
    Step.HARDWARE: (
        "What can you run it on?",
        "A program for less counts too: one graphics card also serves what runs without any.",
    ),
    Step.EXPERIENCE: (
        "How much deep learning have you done?",
        "This keeps nothing out. It weighs what is simple against what is kept up to date.",
    ),
}
_EXPERIENCES: Final = {
    Experience.BEGINNER: ("Little or none", "Simple programs count more."),
    Experience.SOME: ("Some", "Simplicity and freshness count about the same."),
    Experience.EXPERIENCED: ("A lot", "Programs that are kept up to date count more."),
}


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer, with what it would leave."""

    value: str
    label: str
    about: str
    count: int | None  # programs that would remain; None where the answer keeps nothing out
    chosen: bool
    target: StartState


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Answers of one kind; the folded ones stand behind a summary."""

    title: str  # "" where there is one group only
    shown: tuple[OptionView, ...]
    folded: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One step of the questions."""

    step: Step
    number: int  # from 1
    title: str
    hint: str
    groups: tuple[OptionGroup, ...]
    skip: StartState
    back: StartState | None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer given so far, and what was left after it."""

    step: Step
    label: str
    left: int  # programs that meet this and every earlier answer
    change: StartState
    without: StartState


@dataclass(frozen=True, slots=True)
class StartView:
    """Everything the start page shows for one state."""

    state: StartState
    corpus: int  # templates in the index
    pickable: int  # of those, programs that train a model under allowed terms
    left: int  # of those, programs that meet every answer
    answers: tuple[AnswerView, ...]
    question: QuestionView | None  # None: the picks
    picks: PicksView | None
    notices: tuple[str, ...]


def start(shelf: Shelf, catalogue: Catalogue, asked: StartState) -> StartView:
    """Answer ``asked``; answers that name nothing known are left out, and told."""
    counted = remaining(catalogue)
    state, notices = _understood(counted, replace(asked, index=catalogue.hash))
    open_ = counted.pickable(state.licence)
    picks = picks_for(shelf, catalogue, state) if state.step is Step.PICKS else None
    return StartView(
        state=state,
        corpus=len(catalogue),
        pickable=int(open_.sum()),
        left=int((counted.fitting(state.needs) & open_).sum()),
        answers=_answers(counted, state),
        question=None if picks else _question(counted, state),
        picks=picks,
        notices=notices,
    )


def _understood(counted: Remaining, state: StartState) -> tuple[StartState, tuple[str, ...]]:
    """``state`` without frameworks and hardware that nobody knows, and what was left out."""
    notices = []
    for step, facet in ((Step.FRAMEWORK, Facet.FRAMEWORK), (Step.HARDWARE, Facet.HARDWARE)):
        for value in state.answers(step):
            try:
                counted.library.meant(facet, value)
            except UsageError as error:
                state = state.answered(step, tuple(v for v in state.answers(step) if v != value))
                notices.append(one_line(f"{error.problem} It is left out.", limit=200))
    return state, tuple(notices)


# --- the answers so far --------------------------------------------------------------------------


def _answers(counted: Remaining, state: StartState) -> tuple[AnswerView, ...]:
    """Each answer with the programs that it and those before it leave."""
    open_ = counted.pickable(state.licence)
    so_far = StartState(licence=state.licence)
    found = []
    for step in QUESTIONS:
        values = state.answers(step)
        if not values:
            continue
        so_far = so_far.answered(step, values)
        label = " or ".join(_label(counted.catalogue, step, value) for value in values)
        left = int((counted.fitting(so_far.needs) & open_).sum())
        without = state.answered(step, ())
        found.append(AnswerView(step, label, left, state.at(step), without))
    if state.text:
        left = int((counted.fitting(state.needs) & open_).sum())
        label = f"“{one_line(state.text, limit=60)}”"
        change = state.at(Step.TASK)
        found.append(AnswerView(Step.TASK, label, left, change, replace(state, text="")))
    return tuple(found)


def _label(catalogue: Catalogue, step: Step, value: str) -> str:
    labels = catalogue.labels
    if step is Step.EXPERIENCE:
        return f"Experience: {_EXPERIENCES[Experience(value)][0].lower()}"
    facets = {
        Step.TASK: (Facet.TASK, Facet.ARCHITECTURE),
        Step.DATA: (Facet.MODALITY, Facet.DATASET),
        Step.FRAMEWORK: (Facet.FRAMEWORK,),
        Step.HARDWARE: (Facet.HARDWARE,),
    }[step]
    for facet in facets:
        vocabulary = labels.vocabularies.get(facet)
        if vocabulary is not None and value in vocabulary:
            return vocabulary.label(value)
    return one_line(value, limit=60)


# --- one question --------------------------------------------------------------------------------


def _question(counted: Remaining, state: StartState) -> QuestionView:
    step = state.step
    title, hint = _ASKED[step]
    onward = state.answered(step, ()).at(step_after(step))
    return QuestionView(
        step=step,
        number=QUESTIONS.index(step) + 1,
        title=title,
        hint=hint,
        groups=tuple(_groups(counted, state)),
        skip=onward,
        back=state.at(step_before(step)) if step is not Step.TASK else None,
    )


def _groups(counted: Remaining, state: StartState) -> Iterable[OptionGroup]:
    match state.step:
        case Step.TASK:
            yield _group("", _options(counted, state, Facet.TASK))
        case Step.DATA:
            yield _group("Kind of data", _options(counted, state, Facet.MODALITY))
            yield _group("A known data set", _options(counted, state, Facet.DATASET), first=6)
        case Step.FRAMEWORK:
            yield _group("", _options(counted, state, Facet.FRAMEWORK))
        case Step.HARDWARE:
            yield _group("", _options(counted, state, Facet.HARDWARE), empty=True)
        case Step.EXPERIENCE:
            chosen = state.experience
            yield OptionGroup(
                "",
                tuple(
                    _option(state, said.value, label, about, None, chosen=said is chosen)
                    for said, (label, about) in _EXPERIENCES.items()
                ),
                (),
            )
        case Step.PICKS:
            return


def _group(
    title: str, options: list[OptionView], *, first: int = FIRST_OPTIONS, empty: bool = False
) -> OptionGroup:
    """What leaves nothing is folded, unless ``empty``; a chosen answer never is."""
    shown = [o for i, o in enumerate(options) if (i < first and (o.count or empty)) or o.chosen]
    return OptionGroup(title, tuple(shown), tuple(o for o in options if o not in shown))


def _options(counted: Remaining, state: StartState, facet: Facet) -> list[OptionView]:
    """Every known value of ``facet``, with what it would leave beside the other answers."""
    catalogue, step = counted.catalogue, state.step
    others = state.answered(step, ())
    base = counted.fitting(others.needs) & counted.pickable(state.licence)
    values = RUNS_ON if facet is Facet.HARDWARE else _terms(catalogue, facet)
    chosen = state.answers(step)
    found = []
    for value in values:
        alone = StartState().answered(step, (value,)).needs
        count = int((counted.fitting(alone) & base).sum())
        label, about = catalogue.labels.value(facet, value), catalogue.labels.about(facet, value)
        found.append(_option(state, value, label, about, count, chosen=value in chosen))
    if facet is Facet.HARDWARE:
        return found  # from little to much
    return sorted(found, key=lambda option: (-(option.count or 0), option.label))


def _terms(catalogue: Catalogue, facet: Facet) -> list[str]:
    """Terms that occur, or whose narrower terms do; open values are no answers to choose."""
    vocabulary = catalogue.labels.vocabularies.get(facet)
    if vocabulary is None:
        return []
    there = set(catalogue.facets.values(facet))
    waiting = [value for value in there if value in vocabulary]
    while waiting:
        for parent in vocabulary[waiting.pop()].parents:
            if parent not in there and parent in vocabulary:
                there.add(parent)
                waiting.append(parent)
    return [term.id for term in vocabulary if term.id in there]


def _option(
    state: StartState, value: str, label: str, about: str, count: int | None, *, chosen: bool
) -> OptionView:
    target = state.answered(state.step, (value,)).at(step_after(state.step))
    return OptionView(value, label, one_line(about, limit=160), count, chosen, target)
