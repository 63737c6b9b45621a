"""The account of what was seen: every entry of a source is a file or is skipped with a reason.

Git trees, archives and folders are read through the same ``Listing``, so that one set of limits
and one idea of a usable name holds for all three.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from posixpath import dirname

from acumen.attributes.texts import folders_above, is_licence, is_metadata, is_readme
from acumen.domain.snapshot import FileEntry, Skipped, SkipReason
from acumen.domain.source import Source

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost. The defaults hold every repository of the corpus."""

    entries: int = 50_000
    name_bytes: int = 8 * MIB  # all paths together
    path_bytes: int = 1_024  # one path
    depth: int = 64  # folders above a file
    file_bytes: int = 1 * MIB
    notebook_bytes: int = 16 * MIB
    files_read: int = 4_000
    bytes_read: int = 256 * MIB

    def most_bytes(self, path: str) -> int:
        """The largest size at which the file at ``path`` is still read."""
        return self.notebook_bytes if path.endswith(".ipynb") else self.file_bytes


DEFAULT_LIMITS = Limits()


def name_problem(path: bytes, limits: Limits) -> str:
    """Why ``path`` cannot be used; "" if it can. Paths never become places on this disk."""
    if not path or path.startswith(b"/") or path.endswith(b"/") or b"\0" in path:
        return "not a relative path"
    if len(path) > limits.path_bytes:
        return f"longer than {limits.path_bytes} bytes"
    parts = path.split(b"/")
    if len(parts) - 1 > limits.depth:
        return f"deeper than {limits.depth} folders"
    if any(part in {b"", b".", b".."} for part in parts):
        return "not a plain path"
    if any(part.lower() in {b".git", b"git~1"} for part in parts):
        return "inside a git directory"
    if b"\\" in path or re.match(rb"[A-Za-z]:", path):
        return "a path of another system"
    return ""


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """``*`` and ``?`` stay inside a name, ``**`` crosses, a trailing ``/`` takes all below."""
    if pattern.endswith("/"):
        pattern += "**"
    written, at = [], 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            written.append("(?:.*/)?")
            at += 3
        elif pattern.startswith("**", at):
            written.append(".*")
            at += 2
        else:
            one = pattern[at]
            written.append({"*": "[^/]*", "?": "[^/]"}.get(one) or re.escape(one))
            at += 1
    return re.compile("".join(written), re.DOTALL)


def describes_project(path: str) -> bool:
    """Whether ``path`` says under which terms, for what and with what a project is used."""
    return is_licence(path) or is_readme(path) or is_metadata(path)


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether one of the globs fits the whole ``path``."""
    return any(_glob(pattern).fullmatch(path) for pattern in patterns)


@dataclass(slots=True)
class Listing:
    """Collects entries until the limits are reached; ``full`` then says to stop looking."""

    source: Source
    limits: Limits = DEFAULT_LIMITS
    full: bool = False
    _files: dict[str, FileEntry] = field(default_factory=dict)
    _beside: dict[str, FileEntry] = field(default_factory=dict)  # taken if above a taken file
    _skipped: list[Skipped] = field(default_factory=list)
    _entries: int = 0
    _name_bytes: int = 0

    def add(self, path: bytes, blob: str, size: int) -> bool:
        """Note a regular file; False if it was skipped for its name or by the source's globs.

        Globs choose programs; the licence, README and metadata of the folders above a chosen file
        come along unless they are excluded by name, for they hold for it.
        """
        text = self._admit(path)
        if text is None:
            return False
        if text in self._files or text in self._beside:
            self._skipped.append(Skipped(text, SkipReason.UNUSABLE_NAME, "stands there twice"))
            return False
        source = self.source
        excluded = matches(text, source.exclude)
        if not excluded and (not source.include or matches(text, source.include)):
            self._files[text] = FileEntry(text, blob, size)
            return True
        if not excluded and describes_project(text):
            self._beside[text] = FileEntry(text, blob, size)
            return True
        self._skipped.append(Skipped(text, SkipReason.EXCLUDED))
        return False

    def skip(self, path: bytes, reason: SkipReason, detail: str = "") -> None:
        """Note an entry that is no file to be read."""
        text = self._admit(path)
        if text is not None:
            self._skipped.append(Skipped(text, reason, detail))

    def exclude_folder(self, path: bytes, detail: str) -> None:
        """Note a folder that is not looked into, as one entry whatever its name."""
        if not self.full:
            self._entries += 1
            text = path.decode("utf-8", "surrogateescape")
            self._skipped.append(Skipped(f"{text}/", SkipReason.EXCLUDED, detail))

    def _admit(self, path: bytes) -> str | None:
        """Count the entry and check its name; None if it has been dealt with."""
        limits = self.limits
        if self.full:
            return None
        self._entries += 1
        self._name_bytes += len(path)
        text = path.decode("utf-8", "surrogateescape")
        if self._entries > limits.entries or self._name_bytes > limits.name_bytes:
            self.full = True
            shown = text[: limits.path_bytes]
            detail = f"the listing ends here, after {self._entries - 1} entries"
            self._skipped.append(Skipped(shown, SkipReason.LISTING_LIMIT, detail))
            return None
        problem = name_problem(path, limits)
        if problem:
            shown = text[: limits.path_bytes]
            self._skipped.append(Skipped(shown, SkipReason.UNUSABLE_NAME, problem))
            return None
        return text

    @property
    def files(self) -> tuple[FileEntry, ...]:
        above = self._folders_in_use()
        along = (entry for path, entry in self._beside.items() if dirname(path) in above)
        return tuple(sorted([*self._files.values(), *along]))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        above = self._folders_in_use()
        left = (path for path in self._beside if dirname(path) not in above)
        return tuple(
            sorted([*self._skipped, *(Skipped(path, SkipReason.EXCLUDED) for path in left)])
        )

    def _folders_in_use(self) -> frozenset[str]:
        if not self._beside:
            return frozenset()
        return frozenset(folder for path in self._files for folder in folders_above(path))


@dataclass(slots=True)
class ReadBudget:
    """What may still be read from one source."""

    limits: Limits = DEFAULT_LIMITS
    files: int = 0
    bytes: int = 0

    def refuse(self, entry: FileEntry) -> Skipped | None:
        """None if ``entry`` may be read, and then it is counted; else why not."""
        limits = self.limits
        most = limits.most_bytes(entry.path)
        if entry.size > most:
            detail = f"{entry.size} bytes, at most {most} are read"
            return Skipped(entry.path, SkipReason.TOO_LARGE, detail)
        if self.files >= limits.files_read:
            detail = f"{limits.files_read} files were read before it"
            return Skipped(entry.path, SkipReason.READ_LIMIT, detail)
        if self.bytes + entry.size > limits.bytes_read:
            detail = f"{limits.bytes_read} bytes were read before it"
            return Skipped(entry.path, SkipReason.READ_LIMIT, detail)
        self.files += 1
        self.bytes += entry.size
        return None
