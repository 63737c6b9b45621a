"""How many of the networks of real repositories are read completely, and why the others are not.

    python scripts/evaluate_networks.py --mirror DIR [--list] OWNER/NAME...

A repository is DIR/<owner>/<name>.git, or a path to a source archive (.tar.gz). Each template's
program is read; a network that several programs hold counts once, at its best.
"""

from __future__ import annotations

import argparse
import tarfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from barefiles import listed

from acumen.domain.facts import ModuleFacts
from acumen.domain.network import Gap, Network, NetworkState
from acumen.syntax.codeview import language_of
from acumen.syntax.frameworks import imports_framework
from acumen.syntax.network import read_networks
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

MAX_FILE = 1 << 20  # bytes


@dataclass(slots=True)
class Tally:
    """What was found in one repository."""

    networks: dict[tuple[str, int, str], Network] = field(default_factory=dict)
    files: int = 0
    seconds: float = 0.0
    slowest: float = 0.0

    @property
    def complete(self) -> list[Network]:
        return [n for n in self.networks.values() if n.state is NetworkState.COMPLETE]

    @property
    def gaps(self) -> Counter[Gap]:
        """In how many networks each reason stands."""
        return Counter(gap for n in self.networks.values() for gap in {m.gap for m in n.missing})


def files_of(repository: str, mirror: Path) -> Iterator[tuple[str, bytes]]:
    """The code files of a repository at its newest commit, or of a source archive."""
    if repository.endswith(".tar.gz"):
        with tarfile.open(repository) as archive:
            for member in archive:
                if member.isfile() and language_of(member.name) and member.size < MAX_FILE:
                    content = archive.extractfile(member)
                    if content is not None:
                        yield member.name, content.read()
        return
    bare = mirror / f"{repository}.git"
    for file in listed(bare):
        if language_of(file.path) and file.size < MAX_FILE:
            data = content(bare, file.blob)
            if data is not None:
                yield file.path, data


def programs(facts: Mapping[str, ModuleFacts]) -> Iterator[Program]:
    """Each file that imports a framework, with the files of its folder and of those below."""
    for path in sorted(facts):
        if imports_framework(facts[path]):
            folder = path.rpartition("/")[0]
            near = {
                other: known
                for other, known in facts.items()
                if other == path or (folder and other.startswith(f"{folder}/"))
            }
            yield Program(path, near if len(near) <= 12 else {path: facts[path]})


def measure(repository: str, mirror: Path, under: str) -> Tally:
    facts: dict[str, ModuleFacts] = {}
    for path, data in files_of(repository, mirror):
        language = language_of(path)
        if language is not None and under in path:
            known = read_module(data, language)
            if isinstance(known, ModuleFacts):
                facts[path] = known
    tally = Tally(files=len(facts))
    for program in programs(facts):
        start = time.perf_counter()
        found = read_networks(program)
        took = time.perf_counter() - start
        tally.seconds += took
        tally.slowest = max(tally.slowest, took)
        for network in found:
            key = network.evidence.path, network.evidence.first_line, network.name
            known = tally.networks.get(key)
            if known is None or known.state is NetworkState.PARTIAL:
                tally.networks[key] = network
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--mirror", type=Path, default=Path(), help="DIR/<owner>/<name>.git")
    parser.add_argument("--under", default="", help="only paths that hold this text")
    parser.add_argument("--list", action="store_true", help="every network on a line")
    args = parser.parse_args()
    found = complete = 0
    for repository in args.repositories:
        tally = measure(repository, args.mirror, args.under)
        found += len(tally.networks)
        complete += len(tally.complete)
        gaps = ", ".join(f"{gap} {count}" for gap, count in sorted(tally.gaps.items()))
        print(
            f"{repository[-56:]:56} {tally.files:5} files {len(tally.networks):5} networks "
            f"{len(tally.complete):5} complete  {tally.seconds:6.1f} s, "
            f"slowest {tally.slowest:.2f} s  [{gaps}]"
        )
        if args.list:
            for key in sorted(tally.networks):
                network = tally.networks[key]
                why = "; ".join(
                    f"{m.gap} {m.evidence.first_line}: {m.detail}" for m in network.missing[:4]
                )
                print(
                    f"    {network.state} {network.framework} {len(network.layers)} layers "
                    f"{network.path}:{key[1]} {network.name}  {' '.join(why.split())}"
                )
    share = complete / found if found else 0.0
    print(f"in all: {complete} of {found} networks complete ({share:.0%})")


if __name__ == "__main__":
    main()
