"""The manifest of a generation: what belongs to it, byte for byte.

``hash`` covers the content alone, never a date or a generation number, so the same index has the
same hash wherever and whenever it was built. ``check`` covers the manifest itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from acumen.domain.encoder import EncoderIdentity

MANIFEST: Final = "MANIFEST.json"
REPORT: Final = "report.json"
_MAX_BYTES: Final = 1 << 20


class DamageError(Exception):
    """A generation is not what its manifest says. Never leaves the store."""


@dataclass(frozen=True, slots=True)
class FileSum:
    """What one file must be."""

    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a generation besides its tables."""

    schema: int
    versions: tuple[tuple[str, str], ...]  # (package, version), ascending
    encoder: EncoderIdentity
    layout_version: str
    templates: int
    passages: int
    files: tuple[tuple[str, FileSum], ...]  # ascending by name; without the report
    report: FileSum  # not part of the hash: it holds dates

    @property
    def hash(self) -> str:
        """Sha256 over the content, 64 hex."""
        return _sha256(self._content())

    def render(self) -> bytes:
        """The bytes of ``MANIFEST.json``."""
        document = {
            "content": self._content(),
            "hash": self.hash,
            "report": asdict(self.report),
        }
        return _json(document | {"check": _sha256(document)}) + b"\n"

    def _content(self) -> dict[str, Any]:
        return {
            "schema": self.schema,
            "versions": dict(self.versions),
            "encoder": asdict(self.encoder),
            "layout_version": self.layout_version,
            "templates": self.templates,
            "passages": self.passages,
            "files": {name: asdict(entry) for name, entry in self.files},
        }


def read_manifest(folder: Path) -> Manifest:
    """The manifest in ``folder``. Raises DamageError."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            data = file.read(_MAX_BYTES)
        document = orjson.loads(data)
        content = document["content"]
        manifest = Manifest(
            schema=content["schema"],
            versions=tuple(sorted(content["versions"].items())),
            encoder=EncoderIdentity(**content["encoder"]),
            layout_version=content["layout_version"],
            templates=content["templates"],
            passages=content["passages"],
            files=tuple(
                (name, FileSum(**entry)) for name, entry in sorted(content["files"].items())
            ),
            report=FileSum(**document["report"]),
        )
        rendered = manifest.render()
    except FileNotFoundError:
        raise DamageError(f"{MANIFEST} is missing") from None
    except OSError as error:
        raise DamageError(f"{MANIFEST} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamageError(f"{MANIFEST} is not a manifest") from error
    if rendered != data:
        raise DamageError(f"{MANIFEST} does not match its own checksum")
    return manifest


def sum_of(path: Path) -> FileSum:
    """Size and sha256 of the file at ``path``. Raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileSum(size=file.tell(), sha256=digest)


def check_files(folder: Path, manifest: Manifest, *, content: bool) -> None:
    """Compare the sizes of all files, and with ``content`` their sha256. Raises DamageError."""
    for name, wanted in (*manifest.files, (REPORT, manifest.report)):
        path = folder / name
        try:
            same_size = path.stat().st_size == wanted.size
            if not same_size or (content and sum_of(path) != wanted):
                raise DamageError(f"{name} is not what was written")
        except FileNotFoundError:
            raise DamageError(f"{name} is missing") from None
        except OSError as error:
            raise DamageError(f"{name} cannot be read: {error.strerror}") from error


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def _sha256(value: object) -> str:
    return hashlib.sha256(_json(value)).hexdigest()
