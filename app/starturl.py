"""What the address of the start page says, as a value, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, urlencode

from acumen.domain.licence import LicencePolicy
from acumen.recommend.needs import Experience, Needs
from app.urlstate import MAX_QUERY, MAX_VALUE

START: Final = "/start"
MAX_ANSWERS: Final = 6  # to one question


class Step(StrEnum):
    """The questions in their order, and what comes after them."""

    TASK = "task"
    DATA = "data"
    FRAMEWORK = "framework"
    HARDWARE = "hardware"
    EXPERIENCE = "experience"
    PICKS = "picks"


QUESTIONS: Final = tuple(step for step in Step if step is not Step.PICKS)


@dataclass(frozen=True, slots=True)
class StartState:
    """Where somebody stands in the questions, and what was answered so far."""

    step: Step = Step.TASK
    task: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    hardware: tuple[str, ...] = ()
    experience: Experience = Experience.UNSAID
    text: str = ""  # anything else, in one's own words
    licence: LicencePolicy = LicencePolicy.PERMISSIVE
    index: str = ""  # hash of the index the link was made on

    @property
    def needs(self) -> Needs:
        return Needs(
            self.task, self.data, self.framework, self.hardware, self.experience, self.text
        )

    def answers(self, step: Step) -> tuple[str, ...]:
        """What was answered to the question of ``step``; () if it was skipped or not reached."""
        match step:
            case Step.TASK:
                return self.task
            case Step.DATA:
                return self.data
            case Step.FRAMEWORK:
                return self.framework
            case Step.HARDWARE:
                return self.hardware
            case Step.EXPERIENCE:
                return () if self.experience is Experience.UNSAID else (self.experience.value,)
            case Step.PICKS:
                return ()

    def answered(self, step: Step, values: tuple[str, ...]) -> StartState:
        """With ``values`` as the answer; () takes the answer back. Stays on the same step."""
        match step:
            case Step.TASK:
                return replace(self, task=values)
            case Step.DATA:
                return replace(self, data=values)
            case Step.FRAMEWORK:
                return replace(self, framework=values)
            case Step.HARDWARE:
                return replace(self, hardware=values)
            case Step.EXPERIENCE:
                said = Experience(values[0]) if values else Experience.UNSAID
                return replace(self, experience=said)
            case Step.PICKS:
                return self

    def at(self, step: Step) -> StartState:
        return replace(self, step=step)


@dataclass(frozen=True, slots=True)
class StartReading:
    """An address as it was understood, and what in it was not."""

    state: StartState
    notices: tuple[str, ...] = ()


def step_after(step: Step) -> Step:
    """The next question; the picks after the last one."""
    steps = tuple(Step)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def step_before(step: Step) -> Step:
    """The question before; the first one is its own."""
    steps = tuple(Step)
    return steps[max(steps.index(step) - 1, 0)]


def start_link(state: StartState) -> str:
    """The address of ``state``; what is as at first is left out."""
    first = StartState()
    pairs: list[tuple[str, str]] = []
    for step in QUESTIONS:
        pairs += [(step.value, value) for value in state.answers(step)]
    if state.text:
        pairs.append(("text", state.text))
    if state.licence is not first.licence:
        pairs.append(("licence", state.licence))
    if state.step is not first.step:
        pairs.append(("step", state.step))
    if state.index:
        pairs.append(("i", state.index))
    return f"{START}?{urlencode(pairs)}" if pairs else START


def read_start(search: str) -> StartReading:
    """Read a query string. Never raises; what is not understood becomes a notice."""
    state, notices = StartState(), []
    for key, value in parse_qsl(search.removeprefix("?")[:16_384]):
        read = _READERS.get(key)
        try:
            if read is None:
                notices.append(f"“{key[:60]}” in the address is not understood.")
            else:
                state = read(state, value)
        except ValueError:
            notices.append(f"“{key}={value[:60]}” in the address is not understood.")
    return StartReading(state, tuple(dict.fromkeys(notices)))


def _more(step: Step) -> Callable[[StartState, str], StartState]:
    """Adds one answer to the question of ``step``."""

    def read(state: StartState, value: str) -> StartState:
        answer = value.strip()
        if not answer or len(answer) > MAX_VALUE or len(state.answers(step)) >= MAX_ANSWERS:
            raise ValueError(value)
        return state.answered(step, tuple(dict.fromkeys((*state.answers(step), answer))))

    return read


def _index(state: StartState, text: str) -> StartState:
    if not re.fullmatch(r"[0-9a-z]{1,64}", text):
        raise ValueError(text)
    return replace(state, index=text)


_READERS: Final[Mapping[str, Callable[[StartState, str], StartState]]] = {
    "task": _more(Step.TASK),
    "data": _more(Step.DATA),
    "framework": _more(Step.FRAMEWORK),
    "hardware": _more(Step.HARDWARE),
    "experience": lambda state, text: replace(state, experience=Experience(text)),
    "text": lambda state, text: replace(state, text=text[:MAX_QUERY].strip()),
    "licence": lambda state, text: replace(state, licence=LicencePolicy(text)),
    "step": lambda state, text: replace(state, step=Step(text)),
    "i": _index,
}
