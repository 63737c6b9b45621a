"""Whole runs over small folders: what is computed again, what is kept, what a failure leaves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acumen.attributes.registry import LoadedExtractor, load_extractors
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.source import Source, SourceKind
from acumen.domain.vocabulary import Vocabularies
from acumen.embedding.encoder import Encoder
from acumen.embedding.registry import load_encoder
from acumen.errors import HomeLockedError, IndexUnusableError, SourceError, UsageError
from acumen.faults.registry import load_rules
from acumen.faults.statement import statement_of
from acumen.store.generations import open_index
from acumen.store.home import SCHEMA_VERSION, Home
from corpus.loader import load_vocabularies, read_source_argument
from indexer.packaging import package
from indexer.pipeline import IndexOptions, build_index
from indexer.report import RepositoryState, RunReport
from tests.projects import write_project, write_projects


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return load_vocabularies()


def hashing() -> Encoder:
    return load_encoder("hashing")


def local(folder: Path) -> Source:
    (source,) = read_source_argument(str(folder), allow_local=True)
    return source


def run(
    sources: list[Source], home: Path, vocabularies: Vocabularies, **options: object
) -> RunReport:
    return build_index(
        sources,
        replace(IndexOptions(home=home, jobs=1), **options),
        vocabularies=vocabularies,
        load_encoder=hashing,
    )


def test_every_template_carries_an_answer_of_every_rule(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    run(sources, tmp_path / "home", vocabularies)

    index = open_index(Home(tmp_path / "home")).index
    wanted = {loaded.rule.id for loaded in load_rules()}
    for record in index.templates:
        assert {finding.rule for finding in record.findings} == wanted
        assert statement_of(record).safety == record.safety
    assert any(record.safety.clean for record in index.templates)


def test_an_index_of_an_older_schema_is_replaced(
    tmp_path: Path, vocabularies: Vocabularies, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    with monkeypatch.context() as older:
        older.setattr("acumen.store.generations.SCHEMA_VERSION", SCHEMA_VERSION - 1)
        older.setattr("acumen.store.home.SCHEMA_VERSION", SCHEMA_VERSION - 1)
        before = run(sources, tmp_path / "home", vocabularies)
    with pytest.raises(IndexUnusableError, match="an older Acumen"):
        open_index(Home(tmp_path / "home"))
    after = run(sources, tmp_path / "home", vocabularies)
    assert (after.templates, after.parsed) == (before.templates, 0)
    assert len(open_index(Home(tmp_path / "home")).index.templates) == after.templates


def test_first_run_publishes_every_template_with_evidence(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    report = run(sources, tmp_path / "home", vocabularies)

    index = open_index(Home(tmp_path / "home")).index
    entries = {(t.template.repository, t.template.path) for t in index.templates}
    assert ("local/digits", "train.py") in entries
    assert ("local/generative", "vae/train_vae.py") in entries
    assert ("local/text", "forecast/wave.ipynb") in entries
    digits = next(t for t in index.templates if t.template.path == "train.py")
    assert [file.path for file in digits.files] == ["train.py", "model.py"]
    assert "pytorch" in digits.values(Facet.FRAMEWORK)
    assert "mnist" in digits.values(Facet.DATASET)
    assert all(a.evidence for a in digits.attributes if a.facet is Facet.DATASET)
    assert digits.licence.spdx == "MIT"
    assert report.published
    assert report.generation == 1


def test_every_file_is_accounted_for(tmp_path: Path, vocabularies: Vocabularies) -> None:
    folders = write_projects(tmp_path / "src")
    report = run([local(folder) for folder in folders], tmp_path / "home", vocabularies)
    for folder, outcome in zip(folders, report.outcomes, strict=True):
        assert outcome.seen == sum(path.is_file() for path in folder.rglob("*"))
        assert outcome.seen == outcome.indexed + sum(count for _, count in outcome.skipped)
    reasons = {reason for outcome in report.outcomes for reason, _ in outcome.skipped}
    assert {"test", "not-code", "unparsable"} <= reasons


def test_second_run_computes_nothing_and_publishes_nothing(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    first = run(sources, tmp_path / "home", vocabularies)
    second = run(sources, tmp_path / "home", vocabularies)
    assert (second.parsed, second.embedded) == (0, 0)
    assert second.manifest_hash == first.manifest_hash
    assert second.generation == first.generation
    assert not second.published


def test_a_name_that_is_not_utf8_is_indexed_and_kept_like_any_other(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    folder = write_project(tmp_path / "src", "digits")
    name = os.fsdecode(b"train_\xce\xf3.py")
    (folder / "train.py").rename(folder / name)
    first = run([local(folder)], tmp_path / "home", vocabularies)
    paths = [r.template.path for r in open_index(Home(tmp_path / "home")).index.templates]
    assert name in paths
    assert [outcome.state for outcome in first.outcomes] == [RepositoryState.INDEXED]
    second = run([local(folder)], tmp_path / "home", vocabularies)
    assert (second.parsed, second.manifest_hash) == (0, first.manifest_hash)
    fresh = run([local(folder)], tmp_path / "home", vocabularies, fresh=True)
    assert fresh.manifest_hash == first.manifest_hash


def test_same_sources_in_another_home_give_the_same_bytes(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    one = run(sources, tmp_path / "one", vocabularies)
    other = run(sources[::-1], tmp_path / "other", vocabularies)
    assert one.manifest_hash == other.manifest_hash


def test_a_changed_file_is_parsed_and_only_its_template_embedded_again(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    folders = write_projects(tmp_path / "src")
    before = run([local(f) for f in folders], tmp_path / "home", vocabularies)
    entry = folders[0] / "train.py"
    entry.write_text(entry.read_text().replace("range(3)", "range(30)"))
    after = run([local(f) for f in folders], tmp_path / "home", vocabularies)

    assert after.parsed == 1
    assert 0 < after.embedded < before.embedded / 2
    assert [o.state for o in after.outcomes] == [
        RepositoryState.INDEXED,
        RepositoryState.UNCHANGED,
        RepositoryState.UNCHANGED,
    ]
    assert after.manifest_hash != before.manifest_hash


def test_old_templates_stay_where_they_are_on_the_map(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    folders = write_projects(tmp_path / "src")
    run([local(f) for f in folders[:2]], tmp_path / "home", vocabularies)
    before = open_index(Home(tmp_path / "home")).index
    places = {
        t.template.path: tuple(xy)
        for t, xy in zip(before.templates, before.layout.positions, strict=True)
    }
    again = run([local(f) for f in folders[:2]], tmp_path / "home", vocabularies)
    after = open_index(Home(tmp_path / "home")).index
    assert again.templates == len(places)
    for t, xy in zip(after.templates, after.layout.positions, strict=True):
        assert places[t.template.path] == tuple(xy)


def test_a_run_adds_to_the_index_and_fresh_starts_over(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    folders = write_projects(tmp_path / "src")
    home = tmp_path / "home"
    run([local(folders[0])], home, vocabularies)
    added = run([local(folders[1])], home, vocabularies)
    assert added.kept == 1
    names = [r.repository for r in open_index(Home(home)).index.repositories]
    assert names == ["local/digits", "local/generative"]

    run([local(folders[2])], home, vocabularies, fresh=True)
    names = [r.repository for r in open_index(Home(home)).index.repositories]
    assert names == ["local/text"]


def test_one_bad_source_is_reported_and_the_rest_is_published(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    good = local(write_project(tmp_path / "src", "digits"))
    bad = Source(SourceKind.LOCAL, "local/gone", str(tmp_path / "gone"))
    report = run([bad, good], tmp_path / "home", vocabularies)
    assert [o.state for o in report.outcomes] == [RepositoryState.FAILED, RepositoryState.INDEXED]
    assert report.failed[0].problem
    assert report.failed[0].remedy
    assert report.templates == 1


def test_a_source_that_fails_later_keeps_what_was_indexed_of_it(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    folders = write_projects(tmp_path / "src")[:2]
    sources = [local(folder) for folder in folders]
    first = run(sources, tmp_path / "home", vocabularies)
    shutil.rmtree(folders[0])
    second = run(sources, tmp_path / "home", vocabularies)
    assert second.outcomes[0].state is RepositoryState.FAILED
    assert second.manifest_hash == first.manifest_hash


def test_nothing_readable_is_an_error_and_leaves_no_generation(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    bad = Source(SourceKind.LOCAL, "local/gone", str(tmp_path / "gone"))
    with pytest.raises(SourceError, match="local/gone"):
        run([bad], tmp_path / "home", vocabularies)
    assert not list((tmp_path / "home" / "gens").glob("[0-9]*"))


def test_only_and_limit_choose_sources(tmp_path: Path, vocabularies: Vocabularies) -> None:
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    report = run(sources, tmp_path / "home", vocabularies, only="local/*i*", limit=1)
    states = {o.repository: o.state for o in report.outcomes}
    assert states == {
        "local/digits": RepositoryState.INDEXED,
        "local/generative": RepositoryState.LEFT_OUT,
        "local/text": RepositoryState.LEFT_OUT,
    }
    with pytest.raises(UsageError, match="--only"):
        run(sources, tmp_path / "home", vocabularies, only="nobody/*")


def test_the_same_program_in_two_repositories_is_indexed_once(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    first = write_project(tmp_path / "src", "digits")
    second = shutil.copytree(first, tmp_path / "src" / "vendored")
    report = run([local(first), local(second)], tmp_path / "home", vocabularies)
    assert report.templates == 1
    copied = report.outcomes[1]
    assert dict(copied.skipped)["duplicate"] == 2
    assert copied.seen == copied.indexed + sum(count for _, count in copied.skipped)


def test_a_second_indexer_is_turned_away(tmp_path: Path, vocabularies: Vocabularies) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    with home.lock(), pytest.raises(HomeLockedError):
        run([local(write_project(tmp_path, "digits"))], home.path, vocabularies)


def test_an_index_grows_from_the_shipped_catalogue(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    digits, *others = [local(folder) for folder in write_projects(tmp_path / "src")]
    shipped = tmp_path / "catalogue"
    run(others, tmp_path / "maintainer", vocabularies)
    before = open_index(Home(tmp_path / "maintainer")).index
    package(before, shipped, report={})
    shutil.rmtree(tmp_path / "src" / others[0].location.rsplit("/", 1)[-1])  # cannot be read again

    report = run([digits], tmp_path / "home", vocabularies, shipped=shipped)
    index = open_index(Home(tmp_path / "home")).index
    assert report.kept == len(others)
    assert not report.failed
    assert {record.id for record in before.templates} < {record.id for record in index.templates}
    assert len(index.repositories) == len(others) + 1

    again = run([digits], tmp_path / "home", vocabularies, shipped=shipped)
    assert not again.published
    alone = run([digits], tmp_path / "home", vocabularies, shipped=shipped, fresh=True)
    assert alone.kept == 0
    assert len(open_index(Home(tmp_path / "home")).index.repositories) == 1


@pytest.mark.parametrize("equal", [True, False])
def test_a_catalogue_of_another_backend_stays_where_vectors_may_meet(
    tmp_path: Path, vocabularies: Vocabularies, monkeypatch: pytest.MonkeyPatch, equal: bool
) -> None:
    digits, *others = [local(folder) for folder in write_projects(tmp_path / "src")]
    run(others, tmp_path / "maintainer", vocabularies)
    before = open_index(Home(tmp_path / "maintainer")).index
    elsewhere = replace(before.encoder, name="other", fingerprint="0" * 64)
    package(replace(before, encoder=elsewhere), tmp_path / "catalogue", report={})

    monkeypatch.setattr("indexer.pipeline.compatible", lambda *_: equal)
    report = run([digits], tmp_path / "home", vocabularies, shipped=tmp_path / "catalogue")
    assert report.kept == (len(others) if equal else 0)


def test_a_small_catalogue_keeps_the_longest_passages(
    tmp_path: Path, vocabularies: Vocabularies
) -> None:
    source = local(write_project(tmp_path / "src", "digits"))
    whole = run([source], tmp_path / "whole", vocabularies)
    few = run([source], tmp_path / "few", vocabularies, most_passages=1)
    assert (whole.templates, few.templates, few.passages) == (1, 1, 1)
    every = open_index(Home(tmp_path / "whole")).index.passages
    (kept,) = open_index(Home(tmp_path / "few")).index.passages
    assert len(every) > 1
    assert len(kept.text) == max(len(passage.text) for passage in every)


def test_a_rule_about_attributes_that_breaks_costs_its_facet_alone_and_is_noted(
    tmp_path: Path, vocabularies: Vocabularies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(subject: Subject) -> Iterator[Attribute]:
        raise RecursionError(subject.template.path)

    others = [one for one in load_extractors() if one.facet is not Facet.TASK]
    broken = (LoadedExtractor(Facet.TASK, breaks, "", "task"), *others)
    monkeypatch.setattr("indexer.stages.describe.load_extractors", lambda: broken)
    sources = [local(folder) for folder in write_projects(tmp_path / "src")]
    report = run(sources, tmp_path / "home", vocabularies)

    assert {outcome.state for outcome in report.outcomes} == {RepositoryState.INDEXED}
    index = open_index(Home(tmp_path / "home")).index
    assert index.templates
    for record in index.templates:
        assert {a.facet for a in record.attributes} >= {Facet.FRAMEWORK, Facet.SIZE}
        assert "its task could not be read (RecursionError)" in {r.text for r in record.remarks}
