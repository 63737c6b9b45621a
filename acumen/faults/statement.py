"""What can be said about a template's faults: one state for each leaf, and an interval over all.

A mean over what was checked would reward checking little. Here everything that is not decided
stays in the denominator: a rule that did not run and a file that was not read can only lower what
is said, never raise it. What each rule is expected to answer for stands in ``coverage.toml``, so
that a rule that is gone is missed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from acumen.domain.finding import Finding, Outcome, RuleKind
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.safety import Gate, Safety
from acumen.taxonomy.tree import Decidable, Node, load_taxonomy

if TYPE_CHECKING:
    from acumen.domain.index import TemplateRecord  # with NumPy, which a check does without

_NO_TERMS = frozenset(
    {
        LicenceState.NONE,
        LicenceState.UNKNOWN,
        LicenceState.CONFLICT,
        LicenceState.README_ONLY,
    }
)

LEAST_DECIDED = 0.6
"""Share of the weight that can be checked at all and applies, for the gate."""


class LeafState(StrEnum):
    """What is known about one kind of fault in one template."""

    FOUND = "found"  # a finding of a fault rule
    ADVICE = "advice"  # a finding of a smell rule only
    CLEAN = "clean"  # every rule ran, and decided every place
    PARTLY = "partly"  # some places could not be decided
    UNKNOWN = "unknown"  # no place could be decided, no rule ran, or there is no rule
    NOT_CHECKABLE = "not-checkable"  # it takes the data, or a run
    NOT_APPLICABLE = "not-applicable"  # there is no place of the kind


@dataclass(frozen=True, slots=True)
class Expected:
    """A rule that must have answered before its leaves can be called clean."""

    id: str
    kind: RuleKind
    leaves: tuple[str, ...]
    cause: str = ""  # shared by rules that find one mistake in several ways


@dataclass(frozen=True, slots=True)
class LeafStatement:
    """The state of one leaf and what it rests on."""

    leaf: str
    state: LeafState
    decided: int  # places that a rule decided
    places: int  # places that a rule looked at
    reason: str  # why it is not decided or does not apply; "" otherwise
    rules: tuple[str, ...]  # ids that answer for the leaf, ascending


@dataclass(frozen=True, slots=True)
class Statement:
    """All leaves, and the interval and gate that follow from them."""

    leaves: tuple[LeafStatement, ...]  # in the order of the taxonomy
    safety: Safety
    gate_reasons: tuple[str, ...]  # why the gate is not established; () if it is


@cache
def expected_rules() -> tuple[Expected, ...]:
    """The rules of ``coverage.toml``, ascending by id."""
    text = resources.files(__package__).joinpath("coverage.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["rule"]
    return tuple(
        Expected(row["id"], RuleKind(row["kind"]), tuple(row["leaves"]), row.get("cause", ""))
        for row in rows
    )


def statement_of(record: TemplateRecord) -> Statement:
    """What is kept of a template's inspection says about each leaf."""
    return state_of(
        record.findings,
        wholly_read=record.wholly_read,
        licensed=names_terms(record.licence),
    )


def names_terms(licence: Licence) -> bool:
    """Whether terms of use are known, whatever they are."""
    return licence.state not in _NO_TERMS


def unchecked() -> Safety:
    """No leaf is decided, so the interval is the whole of it and the gate is not established."""
    return state_of((), wholly_read=False).safety


def state_of(
    findings: Iterable[Finding],
    *,
    wholly_read: bool,
    licensed: bool = False,
    disputed: Iterable[Finding] = (),
    expected: tuple[Expected, ...] | None = None,
) -> Statement:
    """What ``findings`` of one program say about each leaf.

    ``wholly_read`` is False if a file of the program has no facts or a syntax error: what was not
    read may hold anything, so nothing is clean and nothing is inapplicable then. ``licensed`` says
    that terms of use are known. ``disputed`` are findings that the author marked as meant; their
    leaves are open.
    """
    rules = expected_rules() if expected is None else expected
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    contested = frozenset(finding.rule for finding in disputed)
    by_leaf: dict[str, list[Expected]] = {}
    for rule in rules:
        for leaf in rule.leaves:
            by_leaf.setdefault(leaf, []).append(rule)
    stated = tuple(
        _state_leaf(leaf, by_leaf.get(leaf.id, []), by_rule, contested, wholly_read=wholly_read)
        for leaf in load_taxonomy().leaves
    )
    lower, upper = _interval(stated)
    reasons = _gate_reasons(
        stated, rules, by_rule, wholly_read=wholly_read, licensed=licensed, open_=contested
    )
    count = {state: sum(leaf.state is state for leaf in stated) for state in LeafState}
    return Statement(
        leaves=stated,
        safety=Safety(
            gate=Gate.NOT_ESTABLISHED if reasons else Gate.ESTABLISHED,
            lower=lower,
            upper=upper,
            found=count[LeafState.FOUND],
            clean=count[LeafState.CLEAN],
            unknown=count[LeafState.UNKNOWN] + count[LeafState.PARTLY],
            not_checkable=count[LeafState.NOT_CHECKABLE],
        ),
        gate_reasons=reasons,
    )


