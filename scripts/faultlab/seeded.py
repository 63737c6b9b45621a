"""Seed faults into clean programs, and see which rule finds them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from acumen.domain.finding import Finding, Outcome, RuleKind
from acumen.faults.registry import load_rules
from acumen.mutation.engine import Mutant, mutants
from acumen.mutation.registry import load_operators
from faultlab.repositories import Pin, Read, programs


@dataclass(frozen=True, slots=True)
class Seeded:
    """One mutant and what was found in it that is not in its original."""

    pin: Pin
    operator: str
    path: str
    line: int
    note: str
    leaves: tuple[str, ...]
    right: tuple[str, ...]  # rules of its leaves that find more than in the original, ascending
    by_fault: bool  # one of them is of kind fault


@dataclass(frozen=True, slots=True)
class Survey:
    """All mutants, and what was found in the programs as they are."""

    seeded: tuple[Seeded, ...]
    clean: tuple[tuple[Read, tuple[Finding, ...]], ...]  # with their fault-kind findings


def survey(
    mirror: Path,
    *,
    seed: int,
    most: int,
    operators: Iterable[str] = (),
    listed: str = "programs.jsonl",
) -> Survey:
    """Seed at most ``most`` faults of each operator into each program, and at most 25 in all."""
    wanted = frozenset(operators)
    chosen = [o for o in load_operators() if not wanted or o.operator.name in wanted]
    kinds = {loaded.rule.id: loaded.rule.kind for loaded in load_rules()}
    clean = []
    made: list[tuple[Read, Mutant]] = []
    before: dict[str, Counter[str]] = {}
    for program in programs(mirror, listed):
        found = present(program.findings())
        before[program.pin.key] = Counter(finding.rule for finding in found)
        faults = tuple(f for f in found if kinds[f.rule] is RuleKind.FAULT)
        clean.append((program, faults))
        seeded = mutants(
            program.original(), key=program.pin.key, seed=seed, most=most, operators=chosen
        )
        made += [(program, mutant) for mutant in seeded]
    results = [
        judged(program, mutant, before[program.pin.key])
        for program, mutant in drawn(made, seed=seed)
    ]
    return Survey(tuple(results), tuple(clean))


MOST_OF_AN_OPERATOR = 25


def drawn(made: list[tuple[Read, Mutant]], *, seed: int) -> Iterator[tuple[Read, Mutant]]:
    """At most 25 mutants of each operator, over as many programs as there are; each edit once."""

    def order(item: tuple[Read, Mutant]) -> bytes:
        text = f"{seed}|{item[0].pin.key}|{item[1].mutation}"
        return hashlib.blake2b(text.encode(), digest_size=8).digest()

    by_operator: dict[str, list[tuple[Read, Mutant]]] = {}
    seen = set()
    for program, mutant in sorted(made, key=order):
        edit = (mutant.operator.name, program.pin.repository, mutant.mutation)
        if edit not in seen:
            seen.add(edit)
            by_operator.setdefault(mutant.operator.name, []).append((program, mutant))
    for name in sorted(by_operator):
        per_program: Counter[str] = Counter()
        ranked = []
        for program, mutant in by_operator[name]:
            ranked.append((per_program[program.pin.key], program, mutant))
            per_program[program.pin.key] += 1
        ranked.sort(key=lambda item: item[0])
        for _, program, mutant in ranked[:MOST_OF_AN_OPERATOR]:
            yield program, mutant


def present(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is Outcome.PRESENT]


def judged(program: Read, mutant: Mutant, before: Counter[str]) -> Seeded:
    """Which rules of the operator's leaves find more in a mutant than in its original.

    The other rules are not run: what they say is no answer to this fault.
    """
    mine = [
        loaded
        for loaded in load_rules()
        if not set(loaded.rule.leaves).isdisjoint(mutant.operator.leaves)
    ]
    changed = program.changed(mutant.mutation.path, mutant.code, mutant.facts)
    after = Counter(finding.rule for finding in present(changed.findings(mine)))
    right = sorted(rule for rule, count in after.items() if count > before[rule])
    faults = {loaded.rule.id for loaded in mine if loaded.rule.kind is RuleKind.FAULT}
    return Seeded(
        program.pin,
        mutant.operator.name,
        mutant.mutation.path,
        mutant.mutation.line,
        mutant.mutation.note,
        mutant.operator.leaves,
        tuple(right),
        not faults.isdisjoint(right),
    )
