"""Tables back into records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from acumen.domain.attribute import Origin
from acumen.domain.evidence import Evidence
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
from acumen.store.attributes import attributes_by_row
from acumen.store.collecting import without_collecting
from acumen.store.columns import list_items, one_array, read_table, texts, unboxed
from acumen.store.findings import findings_by_row
from acumen.store.manifest import Manifest
from acumen.store.passages import KeptPassages

T = TypeVar("T")
Vectors = Callable[[], NDArray[np.float32]]


def read_index(folder: Path, manifest: Manifest, cards: Vectors, codes: Vectors) -> Index:
    """The tables in ``folder`` with the vectors of ``cards`` and of passages (``codes``).

    Raises OSError, and ValueError, KeyError, TypeError or LookupError for what no index holds.
    """

    def table(name: str) -> pa.Table:
        return read_table(folder / f"{name}.parquet", coded_text=name != "terms")

    with without_collecting():
        index = Index(
            encoder=manifest.encoder,
            repositories=repositories(table("repositories")),
            templates=templates(table("templates"), table("attributes"), table("findings")),
            passages=KeptPassages(table("passages")),
            card_vectors=cards(),
            passage_vectors=codes(),
            term_counts=term_counts(table("terms")),
            layout=layout(table("map"), table("labels"), manifest.layout_version),
        )
    pa.default_memory_pool().release_unused()  # what the tables took; Arrow keeps it otherwise
    return index


def repositories(table: pa.Table) -> tuple[RepositoryRecord, ...]:
    """Rows of ``repositories.parquet``."""
    return tuple(
        map(
            RepositoryRecord,
            _texts(table, "repository"),
            map(SourceKind, _texts(table, "kind")),
            _texts(table, "url"),
            _texts(table, "commit"),
            _plain(table, "committed_on"),
            _texts(table, "why"),
            _plain(table, "seen"),
            _plain(table, "indexed"),
            _ragged(table, "skipped", lambda reason, count: (reason, count)),
            _texts(table, "location"),
            _texts(table, "pin"),
            _ragged_texts(table, "include"),
            _ragged_texts(table, "exclude"),
        )
    )


def templates(
    table: pa.Table, attributes: pa.Table, findings: pa.Table
) -> tuple[TemplateRecord, ...]:
    """Rows of ``templates.parquet`` with what each owns in the two other tables."""
    programs = map(
        Template,
        _texts(table, "repository"),
        _texts(table, "commit"),
        _texts(table, "path"),
        map(Role, _texts(table, "role")),
        _ragged(table, "role_evidence", Evidence),
        _ragged_texts(table, "closure"),
        _ragged_texts(table, "configs"),
        _ragged_texts(table, "variants"),
        _texts(table, "project_root"),
        _plain(table, "large_closure"),
        _texts(table, "token_hash"),
    )
    return tuple(
        TemplateRecord(*row)
        for row in _rows(
            list(programs),
            _texts(table, "title"),
            _texts(table, "summary"),
            _texts(table, "card_hash"),
            attributes_by_row(attributes, table.num_rows),
            list(_licences(table)),
            list(_safeties(table)),
            _ragged(table, "files", FileRecord),
            _plain(table, "code_lines"),
            _plain(table, "last_change"),
            findings_by_row(findings, table.num_rows),
            _plain(table, "wholly_read"),
            _remarks(table),
        )
    )


def _remarks(table: pa.Table) -> list[tuple[Remark, ...]]:
    if "remarks" not in table.column_names:  # indexes without remarks stay readable
        return [()] * table.num_rows
    return _ragged(
        table,
        "remarks",
        lambda kind, text, who, origin: Remark(RemarkKind(kind), text, who, Origin(origin)),
    )


def layout(positions: pa.Table, labels: pa.Table, version: str) -> MapLayout:
    """``map.parquet`` and ``labels.parquet`` under the layout's ``version``."""
    return MapLayout(
        positions=np.column_stack([positions["x"].to_numpy(), positions["y"].to_numpy()]),
        labels=tuple(
            map(
                ClusterLabel,
                _texts(labels, "text"),
                _plain(labels, "x"),
                _plain(labels, "y"),
                _plain(labels, "level"),
                _plain(labels, "size"),
            )
        ),
        version=version,
    )


def term_counts(table: pa.Table) -> tuple[TermCounts, ...]:
    """Rows of ``terms.parquet``, one per field."""
    return tuple(
        TermCounts(
            field=field,
            terms=tuple(texts(_list_at(table, "terms", row))),
            indptr=_numbers_at(table, "indptr", row),
            term_ids=_numbers_at(table, "term_ids", row),
            counts=_numbers_at(table, "counts", row),
        )
        for row, field in enumerate(_texts(table, "field"))
    )


def _licences(table: pa.Table) -> Iterable[Licence]:
    return map(
        Licence,
        _texts(table, "licence_spdx"),
        map(LicenceState, _texts(table, "licence_state")),
        _plain(table, "licence_confidence"),
        _ragged(table, "licence_evidence", Evidence),
        _texts(table, "licence_note"),
    )


def _safeties(table: pa.Table) -> Iterable[Safety]:
    names = ("lower", "upper", "found", "clean", "unknown", "not_checkable")
    return map(
        Safety,
        map(Gate, _texts(table, "safety_gate")),
        *(_plain(table, f"safety_{name}") for name in names),
    )


def _rows(*columns: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    return zip(*columns, strict=True)


def _plain(table: pa.Table, name: str) -> list[Any]:
    return unboxed(one_array(table, name))


def _texts(table: pa.Table, name: str) -> list[str]:
    return texts(one_array(table, name))


def _ragged(table: pa.Table, name: str, make: Callable[..., T]) -> list[tuple[T, ...]]:
    """One tuple per row of the list column ``name``; ``make`` takes the fields of an item."""
    items, ends = list_items(one_array(table, name))
    fields = [unboxed(items.field(i)) for i in range(items.type.num_fields)]
    return _cut(ends, [make(*values) for values in zip(*fields, strict=True)])


def _ragged_texts(table: pa.Table, name: str) -> list[tuple[str, ...]]:
    items, ends = list_items(one_array(table, name))
    return _cut(ends, texts(items))


def _cut(ends: NDArray[np.int32], items: Sequence[T]) -> list[tuple[T, ...]]:
    return [tuple(items[a:b]) for a, b in pairwise(ends.tolist())]


def _list_at(table: pa.Table, name: str, row: int) -> pa.Array:
    return one_array(table, name)[row].values


def _numbers_at(table: pa.Table, name: str, row: int) -> NDArray[Any]:
    return np.array(_list_at(table, name, row).to_numpy())  # a copy, so that it is writable
