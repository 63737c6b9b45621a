"""The shapes of the answers of ``/api/v1`` as JSON schemas, written from values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from acumen.domain.licence import LicenceState
from acumen.search.records import Leg

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_SHARE: Final[Schema] = {"type": "number", "minimum": 0, "maximum": 1}
_IDENTITY: Final[Mapping[str, Schema]] = dict.fromkeys(
    ("id", "repository", "commit", "path", "title"), TEXT
)


def array(items: Schema) -> Schema:
    """A list of ``items``."""
    return {"type": "array", "items": items}


def reference(name: str) -> Schema:
    """The schema ``name`` of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas() -> dict[str, Schema]:
    """All of them by name, ascending."""
    every = {**_parts(), **_found(), **_templates(), **_counted()}
    return {name: every[name] for name in sorted(every)}


def _object(properties: Mapping[str, Schema], *, optional: Sequence[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
    }


def _parts() -> dict[str, Schema]:
    """What several answers hold."""
    return {
        "Error": _object({"error": TEXT, "remedy": TEXT}),
        "Evidence": _object({"path": TEXT, "first_line": WHOLE, "last_line": WHOLE}),
        "Licence": _object(
            {
                "spdx": TEXT,
                "state": {"type": "string", "enum": [state.value for state in LicenceState]},
                "confidence": _SHARE,
                "evidence": array(reference("Evidence")),
                "note": TEXT,
            }
        ),
        "Safety": _object(
            {
                "gate": TEXT,
                "lower": _SHARE,
                "upper": _SHARE,
                "found": WHOLE,
                "clean": WHOLE,
                "unknown": WHOLE,
                "not_checkable": WHOLE,
            }
        ),
        "Reason": _object(
            {
                "text": TEXT,
                "contribution": {"type": "number"},
                "leg": {"type": "string", "enum": [leg.value for leg in Leg]},
                "evidence": array(reference("Evidence")),
            }
        ),
        "Anything": {"type": "object"},
        "Status": _object({"status": TEXT, "index": TEXT, "templates": WHOLE}),
    }


def _found() -> dict[str, Schema]:
    """What search and recommendation answer."""
    return {
        "Reading": _object(
            {
                "facet": TEXT,
                "value": TEXT,
                "label": TEXT,
                "words": TEXT,
                "weight": _SHARE,
                "corrected": {"type": "boolean"},
            }
        ),
        "Hit": _object(
            {
                "rank": WHOLE,
                **_IDENTITY,
                "score": {"type": "number"},
                "attributes": {"type": "object", "additionalProperties": array(TEXT)},
                "licence": reference("Licence"),
                "safety": reference("Safety"),
                "reasons": array(reference("Reason")),
                "files": array(TEXT),
            }
        ),
        "SearchResult": _object(
            {
                "query": TEXT,
                "encoder": TEXT,
                "index": TEXT,
                "took_ms": {"type": "number"},
                "note": TEXT,
                "understood": array(reference("Reading")),
                "total": WHOLE,
                "gated_total": WHOLE,
                "gated": array(_object({**_IDENTITY, "reason": TEXT, "remedy": TEXT})),
                "hits": array(reference("Hit")),
            }
        ),
        "Recommendation": _object(
            {
                "picks": array(
                    _object(
                        {
                            "kind": TEXT,
                            **_IDENTITY,
                            "why": TEXT,
                            "score": {"type": "number"},
                            "reasons": array(reference("Reason")),
                        }
                    )
                ),
                "relaxed": array({"type": "object"}),
                "runners_up": array({"type": "object"}),
                "fitting": WHOLE,
                "considered": WHOLE,
            }
        ),
    }


def _templates() -> dict[str, Schema]:
    """What is said of templates."""
    attribute = _object(
        {
            "value": TEXT,
            "label": TEXT,
            "confidence": _SHARE,
            "origin": TEXT,
            "rule": TEXT,
            "known": {"type": "boolean"},
            "evidence": array(reference("Evidence")),
        }
    )
    return {
        "Template": _object(
            {
                **_IDENTITY,
                "url": TEXT,
                "summary": TEXT,
                "attributes": {"type": "object", "additionalProperties": array(attribute)},
                "licence": reference("Licence"),
                "safety": reference("Safety"),
                "files": array(_object({"path": TEXT, "blob": TEXT, "lines": WHOLE})),
                "code_lines": WHOLE,
                "last_change": {"type": ["string", "null"]},
                "faults": {"type": "object"},
            },
            optional=("faults",),
        ),
        "Templates": _object(
            {"index": TEXT, "total": WHOLE, "templates": array(reference("Template"))}
        ),
        "Comparison": _object(
            {
                "templates": array(_object({**_IDENTITY, "summary": TEXT})),
                "rows": array(
                    _object(
                        {
                            "name": TEXT,
                            "differs": {"type": "boolean"},
                            "common": array(TEXT),
                            "cells": array(_object({"values": array(TEXT)})),
                        }
                    )
                ),
            }
        ),
    }


def _counted() -> dict[str, Schema]:
    """What is counted, and the tree of faults."""
    count = _object({"value": TEXT, "label": TEXT, "count": WHOLE})
    return {
        "Facets": _object(
            {
                "index": TEXT,
                "total": WHOLE,
                "facets": {"type": "object", "additionalProperties": array(count)},
            }
        ),
        "Faults": _object({"id": TEXT, "gate_reasons": array(TEXT), "leaves": {"type": "object"}}),
        "Taxonomy": _object({"version": TEXT, "ruleset": TEXT, "nodes": array({"type": "object"})}),
    }
