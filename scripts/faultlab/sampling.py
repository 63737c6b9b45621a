"""Draw findings in real repositories to be read, at random and the same ones for one seed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from barefiles import listed

from acumen.domain.facts import ModuleFacts, Unread
from acumen.domain.finding import Finding, RuleKind
from acumen.faults.registry import load_rules
from acumen.syntax.codeview import language_of
from acumen.syntax.frameworks import imports_framework
from acumen.syntax.program import Program
from faultlab.repositories import Pin, Read, pins, view
from faultlab.seeded import present
from indexer.selection.closure import find_closure
from indexer.selection.imports import Resolver
from indexer.selection.tree import SourceTree

LARGEST = 400_000  # bytes
_TESTS = re.compile(r"(?:^|/)(?:tests?|testing|\.ipynb_checkpoints)/|(?:^|/)test_[^/]*$|_test\.py$")
PER_RULE_AND_REPOSITORY = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finding with the code around it."""

    pin: Pin
    finding: Finding
    code: str

    @property
    def line(self) -> int:
        return self.finding.evidence[0].first_line

    @property
    def path(self) -> str:
        return self.finding.evidence[0].path

    def context(self, around: int = 14) -> str:
        lines = self.code.split("\n")
        first, last = max(1, self.line - around), min(len(lines), self.line + around)
        return "\n".join(
            f"{'>' if n == self.line else ' '}{n:5} {lines[n - 1][:150]}"
            for n in range(first, last + 1)
        )


class _Lazy(Mapping[str, "ModuleFacts | Unread"]):
    """Facts of a repository's files, read when they are asked for."""

    def __init__(self, mirror: Path, pin: Pin, paths: tuple[str, ...]) -> None:
        self._mirror, self._pin, self._paths = mirror, pin, paths

    def __getitem__(self, path: str) -> ModuleFacts | Unread:
        if path not in self._paths:
            raise KeyError(path)
        found = view(self._mirror, self._pin.repository, self._pin.commit, path)
        if found is None:
            raise KeyError(path)
        return found[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def order(text: str) -> bytes:
    """A place in a random order that depends on ``text`` alone."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def paths_of(mirror: Path, pin: Pin) -> tuple[str, ...]:
    """Code files of a repository that are not too large, ascending."""
    return tuple(
        file.path
        for file in listed(mirror / f"{pin.repository}.git", pin.commit)
        if file.size <= LARGEST and language_of(file.path) and not _TESTS.search(file.path)
    )


def drawn_programs(mirror: Path, pin: Pin, *, seed: int, most: int) -> Iterator[Read]:
    """Up to ``most`` files of a repository that import a framework, each with its closure."""
    paths = paths_of(mirror, pin)
    facts = _Lazy(mirror, pin, paths)
    tree = SourceTree(paths, facts)
    resolver = Resolver(tree)
    made = 0
    for path in sorted(paths, key=lambda p: order(f"{seed}|{pin.repository}|{p}")):
        if made == most:
            return
        entry = facts.get(path)
        if not isinstance(entry, ModuleFacts) or not imports_framework(entry):
            continue
        made += 1
        closure = find_closure(path, tree, resolver).files[:20] if path.endswith(".py") else (path,)
        views = {
            p: found
            for p in closure
            if (found := view(mirror, pin.repository, pin.commit, p)) is not None
        }
        program = Program(path, {p: known for p, (_, known) in views.items()})
        yield Read(
            Pin(pin.repository, pin.commit, path), program, {p: t for p, (t, _) in views.items()}
        )


def findings(mirror: Path, *, seed: int, most: int) -> list[Drawn]:
    """Fault findings of all repositories, at most three of a rule in one repository, shuffled."""
    faults = {r.rule.id for r in load_rules() if r.rule.kind is RuleKind.FAULT}
    found: list[Drawn] = []
    for pin in pins("repositories.jsonl"):
        seen = set()
        here = []
        for program in drawn_programs(mirror, pin, seed=seed, most=most):
            for finding in present(program.findings()):
                place = finding.evidence[0]
                key = (finding.rule, place.path, place.first_line)
                if finding.rule in faults and key not in seen:
                    seen.add(key)
                    here.append(Drawn(program.pin, finding, program.code[place.path]))
        here.sort(
            key=lambda d: order(f"{seed}|{d.pin.repository}|{d.finding.rule}|{d.path}|{d.line}")
        )
        kept: Counter[str] = Counter()
        for drawn in here:
            kept[drawn.finding.rule] += 1
            if kept[drawn.finding.rule] <= PER_RULE_AND_REPOSITORY:
                found.append(drawn)
    return sorted(
        found, key=lambda d: order(f"{seed}|{d.pin.key}|{d.finding.rule}|{d.path}|{d.line}")
    )
