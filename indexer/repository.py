"""One commit of a bare repository as files: listing, contents, and when each file last changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import IO, Final

from acumen.domain.snapshot import FileEntry, Skipped, SkipReason, Snapshot
from acumen.domain.source import Source
from acumen.errors import SourceError
from indexer.git import GitProcess, GitStore
from indexer.listing import DEFAULT_LIMITS, MIB, Limits, Listing, ReadBudget

HISTORY_COMMITS: Final = 20_000
HISTORY_SECONDS: Final = 60.0
HISTORY_BYTES: Final = 256 * MIB
_PIECE: Final = 64 * 1024  # bytes
_WINDOW: Final = 256  # ids written before the answers are read: 10 KB, less than a pipe holds
_RESTARTS: Final = 32  # a damaged object ends git; so many are survived in one batch
_COMMIT_HEADER: Final = 64 * 1024  # bytes of a commit that are looked at
_HISTORY_MARK: Final = "7c1a0e2f-acumen-commit"  # no path can be mistaken for a commit by chance


class GitRepository:
    """A snapshot of a git repository. Needs its store to stay in place."""

    def __init__(
        self,
        store: GitStore,
        source: Source,
        commit: str,
        *,
        url: str,
        filtered: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """``filtered`` says that large blobs were left out of the store on purpose.

        Raises:
            SourceError: the commit or one of its trees is not there or cannot be read.
        """
        self._store = store
        self._budget = ReadBudget(limits)
        self._missing = (
            "left out of the clone: 1 MiB or more" if filtered else "not in the repository's store"
        )
        committed_on = self._committed_on(commit)
        listing = self._list(source, commit, limits)
        self.snapshot = Snapshot(
            source=source,
            url=url,
            commit=commit,
            committed_on=committed_on,
            files=listing.files,
            skipped=listing.skipped,
        )

    def read(self, entries: Sequence[FileEntry]) -> Iterator[tuple[FileEntry, bytes | Skipped]]:
        """Contents of ``entries`` in their order, or why one was not read."""
        wanted: list[FileEntry] = []
        refused: dict[int, Skipped] = {}
        for number, entry in enumerate(entries):
            problem = self._budget.refuse(entry)
            if problem is None:
                wanted.append(entry)
            else:
                refused[number] = problem
        contents = self._contents(wanted)
        for number, entry in enumerate(entries):
            yield entry, refused[number] if number in refused else next(contents)

    def last_changes(self, paths: Sequence[str]) -> Mapping[str, date]:
        """Date of the last commit that touched each of ``paths``, where history tells.

        One pass, newest commit first, at most 20,000 commits or 60 seconds; what was not met by
        then is absent. Merges are not looked at: what they bring was committed before.
        """
        shallow = self._store.folder / "shallow"
        cut_off = (
            frozenset(shallow.read_text("ascii").split()) if shallow.is_file() else frozenset()
        )
        if self.snapshot.commit in cut_off:
            return {}
        wanted = set(paths)
        found: dict[str, date] = {}
        with self._store.launch(
            "log", f"--max-count={HISTORY_COMMITS}", "--no-merges", "--no-renames", "--no-ext-diff",
            "--no-textconv", "--name-only", "-z", f"--format={_HISTORY_MARK} %H %ct",
            "--end-of-options", self.snapshot.commit, "--", wall_s=HISTORY_SECONDS,
        ) as process:  # fmt: skip
            when: date | None = None
            for token in _tokens(process.stdout, HISTORY_BYTES):
                text = token.decode("utf-8", "surrogateescape").removeprefix("\n")
                if text.startswith(_HISTORY_MARK):
                    _, commit, seconds = text.split(" ", 2)
                    when = None if commit in cut_off else _day(seconds)
                elif when is not None and text in wanted:
                    wanted.discard(text)
                    found[text] = when
                    if not wanted:
                        break
        return dict(sorted(found.items()))

    def _committed_on(self, commit: str) -> date | None:
        with self._store.launch("cat-file", "--batch") as process:
            process.stdin.write(f"{commit}\n".encode())
            process.stdin.flush()
            answer = _answer(process.stdout)
            if answer is None or answer[0] != "commit":
                raise SourceError(
                    f"{commit} is no commit of this repository.",
                    remedy="check the pin; the copy may also be incomplete",
                )
            header = process.stdout.read(min(answer[1], _COMMIT_HEADER))
        for line in header.partition(b"\n\n")[0].split(b"\n"):
            if line.startswith(b"committer "):
                words = line.rsplit(b">", 1)[-1].split()
                return _day(words[0].decode("ascii", "replace")) if words else None
        return None

    def _list(self, source: Source, commit: str, limits: Limits) -> Listing:
        listing = Listing(source, limits)
        with self._store.launch(
            "ls-tree", "-r", "-z", "--long", "--full-tree", "--end-of-options", commit
        ) as process:
            for record in _tokens(process.stdout, 2 * limits.name_bytes + 100 * limits.entries):
                self._note(listing, record)
                if listing.full:
                    return listing
            process.check()
        return listing

    def _note(self, listing: Listing, record: bytes) -> None:
        about, _, path = record.partition(b"\t")
        words = about.decode("ascii", "replace").split()
        mode, _, blob, size = words if len(words) == 4 else ("", "", "", "")
        match mode:
            case "100644" | "100755":
                if size.isdigit():
                    listing.add(path, blob, int(size))
                else:
                    listing.skip(path, SkipReason.MISSING_BLOB, self._missing)
            case "120000":
                listing.skip(path, SkipReason.SYMLINK)
            case "160000":
                listing.skip(path, SkipReason.SUBMODULE)
            case _:
                listing.skip(path, SkipReason.UNUSABLE_NAME, f"mode {mode}")

    def _contents(self, entries: Sequence[FileEntry]) -> Iterator[bytes | Skipped]:
        """One answer per entry. Git ends at a damaged object; it is started again behind it."""
        done = 0
        for _ in range(_RESTARTS):
            if done == len(entries):
                return
            with self._store.launch("cat-file", "--batch") as process:
                for answer in self._batch(process, entries[done:]):
                    yield answer
                    done += 1
                if done < len(entries):
                    process.wait()
                    detail = "stopped after 300 seconds" if process.timed_out else "damaged"
                    yield Skipped(entries[done].path, SkipReason.MISSING_BLOB, detail)
                    done += 1
        for entry in entries[done:]:
            yield Skipped(entry.path, SkipReason.MISSING_BLOB, "after too many damaged objects")

    def _batch(
        self, process: GitProcess, entries: Sequence[FileEntry]
    ) -> Iterator[bytes | Skipped]:
        for start in range(0, len(entries), _WINDOW):
            window = entries[start : start + _WINDOW]
            try:
                process.stdin.write("".join(f"{entry.blob}\n" for entry in window).encode())
                process.stdin.flush()
            except BrokenPipeError:
                return
            for entry in window:
                answer = _answer(process.stdout)
                if answer is None:
                    return
                kind, size = answer
                if kind == "missing":
                    yield Skipped(entry.path, SkipReason.MISSING_BLOB, self._missing)
                    continue
                if size != entry.size or kind != "blob":
                    _pass_over(process.stdout, size + 1)
                    yield Skipped(entry.path, SkipReason.MISSING_BLOB, "not the object it was")
                    continue
                content = process.stdout.read(size)
                if len(content) < size or process.stdout.read(1) != b"\n":
                    return
                yield content


def _answer(stream: IO[bytes]) -> tuple[str, int] | None:
    """The head of one ``cat-file --batch`` answer: (kind, bytes); None if there is none."""
    words = stream.readline(512).decode("ascii", "replace").split()
    if len(words) == 2 and words[1] in {"missing", "ambiguous"}:
        return "missing", 0
    if len(words) == 3 and words[2].isdigit():
        return words[1], int(words[2])
    return None


def _pass_over(stream: IO[bytes], size: int) -> None:
    while size > 0 and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)


def _tokens(stream: IO[bytes], most: int) -> Iterator[bytes]:
    """NUL-ended pieces of ``stream``, of which at most ``most`` bytes are read."""
    rest = b""
    total = 0
    while total < most and (piece := stream.read(_PIECE)):
        total += len(piece)
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _day(seconds: str) -> date | None:
    """The UTC day of a commit's time; None for times that no calendar holds."""
    try:
        return datetime.fromtimestamp(int(seconds), tz=UTC).date() if int(seconds) > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
