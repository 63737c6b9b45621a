"""A JAX random key goes to two places, which then draw the same numbers.

A key is used up by the first function that gets it. A second one that gets it too, the next round
of a loop, or whoever is handed the key back draws what was drawn already: noise, dropout, weights
and samples are equal where they should differ.

Bad:

    import jax
    def step(state, rng):
        noise = make_noise(rng)
        sample = make_sample(rng)
        return noise, sample
    step(0, jax.random.PRNGKey(0))

Good:

    import jax
    def step(state, rng):
        first, second = jax.random.split(rng)
        noise = make_noise(first)
        sample = make_sample(second)
        return noise, sample
    step(0, jax.random.PRNGKey(0))

Advice: a function may take a key and not draw from it, and the same numbers in every round may be
meant; making weights and evaluating are left out for that. What ``fold_in`` makes of a key counts
as new, arms of one condition are not compared. Blind to keys inside other values.

Sources: the documentation of jax.random.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from acumen.domain.evidence import Evidence
from acumen.domain.facts import Assignment, Definition
from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.classes import parameters_of
from acumen.faults.flow import in_other_arm, names_in
from acumen.faults.rule import JAX, Rule, at
from acumen.faults.subject import Subject
from acumen.syntax.arguments import split_top_level
from acumen.syntax.program import ResolvedCall

RULE = Rule(
    id="ACU523",
    name="random-key-shared",
    kind=RuleKind.SMELL,
    leaves=("api.usage",),
    frameworks=(*JAX, "equinox"),
    confidence=Confidence.MEDIUM,
    fix="Split the key, and give each place a part of its own.",
    cause="key-used-again",
)

_KEY = re.compile(r"(?:\w*_)?(?:prng_?)?(?:(?:sub)?key|rng|prng)\d*$", re.IGNORECASE)
_MAKES = re.compile(r"(?:split|PRNGKey|fold_in|next_rng_key|make_rng|random\.key)\(")
_FREE = frozenset(  # what takes a key without using it up
    {"fold_in", "print", "len", "isinstance", "type", "device_put", "replicate", "append"}
    | {"key_data", "wrap_key_data", "clone", "asarray", "array", "replace", "format", "str"}
    | {"device_put_replicated", "shape", "PartitionSpec", "block_until_ready", "dict", "tuple"}
    | {"list", "zip", "enumerate", "info", "debug", "NamedTuple", "ShapeDtypeStruct", "repr"}
    | {"get_first", "eval_shape", "tabulate", "update", "save", "make_jaxpr", "partial", "unfold"}
)
_MIXES = re.compile(
    r"mix|fold|eval|valid|test|render|visuali|plot|generate|predict|save|checkpoint|^log|^init$|dummy",
    re.IGNORECASE,
)
_ARRAYS = re.compile(r"(?:jax\.)?numpy\.")
_MOST_COPIES = 5
_ENTRY = re.compile(r"""^[\[({]|^dict\(""")


@dataclass(frozen=True, slots=True)
class _Use:
    """A key that goes somewhere."""

    origin: tuple[str, int]  # the name that it was made under, and where; 0 of a parameter
    start: int
    what: str
    place: Evidence
    back: bool  # handed back, not used up


def check(subject: Subject) -> Iterator[Finding]:
    for path in subject.program.paths:
        if subject.roots_of(path).isdisjoint(RULE.frameworks):
            continue
        for function in (None, *subject.program.modules[path].definitions):
            if function is None or function.kind == "function":
                yield from _Scope(subject, path, function).findings()


class _Scope:
    """One function, or what stands outside of all of them."""

    def __init__(self, subject: Subject, path: str, function: Definition | None) -> None:
        self.subject, self.path, self.function = subject, path, function
        self.span = (function.start, function.end) if function else (0, 1 << 60)
        self.header = parameters_of(function) if function else ()
        self.items: list[Assignment] = []
        self.drawn: set[str] = set()  # what jax.random is given

    def findings(self) -> Iterator[Finding]:
        calls = [s for s in self.subject.calls(self.path, *self.span) if self._own(s.call.start)]
        self.drawn = {n for s in calls if s.qualified.startswith("jax.random.") for n in _given(s)}
        if not self.drawn and not any(_KEY.match(name) for s in calls for name in _given(s)):
            return
        self.items = [
            item
            for item in self.subject.assignments(self.path, *self.span)
            if self._own(item.start)
        ]
        for item in reversed(self.items):
            self.drawn.update(filter(None, [_copied(item, name) for name in sorted(self.drawn)]))
        uses = sorted([*self._calls(calls), *self._handed_back()], key=lambda use: use.start)
        by_origin: dict[tuple[str, int], list[_Use]] = {}
        for use in uses:
            by_origin.setdefault(use.origin, []).append(use)
        for origin, found in by_origin.items():
            yield from self._judge(origin, found)

    def _is_key(self, name: str) -> bool:
        """Whether a parameter is a key: a plain ``key`` may as well be one of a dictionary."""
        return bool(_KEY.match(name)) and ("rng" in name.lower() or name in self.drawn)

    def _own(self, offset: int) -> bool:
        return self.subject.span_around(self.path, offset)[0] == self.span[0]

    def _judge(self, origin: tuple[str, int], found: list[_Use]) -> Iterator[Finding]:
        key = origin[0]
        for index, use in enumerate(found):
            earlier = next(
                (
                    one
                    for one in found[:index]
                    if not one.back
                    and not in_other_arm(self.subject, self.path, one.start, use.start)
                    and (use.what != "split()" or self._in_one_round(one, use))
                ),
                None,
            )
            again = self._each_round(origin, use)
            if earlier is not None:
                message = f"{key} went to {earlier.what} in line {earlier.place.first_line}"
                verb = "is handed on by" if use.back else "goes to"
                yield RULE.present(f"{message}, and {verb} {use.what}", use.place, earlier.place)
                return
            if again and not use.back and use.what != "split()":
                message = f"{key} goes to {use.what} in every round and is never made anew"
                yield RULE.present(message, use.place)
                return
        yield RULE.absent(f"{key} goes to one place", found[0].place)

    def _in_one_round(self, first: _Use, second: _Use) -> bool:
        """Whether a loop holds both: what is split once, after weights are made, is left alone."""
        loops = [self.subject.loops(self.path, use.start)[-1:] for use in (first, second)]
        return bool(loops[0]) and first.what != "split()" and loops[0] == loops[1]

    def _each_round(self, origin: tuple[str, int], use: _Use) -> bool:
        loops = self.subject.loops(self.path, use.start)
        if not loops or loops[-1].start <= origin[1]:
            return False
        inner = loops[-1]
        made = [
            item
            for item in self.items
            if inner.start < item.start < inner.end and _copied(item, origin[0]) == ""
        ]
        targets = inner.header.partition(" in ")[0]
        return not made and origin[0] not in names_in(targets)

    def _calls(self, calls: list[ResolvedCall]) -> Iterator[_Use]:
        for site in calls:
            method = site.call.callee.rpartition(".")[2]
            if method in _FREE or _MIXES.search(method) or _ARRAYS.match(site.qualified):
                continue
            for name in _given(site):
                origin = self._origin(name, site.call.start)
                if origin is not None:
                    yield _Use(origin, site.call.start, f"{method}()", at(site), back=False)

    def _handed_back(self) -> Iterator[_Use]:
        for given in self.subject.program.modules[self.path].returns:
            if self.span[0] <= given.start < self.span[1] and self._own(given.start):
                place = Evidence(self.path, given.line, given.line)
                for name in _parts(given.value):
                    origin = self._origin(name, given.start)
                    if origin is not None:
                        yield _Use(origin, given.start, "return", place, back=True)
        for item in self.items:
            names = split_top_level(item.target.strip("()[] "))
            if len(names) != 1 or not item.value.lstrip().startswith("("):
                continue
            for name in _parts(item.value):
                origin = self._origin(name, item.start)
                if origin is not None:
                    place = Evidence(self.path, item.line, item.line)
                    yield _Use(origin, item.start, item.target, place, back=True)

    def _origin(self, key: str, before: int) -> tuple[str, int] | None:
        """The key that a name stands for before an offset; None of what is no key."""
        name = key
        for _ in range(_MOST_COPIES):
            held = [
                (item, source)
                for item in self.items
                if item.end <= before and (source := _copied(item, name)) is not None
            ]
            if not held:
                known = name in self.header and self._is_key(name)
                return (name, 0) if known else None
            item, source = held[-1]
            if not source:
                made = _MAKES.search(item.value) is not None or name in self.drawn
                return (name, item.start) if made and _KEY.match(name) else None
            name, before = source, item.start
        return None


def _given(site: ResolvedCall) -> list[str]:
    """Names that are arguments, or entries of one: ``f(key, rngs={"dropout": key})``."""
    found = []
    for part in split_top_level(site.call.arguments):
        value = re.sub(r"^\s*\w+\s*=(?!=)", "", part).strip()
        if value.isidentifier():
            found.append(value)
        elif _ENTRY.match(value):
            inner = value[value.index("(") + 1 : -1] if value.startswith("dict") else value[1:-1]
            for entry in split_top_level(inner):
                last = re.split(r"[:=]", entry)[-1].strip()
                if last.isidentifier():
                    found.append(last)
    return list(dict.fromkeys(found))


def _parts(text: str) -> list[str]:
    text = text.strip()
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return [part.strip() for part in split_top_level(inner) if part.strip().isidentifier()]


def _copied(item: Assignment, name: str) -> str | None:
    """The name that ``name`` is a copy of after ``item``; "" of something else, None of neither."""
    targets = [part.strip() for part in split_top_level(item.target.strip("()[] "))]
    if name not in targets:
        if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.\[])", item.target):
            return ""  # inside a nested target
        return None
    values = [part.strip() for part in split_top_level(item.value.strip("()[] "))]
    if item.operator != "=" or len(values) != len(targets):
        return ""
    value = values[targets.index(name)]
    if value == name:
        return None  # itself
    return value if value.isidentifier() else ""
