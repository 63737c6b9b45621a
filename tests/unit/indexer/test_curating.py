"""The curated list: what a repository would bring, what became of a source, what a new pin changes.

The repositories are bare ones of our own in a mirror; nothing is asked for on a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acumen.domain.source import Source
from acumen.errors import CorpusError, SourceError, UsageError
from corpus.loader import load_entries, load_vocabularies, read_source_argument
from indexer.curating.adding import propose, write_entry
from indexer.curating.checking import SourceState, check_sources
from indexer.curating.looking import open_workshop
from indexer.curating.refreshing import compare_newest, move_pin
from indexer.ondemand import Reach
from indexer.progress import Silent
from indexer.workshop import Workshop
from tests.projects import DIGITS_MODEL, DIGITS_TRAIN, MIT
from tests.raw_git import RawRepository

OWN_TERMS = "You may read this on Sundays, and do nothing else with it, ever, unless you ask.\n"
FIRST = {"LICENSE": MIT, "model.py": DIGITS_MODEL, "train.py": DIGITS_TRAIN}
SECOND = {
    "LICENSE": OWN_TERMS,
    "model.py": DIGITS_MODEL,
    "train.py": DIGITS_TRAIN.replace("datasets.MNIST", "datasets.CIFAR10"),
    "again.py": DIGITS_TRAIN + "\nprint('done')\n",
}


class Mirror:
    """Repositories below a folder, as ``--mirror`` takes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, *versions: dict[str, str]) -> list[str]:
        """Write ``name`` with one commit per version; the commits."""
        place = self.folder / f"{name}.git"
        place.parent.mkdir(parents=True, exist_ok=True)
        repository = RawRepository(place)
        commits: list[str] = []
        for files in versions:
            tree = repository.files({p.encode(): t.encode() for p, t in files.items()})
            commits.append(repository.commit(tree, parents=commits[-1:]))
        return commits


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    def no_network(*_: object, **__: object) -> None:
        raise SourceError("there is no network in a test", remedy="none")

    monkeypatch.setattr("indexer.stages.fetch.fetch_repository", no_network)
    return Mirror(tmp_path / "mirror")


@pytest.fixture
def reach(tmp_path: Path, mirror: Mirror) -> Reach:
    return Reach(home=tmp_path / "home", mirror=mirror.folder)


@pytest.fixture
def shop(reach: Reach) -> Iterator[Workshop]:
    with open_workshop(reach, load_vocabularies(), Silent(), jobs=1) as opened:
        yield opened


def source(name: str, commit: str = "") -> Source:
    text = f"https://github.com/{name}" + (f"@{commit}" if commit else "")
    (found,) = read_source_argument(text, allow_local=False)
    return found


def entry(folder: Path, name: str, commit: str, spdx: str = "MIT") -> Path:
    folder.mkdir(exist_ok=True)
    place = folder / f"{name.replace('/', '-')}.toml"
    place.write_text(
        f'git = "https://github.com/{name}"\ncommit = "{commit}"\n'
        f'licence = {{ spdx = "{spdx}", evidence = "LICENSE" }}\nwhy = "A test."\n'
    )
    return place


def test_a_proposal_says_what_it_would_bring(
    mirror: Mirror, reach: Reach, shop: Workshop, tmp_path: Path
) -> None:
    (commit,) = mirror.add("someone/digits", FIRST)
    proposal = propose(
        replace(source("someone/digits"), why='To "test" it.'), shop=shop, reach=reach, index=None
    )
    assert proposal.look.commit == commit
    assert proposal.look.terms.spdx == "MIT"
    assert dict(proposal.roles) == {"training": 1}
    assert dict(proposal.tasks)["image-classification"] == 1
    assert proposal.seen == proposal.indexed + sum(dict(proposal.skipped).values())
    assert proposal.warnings == ()

    place = write_entry(proposal, tmp_path / "sources")
    (written,) = load_entries(place)
    assert written.source.pin == commit
    assert written.source.why == 'To "test" it.'
    assert written.licence is not None
    assert written.licence.spdx == "MIT"
    with pytest.raises(UsageError, match="already"):
        propose(
            source("Someone/Digits"), shop=shop, reach=reach, index=None,
            standing=load_entries(tmp_path / "sources"),
        )  # fmt: skip


def test_an_entry_without_a_reason_is_not_written(
    mirror: Mirror, reach: Reach, shop: Workshop, tmp_path: Path
) -> None:
    mirror.add("someone/digits", {"README.md": "nothing\n"})
    proposal = propose(source("someone/digits"), shop=shop, reach=reach, index=None)
    assert len(proposal.warnings) == 2  # no licence, no program
    with pytest.raises(UsageError, match="why"):
        write_entry(proposal, tmp_path / "sources")
    assert not (tmp_path / "sources").exists()


def test_what_became_of_sources(mirror: Mirror, reach: Reach, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    (here,) = mirror.add("a/current", FIRST)
    old, new = mirror.add("b/moved", {**FIRST, "own.py": "import torch\n"}, SECOND)
    before, _ = mirror.add("c/emptied", {"LICENSE": MIT, "x.py": "import jax\n"}, {"x.txt": "gone"})
    (wrong,) = mirror.add("d/claims", {"LICENSE": MIT, "y.py": "import torch as t\n"})
    entry(folder, "a/current", here)
    entry(folder, "b/moved", old)
    entry(folder, "c/emptied", before)
    entry(folder, "d/claims", wrong, spdx="Apache-2.0")
    entry(folder, "e/dead", "f" * 40)
    found = check_sources(load_entries(folder), reach)
    checks = {check.repository: check for check in found.sources}
    assert {name: check.state for name, check in checks.items()} == {
        "a/current": SourceState.CURRENT,
        "b/moved": SourceState.MOVED,
        "c/emptied": SourceState.EMPTIED,
        "d/claims": SourceState.CURRENT,
        "e/dead": SourceState.DEAD,
    }
    assert checks["b/moved"].newest == new
    assert "went from MIT to unknown" in checks["b/moved"].licence_changed
    assert "reads MIT" in checks["d/claims"].licence_changed
    assert [name for name, check in checks.items() if check.fine] == ["a/current"]
    assert found.duplicates == (("a/current", "b/moved", 1.0),)


def test_a_new_pin_shows_what_it_changes(
    mirror: Mirror, reach: Reach, shop: Workshop, tmp_path: Path
) -> None:
    old, new = mirror.add("b/moved", FIRST, SECOND)
    place = entry(tmp_path / "sources", "b/moved", old)
    (curated,) = load_entries(place)
    change = compare_newest(curated, shop=shop, reach=reach)
    assert (change.before, change.after, change.moved) == (old, new, True)
    assert change.added == ("again.py",)
    assert change.removed == ()
    (template,) = change.changed
    assert template.path == "train.py"
    assert {"+dataset: cifar10", "-dataset: mnist"} <= set(template.attributes)
    assert template.licence == "MIT -> unknown"
    assert change.placed_anew == 2

    move_pin(change)
    assert load_entries(place)[0].source.pin == new
    assert not compare_newest(load_entries(place)[0], shop=shop, reach=reach).moved
    with pytest.raises(CorpusError, match="0 times"):
        move_pin(change)
