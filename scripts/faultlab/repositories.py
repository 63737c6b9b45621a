"""Read pinned files of bare repositories, and make programs of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Finding
from acumen.faults.engine import run_rules
from acumen.faults.registry import LoadedRule
from acumen.faults.subject import Subject
from acumen.mutation.original import Original
from acumen.syntax.codeview import CodeView, code_view, language_of
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

DATA = Path(__file__).parents[2] / "corpus" / "labels" / "faults"


@dataclass(frozen=True, slots=True)
class Pin:
    """One program: its entry at one commit, and the further files that belong to it."""

    repository: str
    commit: str
    path: str
    framework: str = ""
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.repository}@{self.commit[:12]}:{self.path}"


@dataclass(frozen=True, slots=True)
class Read:
    """A program with its code views."""

    pin: Pin
    program: Program
    code: dict[str, str]
    as_files: bool = False  # asked about like the files of a check, not by what its run comes to

    def findings(self, rules: Iterable[LoadedRule] | None = None) -> tuple[Finding, ...]:
        about = self.program.paths if self.as_files else ()
        return run_rules(Subject(self.program, code=self.code, about=about), rules)

    def original(self) -> Original:
        return Original(self.program, self.code)

    def changed(self, path: str, code: str, facts: ModuleFacts) -> Read:
        """The same program with another text of one file."""
        program = Program(self.program.entry, {**self.program.modules, path: facts})
        return Read(self.pin, program, {**self.code, path: code}, self.as_files)


def rows(name: str) -> list[dict[str, object]]:
    """The objects of one data file; [] if there is none."""
    path = DATA / name
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def pins(name: str = "programs.jsonl") -> list[Pin]:
    """The programs of one data file."""
    found = []
    for row in rows(name):
        also = row.get("also", [])
        assert isinstance(also, list)
        found.append(
            Pin(
                str(row["repository"]),
                str(row["commit"]),
                str(row["path"]),
                str(row.get("framework", "")),
                tuple(also),
            )
        )
    return found


def blob(mirror: Path, repository: str, commit: str, path: str) -> bytes:
    """A file's bytes.

    Raises:
        SystemExit: the mirror has no such file.
    """
    git = ["git", "-C", str(mirror / f"{repository}.git"), "cat-file", "blob", f"{commit}:{path}"]
    shown = subprocess.run(git, capture_output=True, check=False)
    if shown.returncode:
        raise SystemExit(f"{mirror} has no {repository} at {commit[:12]} with {path}")
    return shown.stdout


@cache
def view(mirror: Path, repository: str, commit: str, path: str) -> tuple[str, ModuleFacts] | None:
    """Code view and facts of a file; None if it cannot be read.

    A notebook is read as the Python of its code view, so that it can be changed like a file.
    """
    language = language_of(path)
    if language is None:
        return None
    found = code_view(blob(mirror, repository, commit, path), language)
    if not isinstance(found, CodeView):
        return None
    facts = read_module(found.text.encode(), Language.PYTHON)
    return (found.text, facts) if isinstance(facts, ModuleFacts) else None


def read(mirror: Path, pin: Pin) -> Read | None:
    """The program of a pin; None if its entry cannot be read."""
    views = {
        path: found
        for path in (pin.path, *pin.also)
        if (found := view(mirror, pin.repository, pin.commit, path)) is not None
    }
    if pin.path not in views:
        return None
    program = Program(pin.path, {path: facts for path, (_, facts) in views.items()})
    return Read(pin, program, {path: text for path, (text, _) in views.items()})


def programs(mirror: Path, name: str = "programs.jsonl") -> Iterator[Read]:
    """The readable programs of one data file."""
    for pin in pins(name):
        found = read(mirror, pin)
        if found is not None:
            yield found
