"""``acumen check`` without its printing: files in, findings and what was suppressed out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from acumen.cli.sharing_out import judged, usual_jobs
from acumen.domain.facts import ModuleFacts, Unread
from acumen.domain.finding import Finding, Outcome
from acumen.faults.engine import run_rules
from acumen.faults.registry import LoadedRule
from acumen.faults.statement import Statement, state_of
from acumen.faults.subject import Subject
from acumen.faults.telling import Told, told
from acumen.syntax.codeview import CodeView, cell_line, code_view, language_of
from acumen.syntax.modules import Shelf
from acumen.syntax.pasted import with_usual_imports
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

LARGEST = 20_000_000
"""Bytes of one file; larger ones are skipped unread."""
_MACHINERY = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox", ".venv", "venv"}
    | {".ipynb_checkpoints", ".mypy_cache", ".ruff_cache", ".pytest_cache", "site-packages"}
)
_IGNORED = re.compile(r"#\s*acumen:\s*ignore\[([A-Za-z0-9_,\s]+)\][ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class SkippedFile:
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that a comment in the code disputes, with the comment's reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was read. ``cells`` is empty for a .py file."""

    path: str
    cells: tuple[tuple[int, int], ...]
    assumed: tuple[str, ...] = ()  # what it is read as importing, since it imports no framework


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run of the rules over some files gave."""

    files: tuple[CheckedFile, ...]
    skipped: tuple[SkippedFile, ...]
    findings: tuple[Finding, ...]  # every outcome, without the suppressed ones
    suppressed: tuple[Suppressed, ...]
    without_reason: tuple[str, ...]  # "path:line" of suppressions that say no reason
    statement: Statement

    @property
    def present(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome is Outcome.PRESENT)

    @property
    def told(self) -> tuple[Told, ...]:
        """What to show of ``present``: each fault of a line once, by place."""
        ordered = sorted(self.present, key=lambda f: (f.evidence, f.rule, f.message))
        return told(ordered)

    def where(self, finding: Finding) -> str:
        """``path:line``, or ``path:cell N:line`` of a notebook."""
        place = finding.evidence[0]
        cells = next((file.cells for file in self.files if file.path == place.path), ())
        if not cells:
            return f"{place.path}:{place.first_line}"
        cell, line = cell_line(cells, place.first_line)
        return f"{place.path}:cell {cell}:{line}"


def check_paths(
    paths: Sequence[Path], rules: Iterable[LoadedRule], *, jobs: int | None = 1
) -> Checked:
    """Run ``rules`` over every Python file and notebook in ``paths``.

    Each file is judged as a program with the modules it imports from among the files. ``jobs`` is
    how many processes judge, None as many as are worth it; the findings are the same.
    """
    rules = tuple(rules)
    views: dict[str, CodeView] = {}
    facts: dict[str, ModuleFacts | Unread] = {}
    skipped: list[SkippedFile] = []
    for path, name in _files(paths, skipped):
        _read(path, name, views, facts, skipped)
    assumed = _assume_imports(facts)
    read = {name: found for name, found in facts.items() if isinstance(found, ModuleFacts)}
    unread = tuple(name for name, found in sorted(facts.items()) if isinstance(found, Unread))
    code = {name: view.text for name, view in views.items()}
    shelf = Shelf()  # of this run alone
    programs = tuple(_programs(facts))

    def judge(number: int) -> tuple[Finding, ...]:
        name, closure = programs[number]
        # paths inside a program are relative, whatever the user gave
        modules = {_inside(path): read[path] for path in closure}
        program = Program(_inside(name), modules, shelf=shelf)
        text = {_inside(path): code[path] for path in closure}
        subject = Subject(program, code=text, about=(_inside(name),))
        shown = {_inside(path): path for path in closure}
        return tuple(
            _renamed(finding, shown)
            for finding in run_rules(subject, rules)
            if not finding.evidence or shown[finding.evidence[0].path] == name
        )

    jobs = usual_jobs(len(programs)) if jobs is None else jobs
    sizes = [len(code[name]) for name, _ in programs]
    findings = dict.fromkeys(chain.from_iterable(judged(judge, sizes, jobs)))
    kept, suppressed, without_reason = _suppress(tuple(findings), code)
    whole = not unread and not any(found.errors for found in read.values()) and bool(read)
    return Checked(
        files=tuple(CheckedFile(name, views[name].cells, assumed[name]) for name in sorted(read)),
        skipped=tuple(sorted(skipped, key=lambda skip: skip.path)),
        findings=kept,
        suppressed=suppressed,
        without_reason=without_reason,
        statement=state_of(kept, wholly_read=whole, disputed=[item.finding for item in suppressed]),
    )


def _files(paths: Sequence[Path], skipped: list[SkippedFile]) -> Iterator[tuple[Path, str]]:
    """Files to read with the names they are shown under, each once; links are not followed."""
    seen = set()
    for given in paths:
        found = [given] if not given.is_dir() else list(_below(given, skipped))
        for path in found:
            name = path.as_posix().removeprefix("./")
            if name in seen:
                continue
            seen.add(name)
            if language_of(name) is None:
                if path is given:
                    skipped.append(SkippedFile(name, "not-code"))
            elif path.is_symlink() and path is not given:
                skipped.append(SkippedFile(name, "symlink"))
            else:
                yield path, name


def _below(folder: Path, skipped: list[SkippedFile]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        skipped.append(SkippedFile(Path(error.filename or folder).as_posix(), "unreadable"))

    for parent, folders, files in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if name not in _MACHINERY)
        for name in sorted(files):
            yield Path(parent, name)


def _read(
    path: Path,
    name: str,
    views: dict[str, CodeView],
    facts: dict[str, ModuleFacts | Unread],
    skipped: list[SkippedFile],
) -> None:
    language = language_of(name)
    if language is None:
        return
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            skipped.append(SkippedFile(name, "too-large" if path.is_file() else "no-file"))
            return
        data = path.read_bytes()
    except OSError as error:
        skipped.append(SkippedFile(name, f"unreadable: {error.strerror}"))
        return
    found = read_module(data, language)
    view = code_view(data, language)
    if isinstance(found, Unread) or isinstance(view, Unread):
        problem = found if isinstance(found, Unread) else view
        assert isinstance(problem, Unread)
        detail = f": {problem.detail}" if problem.detail else ""
        skipped.append(SkippedFile(name, f"{problem.problem}{detail}"))
        if problem.problem != "no-code":
            facts[name] = problem
        return
    facts[name], views[name] = found, view


def _assume_imports(
    facts: dict[str, ModuleFacts | Unread],
) -> dict[str, tuple[str, ...]]:
    """Give files that import no framework what they use of one; what was given, by name."""
    assumed = {}
    for name, found in facts.items():
        if isinstance(found, ModuleFacts):
            facts[name], assumed[name] = with_usual_imports(found)
    return assumed


def _programs(facts: dict[str, ModuleFacts | Unread]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every readable file with the files it reaches by imports, itself first."""
    from indexer.selection.closure import find_closure  # noqa: PLC0415  (only check needs it)
    from indexer.selection.imports import Resolver  # noqa: PLC0415
    from indexer.selection.tree import SourceTree  # noqa: PLC0415

    names = {_inside(name): name for name in sorted(facts)}
    tree = SourceTree(names, {path: facts[name] for path, name in names.items()})
    resolver = Resolver(tree)
    for path, name in names.items():
        if isinstance(facts[name], ModuleFacts):
            closure = find_closure(path, tree, resolver).files
            yield name, tuple(names[reached] for reached in closure)


