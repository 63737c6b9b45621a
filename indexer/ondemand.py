"""Files of one template, read when somebody asks for them.

They come from where the indexer looks too, at the commit that was indexed: a mirror, what was
fetched before, the network. A file whose content is not what the index knows is never given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from acumen.domain.index import FileRecord, RepositoryRecord, TemplateRecord
from acumen.domain.snapshot import Skipped
from acumen.domain.source import SourceKind
from acumen.errors import PinMismatchError, SourceError
from acumen.store.blobs import BlobStore
from acumen.store.home import Home
from acumen.syntax.codeview import CodeView, code_view, language_of
from indexer.gathering import source_of
from indexer.stages.fetch import Fetched, open_source


def _say_nothing(message: str) -> None:
    del message


@dataclass(frozen=True, slots=True)
class Reach:
    """Where files may be looked for."""

    home: Path
    mirror: Path | None = None
    sandbox: bool = True
    report: Callable[[str], None] = _say_nothing


@contextmanager
def opened_at(repository: RepositoryRecord, reach: Reach) -> Iterator[Fetched]:
    """The repository at the commit that was indexed.

    Raises:
        SourceError: it cannot be reached or read.
    """
    source = source_of(repository)
    if source.kind is SourceKind.GIT:
        source = replace(source, pin=repository.commit)
    Home(reach.home).prepare()
    with open_source(
        source,
        home=reach.home,
        mirror=reach.mirror,
        sandbox=reach.sandbox,
        report=reach.report,
    ) as fetched:
        yield fetched


def read_indexed(fetched: Fetched, files: tuple[FileRecord, ...]) -> dict[str, bytes]:
    """The bytes of ``files`` by path.

    Raises:
        PinMismatchError: a file is there with other content than was indexed.
        SourceError: a file is not there or cannot be read.
    """
    entries = {entry.path: entry for entry in fetched.snapshot.files}
    for file in files:
        entry = entries.get(file.path)
        if entry is None:
            raise SourceError(
                f"{file.path} is not in {fetched.snapshot.repository} any more.",
                remedy="index that source again",
            )
        if entry.blob != file.blob:
            raise PinMismatchError(location=file.path, pinned=file.blob, found=entry.blob)
    found: dict[str, bytes] = {}
    for entry, content in fetched.read([entries[file.path] for file in files]):
        if isinstance(content, Skipped):
            raise SourceError(
                f"{entry.path} cannot be read: {content.reason.value} {content.detail}".rstrip(),
                remedy="open it at its repository; acumen show ID names the address",
            )
        found[entry.path] = content
    return found


class CodeReader:
    """Code views by path: those that the home has, the others fetched and kept there."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._blobs = BlobStore(Home(reach.home))

    def stored(self, record: TemplateRecord, path: str) -> str | None:
        """The code view of a file of ``record``; None if it is not on this machine."""
        blob = next((file.blob for file in record.files if file.path == path), "")
        return self._blobs.get(blob) if blob else None

    def fetch(self, repository: RepositoryRecord, record: TemplateRecord) -> Mapping[str, str]:
        """The code views of all files of ``record`` by path, kept in the home from now on.

        A file that has no code view, such as an empty one, is left out.

        Raises:
            SourceError: the repository cannot be reached, or a file of it cannot be read.
            StorageError: the home cannot be written.
        """
        views: dict[str, str] = {}
        missing = []
        for file in record.files:
            text = self._blobs.get(file.blob)
            if text is None:
                missing.append(file)
            else:
                views[file.path] = text
        if missing:
            with opened_at(repository, self._reach) as fetched:
                contents = read_indexed(fetched, tuple(missing))
            for file in missing:
                text = _view(contents[file.path], file.path)
                if text is not None:
                    self._blobs.put(file.blob, text)
                    views[file.path] = text
        return views


def _view(data: bytes, path: str) -> str | None:
    language = language_of(path)
    view = code_view(data, language) if language is not None else None
    return view.text if isinstance(view, CodeView) else None
