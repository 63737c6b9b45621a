"""A JAX random key is used twice.

A key gives the same numbers each time: two draws from it are equal, and noise, dropout or weights
that should differ do not.

Bad:

    import jax
    key = jax.random.PRNGKey(0)
    a = jax.random.normal(key, (3,))
    b = jax.random.normal(key, (3,))

Good:

    import jax
    first, second = jax.random.split(jax.random.PRNGKey(0))
    a = jax.random.normal(first, (3,))
    b = jax.random.normal(second, (3,))

Draws under different conditions and in different functions are not compared. Blind to keys inside
other values.

Sources: the documentation of jax.random.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from acumen.domain.facts import Assignment
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.flow import keeper
from acumen.faults.rule import JAX, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU506",
    name="random-key-reused",
    kind=RuleKind.FAULT,
    leaves=("api.usage",),
    frameworks=JAX,
    confidence=Confidence.HIGH,
    fix="Split the key before each use.",
    cause="key-used-again",
)

_MOST_COPIES = 4
_NEAR = 300  # bytes between the start of a call and one among its arguments
_SHOWS = re.compile(r"\s*(?:print\(|assert\b|display\(|#)")
_NOT_DRAWING = frozenset(
    {"split", "fold_in", "PRNGKey", "key", "key_data", "wrap_key_data", "clone"}
)


def check(subject: Subject) -> Iterator[Finding]:
    draws: dict[tuple[str, int, str, int], ResolvedCall] = {}
    sites = sorted(subject.qualified_in("jax.random"), key=lambda s: (s.path, s.call.start))
    for site in sites:
        name = site.qualified.rpartition(".")[2]
        key = subject.argument(site, "key", 0)
        if name in _NOT_DRAWING or not key.isidentifier():
            continue
        start = subject.span_around(site.path, site.call.start)[0]
        if subject.conditions(site.path, site.call.start, since=start):
            continue
        origin, since = _origin(subject, site, key, start)
        first = draws.get((site.path, start, origin, since))
        draws[site.path, start, origin, since] = site
        if first is None:
            yield RULE.absent(f"{key} is drawn from once so far", at(site))
        elif _renewed(subject, first, site, origin):
            yield RULE.absent(f"{key} is new since it was drawn from", at(site))
        elif _are_alternatives(subject, first, site):
            yield RULE.absent("one of the two is drawn", at(site))
        elif _is_shown(subject, first) and _is_shown(subject, site):
            yield RULE.unknown("what is drawn is only looked at", at(site))
        else:
            line = first.call.first_line
            named = key if key == origin else f"{key}, which is {origin},"
            yield RULE.present(
                f"{named} was drawn from in line {line} already", at(site), at(first)
            )


def _origin(subject: Subject, site: ResolvedCall, key: str, start: int) -> tuple[str, int]:
    """The key that a name stands for, and where that was assigned; a copy is the same key.

    The place tells keys apart that one name holds after each other; 0 where it is not assigned.
    """
    name, before = key, site.call.start
    for _ in range(_MOST_COPIES):
        items = subject.assignments(site.path, start, before)
        held = [(item, source) for item in items if (source := _copied(item, name)) is not None]
        if not held or not held[-1][1]:
            return name, held[-1][0].start if held else 0
        item, name = held[-1]
        before = item.start
    return key, 0


def _copied(item: Assignment, name: str) -> str | None:
    """The name that ``name`` is a copy of after ``item``; "" of something else, None of neither."""
    targets = split_top_level(item.target.strip("()[] "))
    if name not in targets:
        return None
    values = split_top_level(item.value.strip("()[] "))
    if item.operator != "=" or len(values) != len(targets):
        return ""
    value = values[targets.index(name)]
    return value if value.isidentifier() and value != name else ""


def _are_alternatives(subject: Subject, first: ResolvedCall, second: ResolvedCall) -> bool:
    """Whether the two stand in one value that chooses: ``a if flag else b``."""
    between = subject.source(first.path)[first.call.end : second.call.start]
    return re.match(rb"[^\n]*\bif\b[^\n]*\belse\b\s*$", between) is not None


def _is_shown(subject: Subject, site: ResolvedCall) -> bool:
    """Whether what is drawn is dropped, printed or compared, and goes nowhere else."""
    if subject.is_statement(site):
        return True
    item = keeper(subject, site)
    if item is None:
        return any(
            outer.call.callee == "print" and outer.call.start < site.call.start < outer.call.end
            for outer in subject.calls(site.path, max(0, site.call.start - _NEAR), site.call.start)
        )
    if not item.target.isidentifier() or not item.value.startswith(f"{site.call.callee}("):
        return False
    end = subject.span_around(site.path, site.call.start)[1]
    again = [i for i in subject.assignments(site.path, item.end, end) if i.target == item.target]
    text = subject.source(site.path)[item.end : again[0].start if again else end]
    name = re.compile(rf"(?<![\w.]){re.escape(item.target)}(?!\w)")
    readers = [line for line in text.decode("utf-8", "replace").splitlines() if name.search(line)]
    return bool(readers) and all(_SHOWS.match(line) for line in readers)


def _renewed(subject: Subject, first: ResolvedCall, site: ResolvedCall, key: str) -> bool:
    between = subject.assignments(site.path, first.call.end, site.call.start + 1)
    names = re.compile(rf"(?<![\w.]){re.escape(key)}(?!\w)")
    if any(names.search(item.target) for item in between):
        return True
    lambdas = subject.source(site.path)[first.call.end : site.call.start]
    return b"lambda" in lambdas or b"return" in lambdas