def _state_leaf(
    leaf: Node,
    rules: list[Expected],
    by_rule: Mapping[str, list[Finding]],
    contested: frozenset[str],
    *,
    wholly_read: bool,
) -> LeafStatement:
    ids = tuple(rule.id for rule in rules)
    answers = [(rule, finding) for rule in rules for finding in by_rule.get(rule.id, ())]
    decided = sum(f.places for _, f in answers if f.outcome in {Outcome.PRESENT, Outcome.ABSENT})
    places = decided + sum(f.places for _, f in answers if f.outcome is Outcome.UNKNOWN)

    def stated(state: LeafState, reason: str = "") -> LeafStatement:
        return LeafStatement(leaf.id, state, decided, places, reason, ids)

    present = {rule.kind for rule, f in answers if f.outcome is Outcome.PRESENT}
    if RuleKind.FAULT in present:
        return stated(LeafState.FOUND)
    if RuleKind.SMELL in present:
        return stated(LeafState.ADVICE)
    if not rules:
        if leaf.static is Decidable.NO:
            return stated(LeafState.NOT_CHECKABLE, "it takes the data, or a run")
        return stated(LeafState.UNKNOWN, "no rule answers for it")
    silent = sorted(rule.id for rule in rules if not by_rule.get(rule.id))
    if silent:
        return stated(LeafState.UNKNOWN, f"not run: {', '.join(silent)}")
    if any(rule.id in contested for rule in rules):
        return stated(LeafState.UNKNOWN, "a finding is disputed")
    if not wholly_read:
        state = LeafState.PARTLY if decided else LeafState.UNKNOWN
        return stated(state, "a file of the program was not wholly read")
    if not places:
        return stated(LeafState.NOT_APPLICABLE, answers[0][1].message)
    open_places = [f for _, f in answers if f.outcome is Outcome.UNKNOWN]
    if not decided:
        return stated(LeafState.UNKNOWN, open_places[0].message)
    if open_places:
        return stated(LeafState.PARTLY, open_places[0].message)
    if not any(rule.kind is RuleKind.FAULT and f.outcome is Outcome.ABSENT for rule, f in answers):
        return stated(LeafState.UNKNOWN, "only advice is given on it")
    return stated(LeafState.CLEAN)


_OPEN = frozenset({LeafState.PARTLY, LeafState.UNKNOWN, LeafState.NOT_CHECKABLE})


@cache
def weight_of(leaf: str) -> float:
    """How much one leaf counts: the share of developers who met its kind of fault, times severity.

    A critical fault counts four times a minor one, a major one twice; shares as in the survey of
    Humbatova et al. (ICSE 2020).
    """
    survey = load_taxonomy().survey_of(leaf)
    if survey is None:
        return 1.0
    minor, major, critical = survey.severity_pct
    return survey.experienced_pct * (minor + 2 * major + 4 * critical) / 10_000


def _interval(stated: tuple[LeafStatement, ...]) -> tuple[float, float]:
    weights = dict.fromkeys(LeafState, 0.0)
    for leaf in stated:
        weights[leaf.state] += weight_of(leaf.leaf)
    applicable = sum(w for state, w in weights.items() if state is not LeafState.NOT_APPLICABLE)
    if applicable == 0:
        return 0.0, 1.0
    lower = weights[LeafState.CLEAN] / applicable
    upper = lower + sum(weights[state] for state in sorted(_OPEN)) / applicable
    return round(lower, 9), round(max(lower, min(1.0, upper)), 9)


def _gate_reasons(
    stated: tuple[LeafStatement, ...],
    rules: tuple[Expected, ...],
    by_rule: Mapping[str, list[Finding]],
    *,
    wholly_read: bool,
    licensed: bool,
    open_: frozenset[str],
) -> tuple[str, ...]:
    reasons = []
    found = sum(leaf.state is LeafState.FOUND for leaf in stated)
    if found:
        reasons.append(f"faults of {found} kinds were found")
    silent = [r.id for r in rules if r.kind is RuleKind.FAULT and not by_rule.get(r.id)]
    if silent or not rules:
        reasons.append(f"{len(silent)} rules did not run")
    if open_:
        reasons.append("findings are disputed")
    if not wholly_read:
        reasons.append("a file of the program was not wholly read")
    share = _decided_share(stated)
    if share < LEAST_DECIDED:
        reasons.append(
            f"{share:.0%} of what can be checked was decided, {LEAST_DECIDED:.0%} wanted"
        )
    if not licensed:
        reasons.append("no terms of use are known")
    return tuple(reasons)


def _decided_share(stated: tuple[LeafStatement, ...]) -> float:
    """Decided weight over all weight that code can settle and that applies."""
    settled = {LeafState.CLEAN, LeafState.FOUND, LeafState.ADVICE}
    outside = {LeafState.NOT_APPLICABLE, LeafState.NOT_CHECKABLE}
    decided = sum(weight_of(leaf.leaf) for leaf in stated if leaf.state in settled)
    whole = sum(weight_of(leaf.leaf) for leaf in stated if leaf.state not in outside)
    return decided / whole if whole else 0.0
