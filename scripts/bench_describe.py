"""What describing templates costs beside parsing the same repository, both in one run.

    python scripts/bench_describe.py REPOSITORY.git... [--commit HASH] [--rounds N] [--json]
    python scripts/bench_describe.py REPOSITORY.git --profile

Each round parses every code file of a repository and then describes every template of it, in one
process and by processor time, so that a busy machine slows both alike; the smallest round of each
side counts. Networks are read beforehand and timed apart: describing and the inspection for faults
share one reading of them.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from templatesubjects import subject_of

from acumen.attributes.texts import wants_text
from acumen.domain.facts import ModuleFacts, Unread
from acumen.domain.source import Source, SourceKind
from acumen.domain.vocabulary import Vocabularies
from acumen.syntax.codeview import language_of
from acumen.syntax.collecting import seldom_collecting
from acumen.syntax.modules import Shelf
from acumen.syntax.reading import read_module
from corpus.vocabulary import load_vocabularies
from indexer.stages.describe import describe
from indexer.stages.fetch import open_source
from indexer.stages.select import select


@dataclass(frozen=True, slots=True)
class Measured:
    """Processor seconds of the smallest round of each side."""

    repository: str
    files: int
    templates: int
    parse: float
    describe: float
    networks: float

    @property
    def ratio(self) -> float:
        return self.describe / self.parse


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", nargs="+", type=Path, help="bare repositories")
    parser.add_argument("--commit", default="", help="default: HEAD")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="where describing spends its time")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    vocabularies = load_vocabularies()
    found = []
    for path in args.repositories:
        one = measured(
            path.absolute(), args.commit, args.rounds, vocabularies,
            profile=args.profile,
        )  # fmt: skip
        found.append(one)
        if not args.json:
            print(
                f"{one.repository}: {one.files} files parsed in {one.parse:.2f} s, "
                f"{one.templates} templates described in {one.describe:.2f} s: {one.ratio:.2f} x"
                f"; their networks read in {one.networks:.2f} s"
            )
    if args.json:
        print(json.dumps([{**asdict(one), "ratio": one.ratio} for one in found], indent=2))
    return 0


def measured(
    path: Path,
    commit: str,
    rounds: int,
    vocabularies: Vocabularies,
    *,
    profile: bool,
) -> Measured:
    """One bare repository; its folder must be called ``OWNER/NAME.git``."""
    name = f"{path.parent.name}/{path.name.removesuffix('.git')}"
    if not commit:
        head = subprocess.run(
            ["git", "-C", str(path), "rev-parse", "HEAD"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        commit = head.stdout.strip()
    source = Source(SourceKind.GIT, name, f"https://github.com/{name}", commit)
    with (
        tempfile.TemporaryDirectory() as home,
        open_source(
            source, home=Path(home), mirror=path.parents[1], sandbox=False, report=_silent
        ) as fetched,
    ):
        snapshot = fetched.snapshot
        code = [entry for entry in snapshot.files if language_of(entry.path)]
        contents = [(e.path, data) for e, data in fetched.read(code) if isinstance(data, bytes)]
        texts = {
            entry.path: data.decode("utf-8", "replace")
            for entry, data in fetched.read([e for e in snapshot.files if wants_text(e.path)])
            if isinstance(data, bytes)
        }
    parse, describing, networks = [], [], []
    if profile:
        rounds += 1  # the last one is slower, and not counted
    for number in range(rounds):
        gc.collect()
        begun = time.process_time()
        facts = _parsed(contents)
        parse.append(time.process_time() - begun)
        selection = select(snapshot, facts, texts=texts)

        gc.collect()
        profiler = cProfile.Profile() if profile and number == rounds - 1 else None
        if profiler:
            profiler.enable()
        shelf = Shelf()
        subjects = [
            subject_of(
                template, selection, snapshot, facts,
                vocabularies=vocabularies, texts=texts, shelf=shelf,
            )
            for template in selection.templates
        ]  # fmt: skip
        with seldom_collecting():  # as an index is made
            begun = time.process_time()
            for subject in subjects:
                _ = subject.program.networks
            networks.append(time.process_time() - begun)
            begun = time.process_time()
            for subject in subjects:
                describe(subject)
            describing.append(time.process_time() - begun)
        if profiler:
            profiler.disable()
            describing.pop()
            pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(45)
    return Measured(
        name, len(contents), len(selection.templates), min(parse), min(describing), min(networks)
    )


def _parsed(contents: Sequence[tuple[str, bytes]]) -> dict[str, ModuleFacts | Unread]:
    found = {}
    for path, data in contents:
        language = language_of(path)
        assert language is not None, path  # such files alone were read
        found[path] = read_module(data, language)
    return found


def _silent(_: str) -> None:
    return None


if __name__ == "__main__":
    raise SystemExit(main())
