"""What the pages say of faults: a state for each kind, and the lines that bear it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from acumen.domain.evidence import Evidence
from acumen.domain.finding import Finding, Outcome
from acumen.domain.index import TemplateRecord
from acumen.faults.statement import LeafState, LeafStatement, statement_of
from acumen.faults.telling import told
from acumen.taxonomy.tree import Node, NodeKind, load_taxonomy
from app.services.shown import one_line

PLACES_SHOWN: Final = 6  # of one leaf; how many more there are is said
STATES: Final[Mapping[LeafState, str]] = {
    LeafState.FOUND: "Found",
    LeafState.ADVICE: "Advice",
    LeafState.CLEAN: "Clean",
    LeafState.PARTLY: "Partly decided",
    LeafState.UNKNOWN: "Unknown",
    LeafState.NOT_CHECKABLE: "Not in the code",
    LeafState.NOT_APPLICABLE: "Does not apply",
}  # in the order in which they are shown
MEANINGS: Final[Mapping[LeafState, str]] = {
    LeafState.FOUND: "A rule found it: look at the line.",
    LeafState.ADVICE: "Not a fault as such, but worth a look.",
    LeafState.CLEAN: "Every rule for it ran, and decided every place.",
    LeafState.PARTLY: "Some places could not be decided.",
    LeafState.UNKNOWN: "Nothing could be decided. It may be there.",
    LeafState.NOT_CHECKABLE: "It takes the data, or a run, to see it.",
    LeafState.NOT_APPLICABLE: "The program has no place of this kind.",
}


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many kinds of fault are in one state."""

    state: LeafState
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CategoryView:
    """One of the five categories of the taxonomy, summed up."""

    id: str
    name: str
    headline: str  # never "safe": what is known, with what is not
    tone: LeafState  # the state that the headline speaks of
    counts: tuple[StateCount, ...]  # states that occur, in the order of STATES
    leaves: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Lines that bear a finding out, with what was seen there."""

    evidence: Evidence
    text: str  # "train.py:12"
    message: str


@dataclass(frozen=True, slots=True)
class LeafView:
    """One kind of fault in one template."""

    id: str
    name: str
    group: str  # the groups between the category and the leaf, "" where there is none
    about: str
    state: LeafState
    label: str  # "Clean", "2 of 3 places decided"
    reason: str  # why it is not decided, or does not apply
    rules: tuple[str, ...]
    fix: str  # what to do; only where something was found
    places: tuple[PlaceView, ...]
    more: int  # places that are not shown


@dataclass(frozen=True, slots=True)
class FaultsView:
    """All kinds of fault in one template."""

    gate: str
    gate_reasons: tuple[str, ...]
    lower: float  # 0..1: share that is clean, by weight
    upper: float  # 0..1: the same if all that is open were clean
    inspected: bool  # whether any rule has looked at it
    counts: tuple[StateCount, ...]
    categories: tuple[tuple[CategoryView, tuple[LeafView, ...]], ...]


def category_views(record: TemplateRecord) -> tuple[CategoryView, ...]:
    """The five categories of a template, in the order of the taxonomy."""
    by_category: dict[str, list[LeafStatement]] = {}
    for leaf in statement_of(record).leaves:
        by_category.setdefault(leaf.leaf.split(".", 1)[0], []).append(leaf)
    roots = (node.id for node in load_taxonomy().nodes if not node.parent)
    return tuple(_category(root, by_category[root]) for root in roots if root in by_category)


def faults_view(record: TemplateRecord) -> FaultsView:
    """Every kind of fault with its state and the lines behind it."""
    statement = statement_of(record)
    by_rule: dict[str, list[Finding]] = {}
    for finding in record.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    views = {leaf.leaf: _leaf(leaf, by_rule) for leaf in statement.leaves}
    categories = category_views(record)
    return FaultsView(
        gate=statement.safety.gate.value,
        gate_reasons=tuple(one_line(reason, limit=200) for reason in statement.gate_reasons),
        lower=statement.safety.lower,
        upper=statement.safety.upper,
        inspected=bool(record.findings),
        counts=_counts(statement.leaves),
        categories=tuple(
            (
                category,
                tuple(v for name, v in views.items() if name.split(".", 1)[0] == category.id),
            )
            for category in categories
        ),
    )


def _category(category: str, leaves: Sequence[LeafStatement]) -> CategoryView:
    count = Counter(leaf.state for leaf in leaves)
    headline, tone = _headline(count)
    return CategoryView(
        category, _nodes()[category].name, headline, tone, _counts(leaves), len(leaves)
    )


def _headline(count: Mapping[LeafState, int]) -> tuple[str, LeafState]:
    """The weightiest thing first; what is open is never left out."""
    open_ = sum(
        count.get(state, 0)
        for state in (LeafState.PARTLY, LeafState.UNKNOWN, LeafState.NOT_CHECKABLE)
    )
    rest = f", {open_} open" if open_ else ""
    if found := count.get(LeafState.FOUND, 0):
        return f"{found} found{rest}", LeafState.FOUND
    if advice := count.get(LeafState.ADVICE, 0):
        return f"{advice} to look at{rest}", LeafState.ADVICE
    if clean := count.get(LeafState.CLEAN, 0):
        return f"{clean} clean{rest}", LeafState.PARTLY if open_ else LeafState.CLEAN
    if open_:
        return "Unknown", LeafState.UNKNOWN
    return "Does not apply", LeafState.NOT_APPLICABLE


def _counts(leaves: Sequence[LeafStatement]) -> tuple[StateCount, ...]:
    count = Counter(leaf.state for leaf in leaves)
    return tuple(StateCount(s, label, count[s]) for s, label in STATES.items() if count[s])


@cache
def _nodes() -> Mapping[str, Node]:
    return {node.id: node for node in load_taxonomy().nodes}


def groups_of(leaf: str) -> str:
    """``Layers, Activation Function``: what stands between the category and the leaf."""
    names = []
    node = _nodes()[leaf]
    while (parent := _nodes().get(node.parent)) is not None and parent.parent:
        if parent.kind is NodeKind.GROUP:
            names.append(parent.name)
        node = parent
    return ", ".join(reversed(names))


_SHOWN_OUTCOMES: Final[Mapping[LeafState, tuple[Outcome, ...]]] = {
    LeafState.FOUND: (Outcome.PRESENT,),
    LeafState.ADVICE: (Outcome.PRESENT,),
    LeafState.CLEAN: (Outcome.ABSENT,),
    LeafState.PARTLY: (Outcome.ABSENT, Outcome.UNKNOWN),
    LeafState.UNKNOWN: (Outcome.UNKNOWN,),
}


def _leaf(stated: LeafStatement, by_rule: Mapping[str, Sequence[Finding]]) -> LeafView:
    node = _nodes()[stated.leaf]
    outcomes = _SHOWN_OUTCOMES.get(stated.state, ())
    findings = [f for rule in stated.rules for f in by_rule.get(rule, ()) if f.outcome in outcomes]
    findings.sort(key=lambda f: (outcomes.index(f.outcome), f.evidence, f.rule))
    places = tuple(
        dict.fromkeys(
            _place(line, item.said) for item in told(findings) for line in item.finding.evidence
        )
    )
    fixes = dict.fromkeys(f.fix for f in findings if f.outcome is Outcome.PRESENT)
    return LeafView(
        id=node.id,
        name=node.name,
        group=groups_of(node.id),
        about=node.about,
        state=stated.state,
        label=_label(stated),
        reason=one_line(_capital(stated.reason), limit=240),
        rules=stated.rules,
        fix=" ".join(one_line(fix, limit=300) for fix in fixes),
        places=places[:PLACES_SHOWN],
        more=max(0, len(places) - PLACES_SHOWN),
    )


def _label(stated: LeafStatement) -> str:
    if stated.state is LeafState.PARTLY:
        return f"{stated.decided} of {stated.places} places decided"
    return STATES[stated.state]


def _place(item: Evidence, said: str) -> PlaceView:
    name = item.path.rsplit("/", 1)[-1]
    return PlaceView(
        item,
        f"{one_line(name, limit=48)}:{item.first_line}",
        one_line(said, limit=240),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
