"""The vocabularies as one file that is read ten times faster than their TOML, while it is theirs.

``scripts/build_catalogue.py`` writes it. It names the bytes that it was made from; as soon as a
vocabulary is edited the file is passed over, and the TOML is read and checked as ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import orjson

from acumen.domain.attribute import Facet
from acumen.domain.vocabulary import Term, Vocabularies, Vocabulary
from corpus.prebuilt import PREBUILT

COMPILED: Final = PREBUILT / "vocabularies.json"
_FIELDS: Final = tuple(field.name for field in fields(Term))


def digest_of(folder: Path) -> str:
    """Sha256 over the names and bytes of the vocabularies in ``folder``. Raises OSError."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        data = path.read_bytes()
        found.update(f"{path.name}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()


def compiled_vocabularies(folder: Path, *, compiled: Path = COMPILED) -> Vocabularies | None:
    """The vocabularies of ``folder``; None where ``compiled`` was not made from its very bytes."""
    try:
        document = orjson.loads(compiled.read_bytes())
        if document["digest"] != digest_of(folder) or document["fields"] != list(_FIELDS):
            return None
        return {
            Facet(one["facet"]): Vocabulary(
                Facet(one["facet"]), one["version"], tuple(_term(row) for row in one["terms"])
            )
            for one in document["vocabularies"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_compiled(folder: Path, vocabularies: Vocabularies, compiled: Path = COMPILED) -> None:
    """Write ``vocabularies``, which were read from ``folder``. Raises OSError."""
    document = {
        "digest": digest_of(folder),
        "fields": _FIELDS,
        "vocabularies": [
            {
                "facet": vocabulary.facet.value,
                "version": vocabulary.version,
                "terms": [[getattr(term, name) for name in _FIELDS] for term in vocabulary],
            }
            for vocabulary in vocabularies.values()
        ],
    }
    compiled.write_bytes(orjson.dumps(document) + b"\n")


def _term(row: list[Any]) -> Term:
    values = (tuple(value) if isinstance(value, list) else value for value in row)
    found = dict(zip(_FIELDS, values, strict=True))
    return Term(**found | {"extra": tuple((key, value) for key, value in found["extra"])})
