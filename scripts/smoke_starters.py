"""Start projects from templates of every framework and see whether they hold together.

    python scripts/smoke_starters.py --mirror DIR [--home HOME] [--count 20] [--out LOG.json]
        [--python PYTHON [--run SECONDS]]

For each: `acumen new`, `acumen verify`, compile every file, and look up every import among the
project's own files, the standard library and its requirements. With --python, imports are also
looked up in that interpreter. With --run (a maintainer's choice: this executes other people's
code) small programs are started in bubblewrap, without network, with a home of their own; one that
ends well or is still at work after SECONDS counts as running.
"""

from __future__ import annotations

import argparse
import compileall
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from acumen.attributes.extractors.dependency import _INSTALLED_AS
from acumen.domain.attribute import Facet
from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.template import Role
from acumen.errors import AcumenError
from acumen.store.catalogue import open_catalogue
from acumen.store.generations import open_index
from acumen.store.home import Home
from acumen.syntax.reading import read_module
from corpus.prebuilt import CATALOGUE
from indexer.ondemand import Reach
from indexer.sandbox import bubblewrap
from indexer.starting.project import start_project
from indexer.starting.verifying import verify_project

FRAMEWORKS = ("pytorch", "keras", "tensorflow", "jax", "lightning", "transformers", "flax")
SMALL = 250  # lines of code


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one template."""

    template: str
    framework: str
    licence: str
    files: int
    verified: bool
    compiles: bool
    unexplained: tuple[str, ...]  # imports that nothing in the project stands for
    absent: tuple[str, ...]  # imports that the interpreter lacks
    run: str = "not run"
    problem: str = ""


def chosen(index: Index, count: int) -> list[tuple[str, TemplateRecord]]:
    """Usable small scripts, in turn from each framework and each repository once."""
    queues = {name: iter(_usable(index, name)) for name in FRAMEWORKS}
    taken: list[tuple[str, TemplateRecord]] = []
    seen: set[str] = set()
    while queues and len(taken) < count:
        for name in list(queues):
            record = next((r for r in queues[name] if r.template.repository not in seen), None)
            if record is None:
                del queues[name]
            elif len(taken) < count:
                seen.add(record.template.repository)
                taken.append((name, record))
    return taken


def _usable(index: Index, framework: str) -> list[TemplateRecord]:
    found = [
        record
        for record in index.templates
        if record.template.role is Role.TRAINING
        and record.template.path.endswith(".py")
        and record.wholly_read
        and LicencePolicy.PERMISSIVE.allows(record.licence.state)
        and record.values(Facet.FRAMEWORK)[:1] == (framework,)
    ]
    return sorted(found, key=lambda r: (r.safety.found, abs(r.code_lines - SMALL // 2), r.id))


def tried(
    framework: str, record: TemplateRecord, index: Index, given: argparse.Namespace
) -> Outcome:
    """Start a project from ``record`` in a folder that is thrown away, and look at it."""
    repository = next(r for r in index.repositories if r.repository == record.template.repository)
    with tempfile.TemporaryDirectory(prefix="acumen-smoke-") as scratch:
        folder = Path(scratch) / "project"
        try:
            started = start_project(
                record, repository, folder, policy=LicencePolicy.PERMISSIVE,
                reach=Reach(home=given.home.absolute(), mirror=given.mirror.absolute()),
                today=date(2026, 1, 1), index_hash="",
            )  # fmt: skip
        except AcumenError as error:
            return Outcome(
                record.id, framework, record.licence.spdx, 0, verified=False, compiles=False,
                unexplained=(), absent=(), problem=error.problem,
            )  # fmt: skip
        imports = sorted(set(_imports(folder)))
        compiles = bool(compileall.compile_dir(str(folder), quiet=2, force=True, legacy=False))
        return Outcome(
            template=record.id,
            framework=framework,
            licence=record.licence.spdx,
            files=len(started.copied),
            verified=verify_project(folder).unchanged,
            compiles=compiles,
            unexplained=tuple(_unexplained(folder, imports)),
            absent=tuple(_absent(given.python, folder, imports)) if given.python else (),
            run=_run(given, folder, started.entry, record) if given.run else "not run",
        )


def _imports(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        facts = read_module(path.read_bytes(), Language.PYTHON)
        if isinstance(facts, ModuleFacts):
            for imported in facts.imports:
                if not imported.level:
                    yield (imported.module or imported.qualified).partition(".")[0]


def _unexplained(folder: Path, imports: Sequence[str]) -> Iterator[str]:
    own = {path.stem for path in folder.rglob("*.py")}
    own |= {path.name for path in folder.rglob("*") if path.is_dir()}
    text = (folder / "requirements.txt").read_text("utf-8")
    required = {
        re.split(r"[\[<>=!~ ]", line)[0].lower().replace("_", "-")
        for line in text.splitlines()
        if line and not line.startswith("#")
    }
    own |= {
        name for line in re.findall(r"own package, for: (.*)", text) for name in line.split(", ")
    }
    for name in imports:
        installed = _INSTALLED_AS.get(name, name).lower().replace("_", "-")
        if name not in own and name not in sys.stdlib_module_names and installed not in required:
            yield name


def _absent(python: str, folder: Path, imports: Sequence[str]) -> Iterator[str]:
    """Imports that ``python`` cannot find; looking a name up runs none of the project's code."""
    own = {path.stem for path in folder.rglob("*.py")} | {p.name for p in folder.iterdir()}
    asked = [name for name in imports if name not in own and name not in sys.stdlib_module_names]
    program = (
        "import importlib.util,json,sys;"
        "print(json.dumps([n for n in sys.argv[1:] if importlib.util.find_spec(n) is None]))"
    )
    done = subprocess.run(
        [python, "-I", "-c", program, *asked], capture_output=True, text=True, check=False
    )
    yield from json.loads(done.stdout) if done.returncode == 0 else asked


