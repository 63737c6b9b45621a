"""The catalogue that ships: whole, small enough, ours to give away, and what the sources say."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from acumen.domain.attribute import Facet
from acumen.embedding.registry import load_encoder
from acumen.faults.registry import load_rules
from acumen.store.catalogue import check_catalogue, open_catalogue
from acumen.store.generations import OpenIndex
from corpus.loader import SOURCES, load_sources, load_vocabularies
from corpus.prebuilt import CATALOGUE, PREBUILT, shipped_catalogue
from corpus.statements import curated
from indexer.packaging import LARGEST_CATALOGUE, LONGEST_MESSAGE, LONGEST_NAME, foreign_texts

pytestmark = pytest.mark.skipif(
    not (CATALOGUE / "MANIFEST.json").is_file(), reason="scripts/build_catalogue.py was not run"
)
LEAST_TEMPLATES = 1_500
OURS = {"why", "title", "summary", "message", "fix", "licence_note", "text"}  # columns we wrote
_FILE_NAME = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_SENTENCE = re.compile(r"(?:[A-Za-z]{2,}[ ,;]+){7}")  # eight words in a row


@pytest.fixture(scope="module")
def opened() -> OpenIndex:
    return open_catalogue(CATALOGUE)


def test_it_is_whole_and_small_enough(opened: OpenIndex) -> None:
    found, problem = check_catalogue(CATALOGUE)
    assert (found, problem) == (opened.manifest_hash, "")
    assert sum(path.stat().st_size for path in CATALOGUE.iterdir()) <= LARGEST_CATALOGUE
    assert len(opened.index.templates) >= LEAST_TEMPLATES


def test_nothing_in_it_was_written_by_others(opened: OpenIndex) -> None:
    assert list(foreign_texts(opened.index)) == []


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.parquet")), ids=lambda path: path.stem)
def test_no_column_but_ours_holds_a_sentence(path: Path) -> None:
    table = pq.read_table(path)
    for name in table.column_names:
        if name in OURS:
            longest = LONGEST_MESSAGE if name in {"message", "fix"} else 400
            if path.stem != "passages":
                assert all(len(text) <= longest for text in table[name].to_pylist()), name
            continue
        if name == "remarks":  # what ships with the corpus, and nothing that people said elsewhere
            shipped = {
                said.statement.value for place in curated().by_place.values() for said in place
            }
            made = [remark["text"] for remarks in table[name].to_pylist() for remark in remarks]
            assert made
            assert set(made) <= shipped
            continue
        if (path.stem, name) == ("attributes", "value"):  # how deep a network is, in our words
            told = pc.is_in(table["facet"], pa.array([Facet.NETWORK.value]))
            table = table.filter(pc.invert(told))
        for text in _texts(table[name].combine_chunks()):
            assert len(text) <= LONGEST_NAME, (name, text)
            if not _FILE_NAME.search(text):  # a file may be called as its author likes
                assert _SENTENCE.search(text) is None, (name, text)


def _texts(column: pa.Array) -> list[str]:
    """All different strings at any depth of ``column``."""
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks)
    if pa.types.is_string(column.type):
        return [text for text in column.unique().to_pylist() if text is not None]
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return _texts(column.flatten())
    if pa.types.is_struct(column.type):
        return [
            text
            for number in range(column.type.num_fields)
            for text in _texts(column.field(number))
        ]
    return []


def test_it_is_what_the_sources_pin(opened: OpenIndex) -> None:
    sources = {source.repository: source for source in load_sources(SOURCES)}
    for record in opened.index.repositories:
        source = sources[record.repository]
        assert record.commit == source.pin
        assert (record.include, record.exclude) == (source.include, source.exclude)
        assert record.why == source.why
    assert len(opened.index.repositories) == len(sources)


def test_the_account_holds(opened: OpenIndex) -> None:
    report = orjson.loads((CATALOGUE / "report.json").read_bytes())
    assert report["seen"] == report["indexed"] + sum(report["skipped"].values())
    for row in report["repositories"]:
        assert row["state"] == "read", row["repository"]
        assert row["seen"] == row["indexed"] + sum(row["skipped"].values())
    assert report["templates"] == len(opened.index.templates)
    page = (PREBUILT / "REPORT.md").read_text("utf-8")
    assert opened.manifest_hash[:16] in page
    assert f"{report['seen']} files seen = {report['indexed']} indexed" in page


def test_its_words_are_those_of_this_version(opened: OpenIndex) -> None:
    vocabularies = load_vocabularies()
    rules = {loaded.rule.id for loaded in load_rules()}
    for record in opened.index.templates:
        assert {finding.rule for finding in record.findings} <= rules
        for attribute in record.attributes:
            if attribute.known and attribute.facet in {Facet.TASK, Facet.ARCHITECTURE}:
                assert attribute.value in vocabularies[attribute.facet]


def test_queries_are_read_by_the_encoder_that_made_it(opened: OpenIndex) -> None:
    assert load_encoder("auto").identity.fingerprint == opened.index.encoder.fingerprint


def test_it_is_the_one_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACUMEN_CATALOGUE")
    assert shipped_catalogue() == CATALOGUE


def test_programs_that_are_named_as_examples_stand_in_it(opened: OpenIndex) -> None:
    root = Path(__file__).parents[3]
    pages = [root / "README.md", *sorted((root / "acumen" / "cli" / "commands").glob("*.py"))]
    named = {
        found
        for page in pages
        for found in re.findall(r"[\w.-]+/[\w.-]+@[0-9a-f]{12}:[\w./-]+", page.read_text("utf-8"))
    }
    assert named
    assert named - {record.id for record in opened.index.templates} == set()
