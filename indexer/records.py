"""What one repository comes to: the value that is kept between runs and joined into an index."""

from __future__ import annotations

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


def encode_result(result: RepositoryResult) -> bytes:
    """The bytes under which a result is kept."""
    return zstandard.ZstdCompressor(level=3).compress(_encoder.encode(result))


def decode_result(data: bytes) -> RepositoryResult:
    """Read what ``encode_result`` wrote.

    Raises:
        ExtractionError: the bytes are something else.
    """
    try:
        return _decoder.decode(zstandard.ZstdDecompressor().decompress(data))
    except (msgspec.DecodeError, zstandard.ZstdError) as error:
        raise ExtractionError(
            f"A kept result cannot be read: {error}", remedy="it is computed again"
        ) from error
