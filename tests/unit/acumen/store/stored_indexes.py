"""Indexes to store: a small plain one, and any index at all for the property tests."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
from hypothesis import strategies as st

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.attribute_columns import KeptAttributes
from acumen.domain.card import Passage
from acumen.domain.encoder import EncoderIdentity
from acumen.domain.evidence import Evidence
from acumen.domain.finding import Confidence, Finding, Outcome
from acumen.domain.index import (
    ClusterLabel,
    FileRecord,
    Index,
    MapLayout,
    RepositoryRecord,
    TemplateRecord,
    TermCounts,
)
from acumen.domain.licence import Licence, LicenceState
from acumen.domain.remark import Remark, RemarkKind
from acumen.domain.safety import Gate, Safety
from acumen.domain.source import SourceKind
from acumen.domain.template import Role, Template
from acumen.store.findings import KeptFindings
from acumen.store.passages import KeptPassages


def small_index(count: int = 3, *, seed: int = 0) -> Index:
    """``count`` templates with one attribute and one passage each."""
    rng = np.random.default_rng(seed)
    records = tuple(_record(row) for row in range(count))
    return Index(
        encoder=EncoderIdentity("hashing", "acumen/hashing", "1", 8, "f" * 64),
        repositories=(
            RepositoryRecord(
                "owner/nets",
                SourceKind.GIT,
                "https://example.org/owner/nets",
                "a" * 40,
                date(2026, 1, 2),
                "why not",
                count + 1,
                count,
                (("binary", 1),),
            ),
        ),
        templates=records,
        passages=tuple(
            Passage(record.id, record.template.path, "main", 1, 2, "train()\n")
            for record in records
        ),
        card_vectors=rng.normal(size=(count, 8)).astype(np.float32),
        passage_vectors=rng.normal(size=(count, 8)).astype(np.float32),
        term_counts=(
            TermCounts(
                "code",
                ("train",),
                np.arange(count + 1, dtype=np.int64),
                np.zeros(count, np.int32),
                np.ones(count, np.int32),
            ),
        ),
        layout=MapLayout(
            rng.normal(size=(count, 2)).astype(np.float32),
            (ClusterLabel("Image classification", 0.5, -0.25, 0, count),),
            "1",
        ),
    )


def _record(row: int) -> TemplateRecord:
    path = f"train_{row:03d}.py"
    template = Template(
        "owner/nets", "a" * 40, path, Role.TRAINING, (Evidence(path, 1, 2),), (path,), (), (), "",
        False, f"{row:032x}",
    )  # fmt: skip
    return TemplateRecord(
        template,
        "A classifier",
        "Trains a classifier.",
        f"{row:032x}",
        (Attribute(Facet.TASK, "image-classification", 0.9, (Evidence(path, 1, 1),)),),
        Licence("MIT", LicenceState.PERMISSIVE, 1.0),
        Safety(Gate.NOT_ESTABLISHED, 0.25, 0.75, 0, 3, 6, 3),
        (FileRecord(path, "b" * 40, 12),),
        10,
        date(2025, 3, 4),
    )


# Any text: control characters, emoji, and lone surrogates as they come from paths that are no
# UTF-8. The escape character of the tables and what looks like an escape are drawn often.
TEXT = st.text(max_size=8) | st.text(
    st.sampled_from("\x91\x00\udc80\udcff\ud83d\U0001f600e\u0301041a\r\n"), max_size=12
)
_COUNT = st.integers(0, 2**31 - 1)
_SHARE = st.floats(0, 1)
_DATE = st.dates() | st.none()


def texts(**sizes: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(TEXT, max_size=3, **sizes).map(tuple)


def _every_field(kind: type, /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Build ``kind`` with every field drawn, so that a field nobody stores is noticed."""
    missing = {f.name for f in dataclasses.fields(kind)} - set(fields)
    assert not missing, f"{kind.__name__}: say how to draw {missing}"
    return st.builds(kind, **fields)