def _inside(name: str) -> str:
    return name.lstrip("/")


def _renamed(finding: Finding, shown: dict[str, str]) -> Finding:
    if all(shown[place.path] == place.path for place in finding.evidence):
        return finding
    places = tuple(replace(place, path=shown[place.path]) for place in finding.evidence)
    return replace(finding, evidence=places)


def _suppress(
    findings: tuple[Finding, ...], code: dict[str, str]
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...], tuple[str, ...]]:
    """Findings that stay, findings that a comment disputes, and comments without a reason."""
    lines: dict[str, list[str]] = {}
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    without_reason: dict[str, None] = {}
    for finding in findings:
        reason = None
        if finding.outcome is Outcome.PRESENT:
            place = finding.evidence[0]
            text = lines.setdefault(place.path, code[place.path].split("\n"))
            for number in _lines_of(text, place.first_line, place.last_line):
                found = _IGNORED.search(text[number - 1])
                if found and finding.rule in re.split(r"[,\s]+", found[1].strip()):
                    if found[2].strip():
                        reason = found[2].strip()
                    else:
                        without_reason[f"{place.path}:{number}"] = None
        if reason is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, reason))
    return tuple(kept), tuple(suppressed), tuple(without_reason)


def _lines_of(text: list[str], first: int, last: int) -> Iterator[int]:
    """The lines of a finding, and a comment of its own above them."""
    if first >= 2 and text[first - 2].lstrip().startswith("#"):
        yield first - 1
    yield from range(first, min(last, first + 50, len(text)) + 1)
