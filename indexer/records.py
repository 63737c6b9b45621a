"""What one repository comes to: the value that is kept between runs and joined into an index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec
import zstandard

from acumen.domain.attribute import Attribute
from acumen.domain.card import Passage
from acumen.domain.finding import Finding
from acumen.domain.index import FileRecord
from acumen.domain.licence import Licence
from acumen.domain.remark import Remark
from acumen.domain.safety import Safety
from acumen.domain.snapshot import Skipped
from acumen.domain.source import Source
from acumen.domain.template import Template
from acumen.errors import ExtractionError
from acumen.search.fields import FieldTexts
from acumen.store.tables import escape, unescape


@dataclass(frozen=True, slots=True)
class DescribedTemplate:
    """A template with everything that its own files say; no vectors, no place on a map."""

    template: Template
    title: str
    summary: str
    attributes: tuple[Attribute, ...]
    licence: Licence
    files: tuple[FileRecord, ...]  # same order as template.files
    code_lines: int
    last_change: date | None
    card_text: str
    passages: tuple[Passage, ...]
    fields: FieldTexts
    findings: tuple[Finding, ...]
    safety: Safety
    wholly_read: bool
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class RepositoryResult:
    """All templates of one repository at one commit, and the account of its files."""

    source: Source
    url: str
    commit: str
    committed_on: date | None
    seen: int
    indexed: int
    skipped: tuple[Skipped, ...]  # ascending by path
    templates: tuple[DescribedTemplate, ...]  # ascending by id


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(RepositoryResult)
_ESCAPED = b"\x91"  # stands before the result of a repository whose names are not all UTF-8


def encode_result(result: RepositoryResult) -> bytes:
    """The bytes under which a result is kept."""
    pack = zstandard.ZstdCompressor(level=3).compress
    try:
        return pack(_encoder.encode(result))
    except UnicodeEncodeError:
        return _ESCAPED + pack(_encoder.encode(_mapped(msgspec.to_builtins(result), escape)))


def decode_result(data: bytes) -> RepositoryResult:
    """Read what ``encode_result`` wrote.

    Raises:
        ExtractionError: the bytes are something else.
    """
    unpack = zstandard.ZstdDecompressor().decompress
    try:
        if not data.startswith(_ESCAPED):
            return _decoder.decode(unpack(data))
        plain = msgspec.msgpack.decode(unpack(data.removeprefix(_ESCAPED)))
        return msgspec.convert(_mapped(plain, unescape), RepositoryResult)
    except (msgspec.MsgspecError, zstandard.ZstdError) as error:
        raise ExtractionError(
            f"A kept result cannot be read: {error}", remedy="it is computed again"
        ) from error


def _mapped(value: object, change: Callable[[str], str]) -> object:
    """``value``, as plain lists and mappings no deeper than a result, with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {_mapped(key, change): _mapped(item, change) for key, item in value.items()}
    return value
