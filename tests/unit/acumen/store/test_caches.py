"""Caches give back what was put or nothing, whatever happened to their files in between."""

from __future__ import annotations

import random
import resource
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.facts import Language, ReadProblem, Unread
from acumen.errors import StorageError
from acumen.store import blobs
from acumen.store.blobs import BlobStore
from acumen.store.cache import FactsCache, VectorCache
from acumen.store.home import Home
from acumen.store.packs import StageCache
from acumen.syntax.codec import FACTS_VERSION


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def _filled(home: Home, count: int = 8) -> dict[bytes, bytes]:
    items = {b"key%d" % i: bytes([i]) * (i * 7) for i in range(count)}
    with StageCache(home, "stage") as cache:
        cache.put_many(items)
    return items


def test_values_survive_the_run_and_the_latest_wins(home: Home) -> None:
    with StageCache(home, "stage") as cache:
        cache.put(b"a", b"old")
        cache.put_many({b"b": b"", b"a": b"new"})
        assert cache.get(b"a") == b"new"
    with StageCache(home, "stage") as cache:
        assert (cache.get(b"a"), cache.get(b"b"), cache.get(b"c")) == (b"new", b"", None)
        assert (b"a" in cache, b"c" in cache, len(cache)) == (True, False, 2)
        cache.put(b"a", b"newest")
    assert StageCache(home, "stage").get(b"a") == b"newest"
    assert StageCache(home, "other").get(b"a") is None


def test_a_pack_cut_anywhere_costs_only_its_tail(home: Home) -> None:
    items = _filled(home)
    (pack,) = (home.cache / "stage").iterdir()
    whole = pack.read_bytes()
    for length in range(len(whole)):
        pack.write_bytes(whole[:length])
        cache = StageCache(home, "stage")
        got = [cache.get(key) for key in items]
        kept = sum(value is not None for value in got)
        assert got == [*list(items.values())[:kept], *[None] * (len(items) - kept)]
        cache.close()


def test_a_flipped_bit_anywhere_is_a_miss_and_never_a_wrong_value(home: Home) -> None:
    items = _filled(home)
    (pack,) = (home.cache / "stage").iterdir()
    whole = pack.read_bytes()
    for position in range(len(whole)):
        pack.write_bytes(whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :])
        with StageCache(home, "stage") as cache:
            got = [cache.get(key) for key in items]
        assert all(a in (None, b) for a, b in zip(got, items.values(), strict=True))
        assert None in got


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_in_place_of_a_pack_are_harmless(tmp_path_factory, data: bytes) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    (home.cache / "stage").mkdir(parents=True)
    (home.cache / "stage" / "00000001.pack").write_bytes(data)
    with StageCache(home, "stage") as cache:
        assert len(cache) == 0
        cache.put(b"a", b"1")
        assert cache.get(b"a") == b"1"


def test_many_runs_are_merged_into_few_packs(home: Home) -> None:
    for run in range(40):
        with StageCache(home, "stage") as cache:
            cache.put(b"run%d" % run, b"%d" % run)
            cache.put(b"shared", b"%d" % run)
    assert len(list((home.cache / "stage").iterdir())) <= 17
    with StageCache(home, "stage") as cache:
        assert [cache.get(b"run%d" % run) for run in range(40)] == [b"%d" % r for r in range(40)]
        assert cache.get(b"shared") == b"39"


def test_a_full_disk_is_an_error_and_costs_nothing_kept_before(home: Home) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with StageCache(home, "stage") as cache:
        cache.put(b"small", b"kept")
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        try:
            with pytest.raises(StorageError, match="Could not write"):
                cache.put(b"large", b"x" * 10_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        cache.put(b"after", b"kept too")
    with StageCache(home, "stage") as cache:
        assert cache.get(b"small") == b"kept"
        assert cache.get(b"large") is None
        assert cache.get(b"after") == b"kept too"


@pytest.mark.parametrize("name", ["", ".", "../x", "a/b", ".hidden"])
def test_a_cache_stays_in_its_folder(home: Home, name: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        StageCache(home, name)


def test_vectors_come_back_bit_for_bit_per_encoder(home: Home) -> None:
    rng = np.random.default_rng(0)
    vectors = {f"{i:032x}": rng.normal(size=5).astype(np.float32) for i in range(20)}
    cache = VectorCache(home, "encoder/one")
    cache.put_many(vectors)
    cache.close()
    got = VectorCache(home, "encoder/one").get_many([*vectors, "unknown"])
    assert list(got) == list(vectors)
    assert all((got[key] == vectors[key]).all() for key in vectors)
    assert VectorCache(home, "encoder/two").get_many(vectors) == {}


def test_code_views_come_back_with_odd_text(home: Home) -> None:
    store = BlobStore(home)
    text = "print('\U0001f600')\r\n\x00\udcff" * 50
    store.put("0" * 40, text)
    store.put("0" * 40, text)
    assert store.get("0" * 40) == text
    assert store.get("1" * 40) is None


def test_a_code_view_cut_by_other_rules_is_shown_but_nothing_is_derived_from_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BlobStore(home)
    with monkeypatch.context() as before:
        before.setattr(blobs, "_CUT_BY", b"0123456789ab")
        store.put("0" * 40, "an older cut")
    assert store.get("0" * 40) == "an older cut"
    assert store.get("0" * 40, of_these_rules=True) is None
    store.put("0" * 40, "an older cut")
    assert store.get("0" * 40, of_these_rules=True) == "an older cut"


def test_a_damaged_code_view_is_absent_and_can_be_put_again(home: Home) -> None:
    store = BlobStore(home)
    store.put("0" * 40, "import torch\n" * 9)
    (path,) = (path for path in home.blobs.rglob("*") if path.is_file())
    whole = path.read_bytes()
    rng = random.Random(0)
    for _ in range(60):
        position = rng.randrange(len(whole))
        flipped = bytes([whole[position] ^ 1 << rng.randrange(8)])
        path.write_bytes(whole[:position] + flipped + whole[position + 1 :])
        assert store.get("0" * 40) in (None, "import torch\n" * 9)
        path.write_bytes(whole[:position])
        assert store.get("0" * 40) is None
    store.put("0" * 40, "import torch\n" * 9)
    assert store.get("0" * 40) == "import torch\n" * 9


@pytest.mark.parametrize("blob", ["", "0" * 39, "../" + "0" * 37, "0" * 39 + "G", "0" * 40 + "\n"])
def test_only_blob_ids_name_files(home: Home, blob: str) -> None:
    with pytest.raises(ValueError, match="not a blob id"):
        BlobStore(home).put(blob, "x")


def test_facts_come_back_per_blob_and_language(home: Home) -> None:
    unread = Unread(ReadProblem.BINARY, "NUL at byte 3")
    facts = FactsCache(home)
    facts.put("0" * 40, Language.PYTHON, unread)
    facts.close()
    again = FactsCache(home)
    assert again.get("0" * 40, Language.PYTHON) == unread
    assert again.get("0" * 40, Language.NOTEBOOK) is None
    assert again.get("1" * 40, Language.PYTHON) is None


def test_facts_of_another_shape_are_absent(home: Home) -> None:
    with StageCache(home, f"facts-{FACTS_VERSION}") as cache:
        cache.put(b"py:" + b"0" * 40, b"\xc1 no facts at all")
    assert FactsCache(home).get("0" * 40, Language.PYTHON) is None