def _run(given: argparse.Namespace, folder: Path, entry: str, record: TemplateRecord) -> str:
    if record.code_lines > SMALL:
        return "not run: not small"
    prefix = Path(sys.prefix if given.python == sys.executable else given.python).resolve()
    base = prefix if prefix.is_dir() else prefix.parents[1]
    command = [
        bubblewrap(), "--ro-bind", "/", "/", "--tmpfs", "/tmp", "--tmpfs", "/root", "--dev", "/dev",
        "--proc", "/proc", "--bind", str(folder), str(folder), "--ro-bind", str(base), str(base),
        "--unshare-all", "--die-with-parent", "--new-session", "--chdir", str(folder),
        "--setenv", "HOME", str(folder), "--setenv", "MPLBACKEND", "Agg",
        "--", given.python, entry,
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=given.run, check=False
        )
    except subprocess.TimeoutExpired:
        return f"still at work after {given.run} s"
    if done.returncode == 0:
        return "ended well"
    last = (done.stderr.strip().splitlines() or ["no word"])[-1]
    return f"failed: {last[:160]}"


def main() -> int:
    """Try the chosen templates, one line each; exit status 1 if one does not hold together."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--home", type=Path, default=Path(".cache") / "catalogue-home")
    parser.add_argument("--index", type=Path, help="a home whose index is used, not the catalogue")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--python", default="")
    parser.add_argument("--run", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.run and not (given.python and bubblewrap()):
        parser.error("--run takes --python and a bubblewrap that works here")
    index = (open_index(Home(given.index)) if given.index else open_catalogue(CATALOGUE)).index
    outcomes = [tried(name, record, index, given) for name, record in chosen(index, given.count)]
    for one in outcomes:
        fine = one.verified and one.compiles and not one.unexplained
        print(
            f"{'ok ' if fine else 'BAD'} {one.framework:<13} {one.files:>3} files  {one.run}  "
            f"{one.template}  {one.problem}{' '.join(one.unexplained)}"
        )
    if given.out:
        given.out.write_text(json.dumps([asdict(one) for one in outcomes], indent=2) + "\n")
    bad = [o for o in outcomes if not (o.verified and o.compiles and not o.unexplained)]
    print(f"{len(outcomes) - len(bad)} of {len(outcomes)} hold together")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
