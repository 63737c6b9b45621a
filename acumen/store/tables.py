"""The tables of a generation: an index as Arrow columns, the same bytes for the same index.

Strings are Arrow strings, so any Parquet reader can show them. What UTF-8 cannot hold (lone
surrogates, from paths that are not UTF-8) is written as U+0091 and four hex digits; U+0091 itself
likewise. Row numbers refer to the order of ``templates.parquet``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from acumen.domain.evidence import Evidence
from acumen.domain.index import Index, RepositoryRecord, TemplateRecord

ESCAPE: Final = "\x91"
_TO_ESCAPE: Final = re.compile("[\x91\ud800-\udfff]")
_ESCAPED: Final = re.compile("\x91([0-9a-f]{4})")

_TEXT: Final = pa.field("item", pa.string(), nullable=False)


def _required(**types: pa.DataType) -> list[pa.Field]:
    return [pa.field(name, kind, nullable=False) for name, kind in types.items()]


def _rows(**types: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("item", pa.struct(_required(**types)), nullable=False))


EVIDENCE: Final = _rows(path=pa.string(), first_line=pa.int32(), last_line=pa.int32())
_TEXTS: Final = pa.list_(_TEXT)

REPOSITORIES: Final = pa.schema(
    [
        *_required(
            repository=pa.string(),
            kind=pa.string(),
            url=pa.string(),
            commit=pa.string(),
            why=pa.string(),
            seen=pa.int64(),
            indexed=pa.int64(),
            skipped=_rows(reason=pa.string(), count=pa.int64()),
            location=pa.string(),
            pin=pa.string(),
            include=_TEXTS,
            exclude=_TEXTS,
        ),
        pa.field("committed_on", pa.date32()),
    ]
)
TEMPLATES: Final = pa.schema(
    [
        *_required(
            id=pa.string(),  # for other readers; ours derives it
            repository=pa.string(),
            commit=pa.string(),
            path=pa.string(),
            role=pa.string(),
            role_evidence=EVIDENCE,
            closure=_TEXTS,
            configs=_TEXTS,
            variants=_TEXTS,
            project_root=pa.string(),
            large_closure=pa.bool_(),
            token_hash=pa.string(),
            title=pa.string(),
            summary=pa.string(),
            card_hash=pa.string(),
            licence_spdx=pa.string(),
            licence_state=pa.string(),
            licence_confidence=pa.float64(),
            licence_evidence=EVIDENCE,
            licence_note=pa.string(),
            safety_gate=pa.string(),
            safety_lower=pa.float64(),
            safety_upper=pa.float64(),
            safety_found=pa.int32(),
            safety_clean=pa.int32(),
            safety_unknown=pa.int32(),
            safety_not_checkable=pa.int32(),
            files=_rows(path=pa.string(), blob=pa.string(), lines=pa.int64()),
            code_lines=pa.int64(),
            wholly_read=pa.bool_(),
            remarks=_rows(kind=pa.string(), text=pa.string(), who=pa.string(), origin=pa.string()),
        ),
        pa.field("last_change", pa.date32()),
    ]
)
ATTRIBUTES: Final = pa.schema(
    _required(
        template_row=pa.int32(),
        facet=pa.string(),
        value=pa.string(),
        confidence=pa.float64(),
        evidence=EVIDENCE,
        origin=pa.string(),
        rule=pa.string(),
        known=pa.bool_(),
    )
)
FINDINGS: Final = pa.schema(
    _required(
        template_row=pa.int32(),
        rule=pa.string(),
        outcome=pa.string(),
        message=pa.string(),
        evidence=EVIDENCE,
        confidence=pa.string(),
        fix=pa.string(),
        places=pa.int64(),
    )
)
PASSAGES: Final = pa.schema(
    _required(
        template_id=pa.string(),
        path=pa.string(),
        symbol=pa.string(),
        first_line=pa.int32(),
        last_line=pa.int32(),
        text=pa.string(),
    )
)
MAP: Final = pa.schema(_required(x=pa.float32(), y=pa.float32()))
LABELS: Final = pa.schema(
    _required(text=pa.string(), x=pa.float64(), y=pa.float64(), level=pa.int32(), size=pa.int64())
)
TERMS: Final = pa.schema(
    _required(
        field=pa.string(),
        terms=pa.large_list(_TEXT),
        indptr=pa.large_list(pa.field("item", pa.int64(), nullable=False)),
        term_ids=pa.large_list(pa.field("item", pa.int32(), nullable=False)),
        counts=pa.large_list(pa.field("item", pa.int32(), nullable=False)),
    )
)


def tables_of(index: Index) -> dict[str, pa.Table]:
    """All tables of ``index`` by file name without the ending, in the order they are written."""
    return {
        "repositories": _table(REPOSITORIES, index.repositories, _repository_columns()),
        "templates": _table(TEMPLATES, index.templates, _template_columns()),
        "attributes": _of_templates(ATTRIBUTES, [r.attributes for r in index.templates]),
        "findings": _of_templates(FINDINGS, [r.findings for r in index.templates]),
        "passages": _table(PASSAGES, index.passages, _same_names(PASSAGES)),
        "map": pa.table(
            [index.layout.positions[:, axis].astype("<f4") for axis in (0, 1)], schema=MAP
        ),
        "labels": _table(LABELS, index.layout.labels, _same_names(LABELS)),
        "terms": _terms(index),
    }


def escape(text: str) -> str:
    """``text`` as valid UTF-8; ``unescape`` gives it back."""
    return _TO_ESCAPE.sub(lambda found: f"{ESCAPE}{ord(found[0]):04x}", text)


def unescape(text: str) -> str:
    """The text that ``escape`` was given."""
    if ESCAPE not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


_Column = Callable[[Any], object]


def _same_names(schema: pa.Schema) -> dict[str, _Column]:
    return {name: _attribute(name) for name in schema.names}


def _attribute(name: str) -> _Column:
    return lambda record: getattr(record, name)


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    return [
        {"path": escape(e.path), "first_line": e.first_line, "last_line": e.last_line}
        for e in evidence
    ]


def _repository_columns() -> dict[str, _Column]:
    def skipped(record: RepositoryRecord) -> list[dict[str, object]]:
        return [{"reason": escape(reason), "count": count} for reason, count in record.skipped]

    def globs(name: str) -> _Column:
        return lambda record: [escape(glob) for glob in getattr(record, name)]

    return _same_names(REPOSITORIES) | {
        "skipped": skipped,
        "include": globs("include"),
        "exclude": globs("exclude"),
    }


def _template_columns() -> dict[str, _Column]:
    def files(record: TemplateRecord) -> list[dict[str, object]]:
        return [
            {"path": escape(f.path), "blob": escape(f.blob), "lines": f.lines} for f in record.files
        ]

    def texts(name: str) -> _Column:
        return lambda record: [escape(text) for text in getattr(record.template, name)]

    def part(owner: str, name: str) -> _Column:
        return lambda record: getattr(getattr(record, owner), name)

    columns = {name: _attribute(name) for name in TEMPLATES.names}
    for name in ("repository", "commit", "path", "role", "project_root", "large_closure"):
        columns[name] = part("template", name)
    columns["token_hash"] = part("template", "token_hash")
    columns["role_evidence"] = lambda record: _evidence(record.template.role_evidence)
    columns["closure"] = texts("files")
    columns["configs"] = texts("configs")
    columns["variants"] = texts("variants")
    columns["licence_evidence"] = lambda record: _evidence(record.licence.evidence)
    for owner, names in (
        ("licence", ("spdx", "state", "confidence", "note")),
        ("safety", ("gate", "lower", "upper", "found", "clean", "unknown", "not_checkable")),
    ):
        for name in names:
            columns[f"{owner}_{name}"] = part(owner, name)
    columns["files"] = files
    columns["remarks"] = lambda record: [
        {"kind": r.kind, "text": escape(r.text), "who": escape(r.who), "origin": r.origin}
        for r in record.remarks
    ]
    return columns


def _table(
    schema: pa.Schema, records: Sequence[object], columns: Mapping[str, _Column]
) -> pa.Table:
    arrays = []
    for field in schema:
        values = [columns[field.name](record) for record in records]
        if field.type == pa.string():
            values = [escape(str(value)) for value in values]
        arrays.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _of_templates(schema: pa.Schema, owned: Iterable[Iterable[object]]) -> pa.Table:
    """What each template owns, template by template, with the template's row."""
    rows = [(row, item) for row, items in enumerate(owned) for item in items]

    def part(name: str) -> _Column:
        return lambda pair: getattr(pair[1], name)

    columns = {name: part(name) for name in schema.names}
    columns["template_row"] = lambda pair: pair[0]
    columns["evidence"] = lambda pair: _evidence(pair[1].evidence)
    return _table(schema, rows, columns)


def _terms(index: Index) -> pa.Table:
    def one_list(values: pa.Array, kind: pa.DataType) -> pa.Array:
        return pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values).cast(
            kind
        )

    batches = []
    for counts in index.term_counts:
        columns = [pa.array([escape(counts.field)], pa.string())]
        terms = pa.array([escape(term) for term in counts.terms], pa.string())
        for values, field in zip(
            (
                terms,
                pa.array(counts.indptr, pa.int64()),
                pa.array(counts.term_ids, pa.int32()),
                pa.array(counts.counts, pa.int32()),
            ),
            list(TERMS)[1:],
            strict=True,
        ):
            columns.append(one_list(values, field.type))
        batches.append(pa.RecordBatch.from_arrays(columns, schema=TERMS))
    return pa.Table.from_batches(batches, schema=TERMS)