_LINES = st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)).map(sorted)
EVIDENCE = st.lists(
    st.builds(lambda path, lines: Evidence(path, *lines), TEXT, _LINES), max_size=3
).map(tuple)
ATTRIBUTE = _every_field(
    Attribute,
    facet=st.sampled_from(Facet),
    value=TEXT.filter(bool),
    confidence=_SHARE,
    evidence=EVIDENCE,
    origin=st.sampled_from(Origin),
    rule=TEXT,
    known=st.booleans(),
)
TEMPLATE = _every_field(
    Template,
    repository=TEXT,
    commit=TEXT,
    path=TEXT,
    role=st.sampled_from(Role),
    role_evidence=EVIDENCE,
    files=texts(),
    configs=texts(),
    variants=texts(),
    project_root=TEXT,
    large_closure=st.booleans(),
    token_hash=TEXT,
)
LICENCE = _every_field(
    Licence,
    spdx=TEXT,
    state=st.sampled_from(LicenceState),
    confidence=_SHARE,
    evidence=EVIDENCE,
    note=TEXT,
)
SAFETY = st.builds(
    lambda gate, bounds, counts: Safety(gate, *sorted(bounds), *counts),
    st.sampled_from(Gate),
    st.tuples(_SHARE, _SHARE),
    st.tuples(_COUNT, _COUNT, _COUNT, _COUNT),
)
FINDING = _every_field(
    Finding,
    rule=TEXT,
    outcome=st.sampled_from([Outcome.UNKNOWN, Outcome.NOT_APPLICABLE]),
    message=TEXT.filter(bool),
    evidence=EVIDENCE,
    confidence=st.sampled_from(Confidence),
    fix=TEXT,
    places=st.integers(1, 2**40),
)
REMARK = _every_field(
    Remark,
    kind=st.sampled_from(RemarkKind),
    text=TEXT.filter(bool),
    who=TEXT,
    origin=st.sampled_from(Origin),
)
RECORD = _every_field(
    TemplateRecord,
    template=TEMPLATE,
    title=TEXT,
    summary=TEXT,
    card_hash=TEXT,
    attributes=st.lists(ATTRIBUTE, max_size=3).map(tuple),
    licence=LICENCE,
    safety=SAFETY,
    files=st.lists(st.builds(FileRecord, TEXT, TEXT, _COUNT), max_size=3).map(tuple),
    code_lines=_COUNT,
    last_change=_DATE,
    findings=st.lists(FINDING, max_size=3).map(tuple),
    wholly_read=st.booleans(),
    remarks=st.lists(REMARK, max_size=2).map(tuple),
)
_REPOSITORY_FIELDS = {
    "repository": TEXT,
    "kind": st.sampled_from(SourceKind),
    "url": TEXT,
    "commit": TEXT,
    "committed_on": _DATE,
    "why": TEXT,
    "seen": st.just(0),
    "indexed": _COUNT,
    "skipped": st.lists(st.tuples(TEXT, _COUNT), max_size=3).map(tuple),
    "location": TEXT,
    "pin": TEXT,
    "include": texts(),
    "exclude": texts(),
}


def _repository(**fields: object) -> RepositoryRecord:
    fields["seen"] = fields["indexed"] + sum(count for _, count in fields["skipped"])
    return RepositoryRecord(**fields)


assert set(_REPOSITORY_FIELDS) == {f.name for f in dataclasses.fields(RepositoryRecord)}
REPOSITORY = st.builds(_repository, **_REPOSITORY_FIELDS)
PASSAGE = _every_field(
    Passage,
    template_id=TEXT,
    path=TEXT,
    symbol=TEXT,
    first_line=_COUNT,
    last_line=_COUNT,
    text=TEXT,
)
_FLOAT = st.floats(allow_nan=False)
LABEL = _every_field(ClusterLabel, text=TEXT, x=_FLOAT, y=_FLOAT, level=_COUNT, size=_COUNT)


@st.composite
def any_index(draw: st.DrawFn) -> Index:
    records = tuple(draw(st.lists(RECORD, max_size=3)))
    passages = tuple(draw(st.lists(PASSAGE, max_size=3)))
    dimension = draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 9)))

    def vectors(rows: int, columns: int) -> np.ndarray:
        return rng.normal(size=(rows, columns)).astype(np.float32)

    def terms(field: str, words: list[str]) -> TermCounts:
        owners = np.sort(rng.integers(0, len(records) + 1, 3)) if records else []
        rows = np.array(owners, dtype=np.int64)
        return TermCounts(
            field,
            tuple(words),
            np.searchsorted(rows, np.arange(len(records) + 1)).astype(np.int64),
            rng.integers(0, 99, len(rows)).astype(np.int32),
            rng.integers(1, 99, len(rows)).astype(np.int32),
        )

    return Index(
        encoder=EncoderIdentity("onnx", "m", "r", dimension, "f"),
        repositories=tuple(draw(st.lists(REPOSITORY, max_size=2))),
        templates=records,
        passages=passages,
        card_vectors=vectors(len(records), dimension),
        passage_vectors=vectors(len(passages), dimension),
        term_counts=tuple(
            terms(field, words)
            for field, words in draw(
                st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3)), max_size=2)
            )
        ),
        layout=MapLayout(
            vectors(len(records), 2),
            tuple(draw(st.lists(LABEL, max_size=2))),
            draw(st.sampled_from(["", "1", "2-ä"])),
        ),
    )


def assert_same(got: object, wanted: object) -> None:
    """Equal in every field, arrays in type, shape and bytes."""
    if isinstance(got, KeptFindings | KeptAttributes | KeptPassages):
        got = tuple(got)
    assert type(got) is type(wanted)
    if isinstance(wanted, np.ndarray):
        assert got.dtype == wanted.dtype
        assert got.shape == wanted.shape
        assert got.tobytes() == wanted.tobytes()
    elif dataclasses.is_dataclass(wanted):
        for field in dataclasses.fields(wanted):
            assert_same(getattr(got, field.name), getattr(wanted, field.name))
    elif isinstance(wanted, tuple):
        assert len(got) == len(wanted)
        for a, b in zip(got, wanted, strict=True):
            assert_same(a, b)
    else:
        assert got == wanted
