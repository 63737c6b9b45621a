"""Choose places to seed faults at, the same ones for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from acumen.domain.facts import Language, ModuleFacts
from acumen.mutation.mutant import Mutation, applied
from acumen.mutation.operator import Operator
from acumen.mutation.original import Original
from acumen.mutation.registry import LoadedOperator, load_operators
from acumen.syntax.reading import read_module


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one fault: the changed file, and its facts."""

    operator: Operator
    mutation: Mutation
    code: str  # the changed code view
    facts: ModuleFacts


def mutants(
    original: Original,
    *,
    key: str,
    seed: int = 0,
    most: int = 1,
    operators: Iterable[LoadedOperator] | None = None,
) -> tuple[Mutant, ...]:
    """At most ``most`` mutants of each operator; ``key`` names the program among others.

    A change after which the file no longer reads as well as before is dropped.
    """
    found = []
    for loaded in load_operators() if operators is None else operators:
        if not any(original.imports(path, loaded.operator.frameworks) for path in original.paths):
            continue
        places = sorted(
            dict.fromkeys(loaded.places(original)),
            key=lambda place: _draw(f"{seed}|{key}|{loaded.operator.name}|{place}"),
        )
        made = 0
        for place in places:
            mutant = _made(original, loaded.operator, place)
            if mutant is not None and made < most:
                found.append(mutant)
                made += 1
    return tuple(found)


def _made(original: Original, operator: Operator, place: Mutation) -> Mutant | None:
    source = original.source(place.path)
    changed = applied(source, place.edits)
    if changed == source:
        return None
    facts = read_module(changed, Language.PYTHON)
    before = original.program.modules[place.path]
    if not isinstance(facts, ModuleFacts) or facts.errors > before.errors:
        return None
    return Mutant(operator, place, changed.decode(), facts)


def _draw(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
