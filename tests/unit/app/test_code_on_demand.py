"""Code that is not on this machine: where it is said to be, and what an attempt to get it gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from acumen.domain.index import FileRecord, RepositoryRecord, TemplateRecord
from acumen.errors import SourceError
from app.services.code import CodePlace, code_state, fetch_code
from tests.indexes import TemplateSpec, build_index

INDEX = build_index([TemplateSpec()])
FILES = (FileRecord("train.py", "a" * 40, 3), FileRecord("empty.py", "b" * 40, 0))
RECORD = dataclasses.replace(INDEX.templates[0], files=FILES)


class Fetcher:
    def fetch(self, repository: RepositoryRecord, record: TemplateRecord) -> Mapping[str, str]:
        return {"train.py": "import torch\n"}


class Broken:
    def fetch(self, repository: RepositoryRecord, record: TemplateRecord) -> Mapping[str, str]:
        raise SourceError("the host is\nnot there", remedy="try\ntomorrow")


def test_where_the_code_is() -> None:
    assert code_state({"a" * 40: "x"}.get, RECORD, None).place is CodePlace.HERE
    assert code_state({}.get, RECORD, Fetcher()).place is CodePlace.FETCHABLE
    state = code_state({}.get, RECORD, None)
    assert (state.place, state.missing) == (CodePlace.ELSEWHERE, ("train.py",))
    assert "fetches nothing" in state.note


def test_an_attempt_is_a_result() -> None:
    assert fetch_code(Fetcher(), INDEX.repositories[0], RECORD).files == 1
    failed = fetch_code(Broken(), INDEX.repositories[0], RECORD)
    assert (failed.files, failed.problem, failed.remedy) == (
        0,
        "the host is not there",
        "try tomorrow",
    )
