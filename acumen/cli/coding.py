"""Printing a template's code, and where it may be had from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from acumen.cli.output import note, plain, print_json
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.errors import SourceError, UsageError

if TYPE_CHECKING:
    from indexer.ondemand import CodeReader


def code_reader(home: Path, mirror: Path | None, *, sandbox: bool) -> CodeReader:
    """What reads code from the home, and fetches what is not there."""
    from indexer.ondemand import CodeReader, Reach  # noqa: PLC0415  (only where code is asked for)

    place = mirror.expanduser().absolute() if mirror else None
    return CodeReader(Reach(home=home, mirror=place, sandbox=sandbox, report=note))


def print_code(
    record: TemplateRecord,
    repository: RepositoryRecord,
    path: str,
    *,
    reader: CodeReader,
    offline: bool,
    json: bool,
) -> None:
    """The file at ``path`` of ``record``, as text or as one JSON document.

    Raises:
        UsageError: the template has no such file.
        SourceError: its code is not here and cannot be had.
    """
    if path not in {file.path for file in record.files}:
        raise UsageError(
            f"{record.id} has no file {path}.",
            remedy=f"name one of: {', '.join(file.path for file in record.files[:8])}",
        )
    text = reader.stored(record, path)
    fetched = False
    if text is None:
        if offline:
            raise SourceError(
                f"The code of {path} is not on this machine.",
                remedy=f"leave --offline out, give --mirror DIR, or open {repository.url}",
            )
        text = reader.fetch(repository, record).get(path)
        fetched = True
    if text is None:
        raise SourceError(f"{path} has no code to show.", remedy=f"open it at {repository.url}")
    if json:
        print_json(
            {
                "id": record.id,
                "path": path,
                "commit": record.template.commit,
                "url": repository.url,
                "licence": {"spdx": record.licence.spdx, "state": record.licence.state.value},
                "fetched": fetched,
                "code": text,
            }
        )
    else:
        sys.stdout.write(plain(text).rstrip("\n") + "\n")
