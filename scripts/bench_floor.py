"""What the parts of a check cost beside a bare parse of the same files, and what is the least.

    python scripts/bench_floor.py --mirror DIR [--lines 6000] [--rounds 3] [--json]

The goals for rules (1.0 x) and for describing (0.8 x) are multiples of the time that tree-sitter
takes to parse a file. This shows what such a multiple has room for: how long it takes to do next to
nothing with every node, call or program from Python, and how long our own steps take. The programs
are those of ``bench_check.py``. Every step takes its turn on every repository and in every round,
so that a busy machine slows all alike; of each step the smallest round of a repository counts.
Times are processor seconds of this process, which is warm.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench_check import PINS, Project, laid_out
from tree_sitter import Tree

from acumen.domain.facts import Language, ModuleFacts, Unread
from acumen.domain.finding import Finding
from acumen.faults.engine import run_rules
from acumen.faults.registry import load_rules
from acumen.faults.subject import Subject
from acumen.syntax.codeview import code_view
from acumen.syntax.collecting import seldom_collecting
from acumen.syntax.grammar import parser
from acumen.syntax.modules import Module, Shelf
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module
from indexer.selection.closure import find_closure
from indexer.selection.imports import Resolver
from indexer.selection.tree import SourceTree

PARSE = "a bare parse"


@dataclass(frozen=True, slots=True)
class Material:
    """One repository as each step needs it, made before anything is timed."""

    data: dict[str, bytes]  # of every file that can be read, by path
    code: dict[str, str]
    trees: list[Tree]
    facts: dict[str, ModuleFacts]
    closures: dict[str, tuple[str, ...]]  # the files that each file reaches, itself first

    @property
    def programs(self) -> Iterator[Program]:
        """Every file as a program; single modules are read once for all of them."""
        shelf = Shelf()
        for entry, paths in self.closures.items():
            yield Program(entry, {path: self.facts[path] for path in paths}, shelf=shelf)

    @property
    def subjects(self) -> Iterator[Subject]:
        """The same as a check asks rules about them."""
        for program in self.programs:
            yield Subject(program, code=self.code, about=(program.entry,))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--mirror", type=Path, required=True)
    options.add_argument("--lines", type=int, default=6_000, help="how many, at least")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--json", action="store_true")
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="acumen-bench-") as place:
        projects = list(laid_out(given.mirror, Path(place), lines=given.lines))
        if not projects:
            raise SystemExit(f"{given.mirror} holds none of the repositories of {PINS.name}")
        seconds = measured([material(project) for project in projects], rounds=given.rounds)
    lines = sum(project.lines for project in projects)
    multiples = {name: spent / seconds[PARSE] for name, spent in seconds.items()}
    if given.json:
        found = {"lines": lines, "seconds": seconds, "multiples_of_parse": multiples}
        print(json.dumps(found, indent=2))
        return 0
    print(f"{len(projects)} repositories, {lines} lines; multiples of a bare parse")
    for name, multiple in multiples.items():
        print(f"{multiple:8.2f}  {name}")
    return 0


def material(project: Project) -> Material:
    """What is timed nowhere, or by a step of its own."""
    data, code, facts = {}, {}, {}
    for file in sorted(project.folder.rglob("*.py")):
        content = file.read_bytes()
        read, view = read_module(content, Language.PYTHON), code_view(content, Language.PYTHON)
        if isinstance(read, ModuleFacts) and not isinstance(view, Unread):
            path = file.relative_to(project.folder).as_posix()
            data[path], code[path], facts[path] = content, view.text, read
    trees = [parser().parse(content) for content in data.values()]
    return Material(data, code, trees, facts, closures(facts))


def closures(facts: dict[str, ModuleFacts]) -> dict[str, tuple[str, ...]]:
    """The files that each file reaches by imports, itself first."""
    tree = SourceTree({path: path for path in facts}, facts)
    resolver = Resolver(tree)
    return {path: find_closure(path, tree, resolver).files for path in facts}


def measured(materials: Sequence[Material], *, rounds: int) -> dict[str, float]:
    """Seconds of each step: the sum of the smallest round of every repository."""
    silent = tuple(replace(loaded, check=_nothing) for loaded in load_rules())
    steps: dict[str, Callable[[Material], object]] = {
        PARSE: lambda given: [parser().parse(data) for data in given.data.values()],
        "visiting every node once, from Python": _visit,
        "one lookup in a dictionary for every call": _look_up,
        "reading: parse and facts": lambda given: [
            read_module(data, Language.PYTHON) for data in given.data.values()
        ],
        "closures over imports, and what every call's name means": _resolve,
        "asking every rule, where none does anything": lambda given: [
            run_rules(subject, silent) for subject in given.subjects
        ],
        "networks alone": lambda given: [program.networks for program in given.programs],
        "all rules, with the networks they ask for": lambda given: [
            run_rules(subject) for subject in given.subjects
        ],
    }
    total = dict.fromkeys(steps, 0.0)
    with seldom_collecting():
        for given in materials:
            best = dict.fromkeys(steps, float("inf"))
            for number in range(rounds + 1):
                for name, step in steps.items():
                    began = time.process_time()
                    step(given)
                    if number:  # the first round loads and warms
                        best[name] = min(best[name], time.process_time() - began)
            for name, seconds in best.items():
                total[name] += seconds
            gc.collect()
    return total


def _nothing(_: Subject) -> Iterator[Finding]:
    return iter(())


def _visit(given: Material) -> int:
    seen = 0
    for tree in given.trees:
        waiting = [tree.root_node]
        while waiting:
            waiting += waiting.pop().children
            seen += 1
    return seen


def _look_up(given: Material) -> int:
    known = {"torch.nn.Linear": 1}
    return sum(known.get(call.callee, 0) for facts in given.facts.values() for call in facts.calls)


def _resolve(given: Material) -> int:
    closures(given.facts)
    return sum(len(Module(path, facts).calls) for path, facts in given.facts.items())


if __name__ == "__main__":
    sys.exit(main())
