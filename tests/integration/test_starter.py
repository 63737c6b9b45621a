"""Runs over pinned third-party source distributions: what is found in programs we did not write."""

from __future__ import annotations

from pathlib import Path

import pytest

from acumen.domain.attribute import Facet
from acumen.domain.licence import LicenceState
from acumen.domain.source import Source
from acumen.domain.template import Role
from acumen.embedding.registry import load_encoder
from acumen.search.engine import Library
from acumen.search.records import Query
from acumen.store.blobs import BlobStore
from acumen.store.generations import OpenIndex, open_index
from acumen.store.home import Home
from corpus.loader import load_vocabularies, read_source_argument
from indexer.pipeline import IndexOptions, build_index
from indexer.report import RunReport

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("starter")]

CHOSEN = {"pypi/keras", "pypi/opacus", "pypi/dm-haiku", "pypi/e3nn", "pypi/sentence-transformers"}


def chosen() -> list[Source]:
    sources = read_source_argument("starter", allow_local=False)
    return [source for source in sources if source.repository in CHOSEN]


def run(home: Path) -> RunReport:
    return build_index(
        chosen(),
        IndexOptions(home=home),
        vocabularies=load_vocabularies(),
        load_encoder=lambda: load_encoder("hashing"),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("starter") / "home"


@pytest.fixture(scope="module")
def report(home: Path) -> RunReport:
    return run(home)


@pytest.fixture(scope="module")
def opened(home: Path, report: RunReport) -> OpenIndex:
    assert report.templates
    return open_index(Home(home))


def test_every_file_of_every_archive_is_accounted_for(report: RunReport) -> None:
    assert not report.failed
    for outcome in report.outcomes:
        assert outcome.seen == outcome.indexed + sum(count for _, count in outcome.skipped)
        assert outcome.seen > 100


def test_docstrings_that_quote_programs_are_no_programs(report: RunReport) -> None:
    """sentence-transformers quotes some fifty training loops in docstrings and holds none."""
    (control,) = (o for o in report.outcomes if o.repository == "pypi/sentence-transformers")
    assert control.templates == 0


def test_the_examples_of_keras_are_found_as_training_programs(opened: OpenIndex) -> None:
    entries = {
        record.template.path
        for record in opened.index.templates
        if record.template.repository == "pypi/keras" and record.template.role is Role.TRAINING
    }
    examples = {path for path in entries if path.startswith("examples/")}
    assert len(examples) >= 33  # of 42 files, some of which only show or prepare
    assert {"examples/mnist_cnn.py", "examples/variational_autoencoder.py"} <= examples


@pytest.mark.parametrize(
    ("repository", "path", "facet", "value"),
    [
        ("pypi/keras", "examples/mnist_cnn.py", Facet.DATASET, "mnist"),
        ("pypi/keras", "examples/imdb_lstm.py", Facet.DATASET, "imdb"),
        ("pypi/keras", "examples/imdb_lstm.py", Facet.ARCHITECTURE, "lstm"),
        ("pypi/keras", "examples/variational_autoencoder.py", Facet.ARCHITECTURE, "vae"),
        ("pypi/opacus", "examples/cifar10.py", Facet.DATASET, "cifar10"),
        ("pypi/opacus", "examples/mnist.py", Facet.FRAMEWORK, "pytorch"),
        ("pypi/dm-haiku", "examples/imagenet/train.py", Facet.FRAMEWORK, "haiku"),
    ],
)
def test_known_programs_have_known_attributes(
    opened: OpenIndex, repository: str, path: str, facet: Facet, value: str
) -> None:
    (record,) = (
        r
        for r in opened.index.templates
        if (r.template.repository, r.template.path) == (repository, path)
    )
    assert value in record.values(facet)
    evidence = [e for a in record.attributes if a.value == value for e in a.evidence]
    assert evidence


def test_licences_are_those_of_the_archives(opened: OpenIndex) -> None:
    states = {
        (r.template.repository, r.licence.spdx, r.licence.state) for r in opened.index.templates
    }
    assert ("pypi/keras", "MIT", LicenceState.PERMISSIVE) in states
    assert ("pypi/opacus", "Apache-2.0", LicenceState.PERMISSIVE) in states


def test_evidence_points_into_stored_code(opened: OpenIndex, home: Path) -> None:
    blobs = BlobStore(Home(home))
    checked = 0
    for record in opened.index.templates:
        lines = {file.path: file.lines for file in record.files}
        stored = {file.path: blobs.get(file.blob) for file in record.files}
        for attribute in record.attributes:
            for evidence in attribute.evidence:
                if evidence.path in lines:
                    assert evidence.last_line <= max(lines[evidence.path], 1)
                    assert stored[evidence.path] is not None
                    checked += 1
    assert checked > 500


def test_plain_words_find_the_program(opened: OpenIndex) -> None:
    library = Library(opened.index, load_encoder("hashing"), load_vocabularies())
    hits = library.search(Query("variational autoencoder")).hits
    assert "variational_autoencoder" in hits[0].record.template.path
    assert abs(sum(r.contribution for r in hits[0].reasons) - hits[0].score) < 1e-6


def test_a_second_run_parses_and_embeds_nothing(home: Path, report: RunReport) -> None:
    again = run(home)
    assert (again.parsed, again.embedded) == (0, 0)
    assert again.manifest_hash == report.manifest_hash
    assert not again.published
