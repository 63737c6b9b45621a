"""Start projects from templates of every framework and see whether they hold together and train.

    python scripts/smoke_starters.py --mirror DIR [--home HOME] [--count 20] [--out LOG.json]
        [--python PYTHON [--run SECONDS --candidates 60 --annotations FILE.jsonl]]

For each: `acumen new`, `acumen verify`, compile every file, and look up every import among the
project's own files, the standard library and its requirements. With --python, imports are also
looked up in that interpreter.

With --run (a maintainer's choice: this executes other people's code) small programs whose imports
that interpreter has are started in bubblewrap, without network, until their weights were updated
three times or SECONDS are over; random arrays stand in for the data sets that they would download.
--annotations writes what came of it as statements that ship with the corpus, so that cards show it:

    python3 -m venv rehearsal && rehearsal/bin/pip install -r requirements/rehearsal.txt
    python scripts/smoke_starters.py --mirror DIR --python rehearsal/bin/python --run 120 \\
        --annotations corpus/annotations/runs.jsonl --out runs.json
"""

from __future__ import annotations

import argparse
import compileall
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from starterlab.checking import absent, imports_of, unexplained
from starterlab.choosing import chosen, runnable
from starterlab.training import Interpreter, Run, interpreter, trained

from acumen.curation.lines import CuratedStatement, statement_line
from acumen.domain.annotation import Slot, Statement, Verdict
from acumen.domain.index import Index, TemplateRecord
from acumen.domain.licence import LicencePolicy
from acumen.domain.remark import RemarkKind
from acumen.errors import AcumenError
from acumen.store.catalogue import open_catalogue
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.prebuilt import CATALOGUE
from indexer.ondemand import Reach
from indexer.sandbox import bubblewrap
from indexer.starting.project import start_project
from indexer.starting.verifying import verify_project

PER_REPOSITORY = 3  # programs of one repository that are run
AUTHOR = "smoke run"
# What a program's own code fails by, with the libraries of today. Other errors (no network, no
# data, a package that is not there) say nothing of it.
OWN_FAULT = re.compile(
    r"AttributeError|NameError|ImportError: cannot import name|TypeError: .*unexpected keyword"
)
_PLACE = re.compile(r"\s*\(/.*")  # where the interpreter keeps a library is of no interest


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
    run: Run | None = None
    problem: str = ""

    @property
    def holds(self) -> bool:
        return self.verified and self.compiles and not self.unexplained


def tried(
    framework: str, record: TemplateRecord, index: Index, given: argparse.Namespace,
    python: Interpreter | None, *, run: bool,
) -> Outcome:  # fmt: skip
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
        imports = sorted(set(imports_of(folder)))
        lacking = tuple(absent(str(python.program), folder, imports)) if python else ()
        outcome = Outcome(
            template=record.id,
            framework=framework,
            licence=record.licence.spdx,
            files=len(started.copied),
            compiles=bool(compileall.compile_dir(str(folder), quiet=2, force=True)),
            verified=verify_project(folder).unchanged,
            unexplained=tuple(unexplained(folder, imports)),
            absent=lacking,
        )
        if not (run and python):
            return outcome
        seen = (
            Run(0, problem=f"not here: {', '.join(lacking)}")
            if lacking
            else trained(python, folder, started.entry, given.run)
        )
        return replace(outcome, run=seen)


def statements(
    outcomes: Sequence[Outcome], index: Index, python: Interpreter, today: date
) -> Iterator[str]:
    """Statement lines (see ``acumen.curation.lines``) of the programs that were really started."""
    records = {record.id: record for record in index.templates}
    for outcome in sorted(outcomes, key=lambda o: o.template):
        told = outcome.run and (outcome.run.steps or OWN_FAULT.match(outcome.run.problem))
        if outcome.run is None or outcome.absent or not told:
            continue
        record = records[outcome.template]
        entry = next(file for file in record.files if file.path == record.template.path)
        slot = Slot(record.template.repository, record.template.path, RemarkKind.TRIAL)
        said = Statement(slot, entry.blob, _told(outcome.run, python, today), Verdict.SET)
        yield statement_line(CuratedStatement(said, AUTHOR, today.isoformat()))


def _told(run: Run, python: Interpreter, today: date) -> str:
    libraries = {"torch": ("torch",), "optax": ("jax", "optax"), "keras": ("keras", "tensorflow")}
    shown = ("python", *libraries.get(run.by, ("torch", "jax", "keras")))
    with_ = ", ".join(
        f"{name} {python.versions[name]}" for name in shown if name in python.versions
    )
    if not run.steps:
        started = f"Started on {today} on a CPU without network ({with_})"
        return f"{started} and did not train: {_PLACE.sub('', run.problem).rstrip('.')}."
    data = f"; random data stood in for {', '.join(run.stand_ins)}" if run.stand_ins else ""
    return f"Trained {run.steps} steps on {today} on a CPU ({with_}{data})."


def main() -> int:
    """Try the chosen templates, one line each; exit status 1 if one does not hold together."""
    given = _arguments()
    index = (open_index(Home(given.index)) if given.index else open_catalogue(CATALOGUE)).index
    python = interpreter(given.python) if given.python else None
    outcomes = []
    for name, record in chosen(index, given.count):
        outcomes.append(tried(name, record, index, given, python, run=False))
        _print(outcomes[-1])
    bad = [outcome for outcome in outcomes if not outcome.holds]
    print(f"{len(outcomes) - len(bad)} of {len(outcomes)} hold together")
    ran = []
    if given.run:
        started = 0
        for name, record in runnable(index, 10 * given.candidates, PER_REPOSITORY):
            if started == given.candidates:
                break
            ran.append(tried(name, record, index, given, python, run=True))
            started += bool(ran[-1].run and not ran[-1].absent)
            _print(ran[-1])
        trained_ = sum(1 for outcome in ran if outcome.run and outcome.run.steps)
        print(f"{trained_} of {started} that could be started trained; {len(ran)} were looked at")
    if given.out:
        given.out.write_text(
            json.dumps(
                {
                    "versions": python.versions if python else {},
                    "started": [asdict(one) for one in outcomes],
                    "run": [asdict(one) for one in ran],
                },
                indent=1,
            )
            + "\n"
        )
    if given.annotations and python:
        lines = statements(ran, index, python, datetime.now(UTC).date())
        given.annotations.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return 1 if bad else 0


def _print(one: Outcome) -> None:
    ran = ""
    if one.run is not None:
        ran = f"trained {one.run.steps} steps" if one.run.steps else f"no step: {one.run.problem}"
    print(
        f"{'ok ' if one.holds else 'BAD'} {one.framework:<13} {one.files:>3} files  "
        f"{one.template}  {ran}{one.problem}{' '.join(one.unexplained)}",
        flush=True,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--home", type=Path, default=Path(".cache") / "catalogue-home")
    parser.add_argument("--index", type=Path, help="a home whose index is used, not the catalogue")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--python", default="")
    parser.add_argument("--run", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--candidates", type=int, default=40, help="programs that are run")
    parser.add_argument("--annotations", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.run and not (given.python and bubblewrap()):
        parser.error("--run takes --python and a bubblewrap that works here")
    return given


if __name__ == "__main__":
    raise SystemExit(main())
