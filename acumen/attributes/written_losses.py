"""Losses that a program writes out in arithmetic instead of calling one by its name.

Each is known by the form of its formula. Where the form alone could mean something else too, it
counts only under a name that speaks of a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from acumen.attributes.loss_forms import ANYTHING, FORMS, SURELY
from acumen.attributes.objective_forms import OBJECTIVES
from acumen.attributes.signs import Sign, SignKind
from acumen.domain.attribute import Facet
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Call, ModuleFacts
from acumen.syntax.arguments import split_arguments
from acumen.syntax.scopes import Scopes

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals

_SPEAKS: Final = re.compile(
    r"\w*(loss|cost|mse|error|objective|nll|neg_?log)\w*|neg\w*likelihood", re.IGNORECASE
)
_OPERATES: Final = re.compile(r"[-*]|square|\babs\(|\blog\(")
_LAMBDA: Final = re.compile(r"\b\w*loss\w*\s*=\s*lambda\b[^:]{0,120}:(.{1,200})", re.DOTALL)
_NOISES: Final = re.compile(r"noise|\beps\w*|epsilon", re.IGNORECASE)
_IS_NOISE: Final = re.compile(r"noises?|eps|epsilon")
_GUESSES: Final = re.compile(  # what a network made of a picture and a step, or is called a guess
    r"(?i)pred(?:icted|iction)?s?|\w*_hat|model_out(?:put)?|[\w.]+\(.*,\s*(?:t|ts|timesteps?|time|t_\w+)\s*(?:,.*)?\)"
)
_COMPARES: Final = re.compile(r"(?i)\w*(mse|l1|l2|huber|loss|criterion|objective|squared_error)\w*")
_ARITHMETIC: Final = re.compile(
    r"[-+*]|square|\.pow\(|\.T\b|\.t\(|transpose|detach|stop_gradient|gather"
)
_ALL_FORMS: Final = (*FORMS, *OBJECTIVES)
_NAMED: Final = tuple(  # targets that say all themselves
    form.target for form in _ALL_FORMS if form.pattern is ANYTHING and form.target is not None
)
_TWO: Final = 2


def written_losses(signals: Signals) -> Iterator[Sign]:
    """The losses that reached code writes out, each where it stands first."""
    seen: set[str] = set()
    for path in signals.paths:
        for loss, weight, start, line in signals.reading(path).read_facts(_formulas):
            if loss not in seen and signals.runs(path, start, line):
                seen.add(loss)
                yield Sign(loss, SignKind.NAME, weight, Evidence(path, line, line))
    yield from _told(signals)
    for call, _ in signals.read_calls(compares_noise):
        line = call.call.first_line
        where = Evidence(call.path, line, line)
        yield Sign("noise-prediction", SignKind.NAME, SURELY, where)
        return


def _told(signals: Signals) -> Iterator[Sign]:
    """What a network is told of the loss in its head, and the best order of several sounds."""
    for loss, wanted in (("ctc", tells_of_ctc), ("pit", orders)):
        call = signals.first_call(wanted)
        if call is not None and (loss != "pit" or _compares_sounds(signals)):
            yield Sign(loss, SignKind.SYMBOL, SURELY, call.lines)


def _compares_sounds(signals: Signals) -> bool:
    return any(hit.term == "si-snr" for hit in signals.code_hits(Facet.LOSS))


def tells_of_ctc(_: str, call: Call) -> bool:
    """``Wav2Vec2ForCTC.from_pretrained(name, ctc_loss_reduction="mean")``."""
    return "ctc_loss_reduction" in call.arguments or "ctc_zero_infinity" in call.arguments


def orders(qualified: str, _: Call) -> bool:
    """Whether a call goes through the orders of some things."""
    return qualified == "itertools.permutations"


def losses_by_hand(signals: Signals) -> Iterator[tuple[Evidence, str]]:
    """Reached assignments to a name that speaks of a loss, and what such a function gives."""
    for path in signals.paths:
        for start, line, value in signals.reading(path).read_facts(_named_losses):
            if signals.runs(path, start, line):
                yield Evidence(path, line, line), value


def compares_noise(_: str, call: Call) -> bool:
    """``mse(noise, predicted_noise)``: what was added is compared with what was guessed."""
    if not _COMPARES.fullmatch(call.callee.rpartition(".")[2]):
        return False
    given = split_arguments(call.arguments)[:_TWO]
    if len(given) != _TWO:
        return False
    noises = [_NOISES.search(argument.text) is not None for argument in given]
    if all(noises):
        return True
    return any(
        _IS_NOISE.fullmatch(one.text.strip()) and _GUESSES.fullmatch(other.text.strip())
        for one, other in (given, given[::-1])
    )


def _formulas(facts: ModuleFacts) -> tuple[tuple[str, float, int, int], ...]:
    """(loss, weight, start, line) of every formula of the module."""
    named = {start for start, _, _ in _named_losses(facts)}
    places = [(a.start, a.line, a.value, a.target) for a in facts.assignments]
    places += [(given.start, given.line, given.value, "") for given in facts.returns]
    known = {start for start, _, _, _ in places}
    places += [(*place, "") for place in _named_losses(facts) if place[0] not in known]
    found = []
    for start, line, value, target in places:
        if not (start in named or _ARITHMETIC.search(value) or _says_all(target)):
            continue
        for form in _ALL_FORMS:
            if form.under_loss and start not in named:
                continue
            if form.target is not None and not form.target.fullmatch(target.rpartition(".")[2]):
                continue
            if form.pattern.search(value) and not (form.unless and form.unless.search(value)):
                found.append((form.loss, form.weight, start, line))
    return tuple(sorted(found, key=lambda one: one[2]))


def _says_all(target: str) -> bool:
    last = target.rpartition(".")[2]
    return any(named.fullmatch(last) for named in _NAMED)


def _lambdas(facts: ModuleFacts) -> frozenset[int]:
    return frozenset(
        call.start
        for call in facts.calls
        if "lambda" in call.arguments and "loss" in call.arguments
    )


def _named_losses(facts: ModuleFacts) -> tuple[tuple[int, int, str], ...]:
    """(start, line, value) of what is assigned or returned under the name of a loss."""
    scopes = Scopes(facts.definitions)
    found = []
    for assigned in facts.assignments:
        named = _SPEAKS.fullmatch(assigned.target.rpartition(".")[2]) is not None
        if named or (
            _OPERATES.search(assigned.value) and _in_a_loss(facts, scopes, assigned.start)
        ):
            found.append((assigned.start, assigned.line, assigned.value))
    found += [
        (given.start, given.line, given.value)
        for given in facts.returns
        if _OPERATES.search(given.value) and _in_a_loss(facts, scopes, given.start)
    ]
    found += [
        (call.start, call.first_line, call.arguments)
        for call in facts.calls
        if call.callee.endswith(".append") and _SPEAKS.fullmatch(call.callee[: -len(".append")])
    ]
    starts = _lambdas(facts)
    for call in facts.calls if starts else ():
        if call.start in starts:
            for value in _LAMBDA.findall(call.arguments):
                found.append((call.start, call.first_line, value))
    return tuple(found)


def _in_a_loss(facts: ModuleFacts, scopes: Scopes, start: int) -> bool:
    """Whether ``start`` stands in a function that is named like a loss."""
    around = scopes.at(start)
    name = facts.definitions[around].name if around >= 0 else ""
    return _SPEAKS.fullmatch(name.rpartition(".")[2]) is not None
