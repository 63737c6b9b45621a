"""Git without a checkout: the only module that uses GitPython, and the one call that fetches.

GitPython starts the processes, always with a list of arguments that is written out here. None of
its higher methods are used: they take options from their callers and refuse the dangerous ones
they know of, whereas here nothing that comes from outside is ever an option. What is fetched is one
commit without history into a bare folder that has no references, hooks or remotes of its own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from acumen.errors import PinMismatchError, SourceError, UnsafeSourceError
from corpus.locations import GitLocation, is_commit
from indexer.sandbox import (
    OLDEST_GIT,
    Reach,
    bubblewrap,
    clean_environment,
    confined,
    git_program,
    git_version,
)
from indexer.urls import Resolver, pinned_resolution, public_addresses, resolve

FETCH_SECONDS: Final = 300  # wall time of one fetch
READ_SECONDS: Final = 300  # wall time of one listing or one batch of reads
LARGEST_BLOB: Final = "1m"  # blobs of this size and more are left out of a fetch
_STDERR_KEPT: Final = 4_096  # bytes

_SETTINGS: Final = (
    "protocol.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.symlinks=false",
    "core.bigFileThreshold=1m",  # larger blobs are streamed, not held
    "core.packedGitWindowSize=32m",  # mapped memory counts against the address space
    "core.packedGitLimit=256m",
    "credential.helper=",
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "transfer.fsckObjects=true",
    # Harmless marks of old programs that stand in well-known repositories.
    "fetch.fsck.zeroPaddedFilemode=warn",
    "fetch.fsck.badTimezone=warn",
    "transfer.unpackLimit=1",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "log.showSignature=false",
    "core.pager=cat",
)
_FETCH: Final = (
    "fetch", "--quiet", "--depth=1", "--no-tags", f"--filter=blob:limit={LARGEST_BLOB}",
    "--no-recurse-submodules", "--no-auto-maintenance", "--end-of-options", "origin",
)  # fmt: skip
_PLAIN_CONFIG: Final = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


@dataclass(frozen=True, slots=True)
class GitStore:
    """A bare folder of ours, and where the objects lie that it shows (its own, or a mirror's).

    Reading a mirror through a folder of ours means that the mirror's configuration, hooks,
    references and remotes are never looked at.
    """

    folder: Path
    objects: Path
    sandbox: bool = True

    def launch(self, *arguments: str, wall_s: float = READ_SECONDS) -> GitProcess:
        """Start ``git ARGUMENTS`` that may read this store and nothing else, without network."""
        environment = clean_environment(self.folder, protocol="")
        environment["GIT_OBJECT_DIRECTORY"] = str(self.objects)
        reach = Reach(read=(self.folder, self.objects))
        command = [*_git(self.folder), *arguments]
        confined_command = confined(
            command, environment=environment, reach=reach, sandbox=self.sandbox
        )
        return GitProcess(confined_command, wall_s=wall_s)

    def output(self, *arguments: str, wall_s: float = READ_SECONDS) -> bytes:
        """What ``git ARGUMENTS`` prints.

        Raises:
            SourceError: it failed, or took longer than ``wall_s`` seconds.
        """
        with self.launch(*arguments, wall_s=wall_s) as process:
            printed = process.stdout.read()
            process.check()
            return printed


class GitProcess:
    """A running git in a process group of its own, ended with everything it started."""

    def __init__(self, command: Sequence[str], *, wall_s: float) -> None:
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # no trial run of git at import
        from git import Git  # noqa: PLC0415, TID251  (takes 0.2 s; the one place that may)

        started = Git().execute(
            list(command),
            istream=subprocess.PIPE,
            as_process=True,
            shell=False,
            start_new_session=True,
        )
        assert isinstance(started, Git.AutoInterrupt)
        assert started.proc is not None
        self._owner = started  # ends the process if this object is ever dropped
        self._process: subprocess.Popen[bytes] = started.proc
        self._wall_s = wall_s
        self.timed_out = False
        self._stderr = b""
        self._drain = threading.Thread(target=self._keep_stderr, daemon=True)
        self._drain.start()
        self._timer = threading.Timer(wall_s, self._on_timeout)
        self._timer.daemon = True
        self._timer.start()

    @property
    def stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def __enter__(self) -> GitProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wait(self) -> int:
        """Exit status, after the process has ended; negative if a signal ended it."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        status = self._process.wait()
        self._timer.cancel()
        self._drain.join(timeout=5)
        return status

    def check(self) -> None:
        """Raise SourceError unless the process ended well."""
        status = self.wait()
        if self.timed_out:
            raise SourceError(
                f"git took longer than {self._wall_s:.0f} seconds and was stopped.",
                remedy="try again, or use --mirror with a local copy",
            )
        if status:
            raise SourceError(
                f"git failed with status {status}: {self.complaint or 'it said nothing'}",
                remedy="look at the repository; it may be damaged, empty or hostile",
            )

    @property
    def complaint(self) -> str:
        """The last lines git wrote to standard error, printable and short."""
        text = self._stderr.decode("utf-8", "replace").strip()
        lines = [line for line in text.splitlines() if line.strip()][-4:]
        return " / ".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)

    def stop(self) -> None:
        """End the process and all that it started, whatever state they are in."""
        self._kill_group()
        with contextlib.suppress(OSError):
            self.stdin.close()
        self._process.wait()
        self._timer.cancel()
        self._drain.join(timeout=5)
        self.stdout.close()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _on_timeout(self) -> None:
        self.timed_out = True
        self._kill_group()

    def _kill_group(self) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _keep_stderr(self) -> None:
        assert self._process.stderr is not None
        with contextlib.suppress(OSError, ValueError):
            while piece := self._process.stderr.read1(4_096):  # type: ignore[attr-defined]
                self._stderr = (self._stderr + piece)[-_STDERR_KEPT:]


def make_store(
    folder: Path, *, objects: Path | None = None, shallow: Path | None = None, sandbox: bool = True
) -> GitStore:
    """Lay out an empty bare folder at ``folder``; with ``objects`` it shows a mirror's objects.

    ``shallow`` is the mirror's list of commits whose parents it lacks.
    """
    for name in ("objects/pack", "objects/info", "refs/heads"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/none\n")
    (folder / "config").write_text(_PLAIN_CONFIG)
    if shallow is not None and shallow.is_file():
        lines = shallow.read_text("ascii", "replace").split()
        (folder / "shallow").write_text("".join(f"{x}\n" for x in lines if is_commit(x)))
    return GitStore(folder, objects or folder / "objects", sandbox)


def open_store(folder: Path, *, sandbox: bool = True) -> GitStore:
    """A folder that ``fetch_repository`` has filled."""
    return GitStore(folder, folder / "objects", sandbox)


def head_of(git_directory: Path) -> str:
    """The commit that HEAD of a mirror names; "" if there is none."""
    environment = clean_environment(git_directory, protocol="")
    command = [*_git(git_directory), "rev-parse", "--verify", "--quiet", "HEAD"]
    reach = Reach(read=(git_directory,))
    with GitProcess(
        confined(command, environment=environment, reach=reach, sandbox=True), wall_s=60
    ) as process:
        printed = process.stdout.read(128).decode("ascii", "replace").strip()
        process.wait()
    return printed if is_commit(printed) else ""


def fetch_repository(
    location: GitLocation,
    pin: str,
    folder: Path,
    *,
    sandbox: bool = True,
    fixture: Path | None = None,
    resolver: Resolver = resolve,
) -> tuple[GitStore, str]:
    """Fetch one commit of ``location`` into the new bare folder ``folder``: its store, its id.

    ``pin`` is a 40-hex commit, or "" for what the default branch is at now. ``fixture`` is a
    repository on this disk that is asked in place of the network; only tests and measurements
    give one.

    Raises:
        UnsafeSourceError: refused before anything was asked for: bubblewrap is absent though
            ``sandbox`` is wanted, or the host resolves to an address that is not public.
        PinMismatchError: the repository has no such commit.
        SourceError: the host cannot be reached, or what it sent was refused.
    """
    if sandbox and fixture is None and not bubblewrap():
        raise UnsafeSourceError(
            f"{location.url} cannot be fetched safely: bubblewrap is missing or does not work.",
            remedy="install bubblewrap, use --mirror with a local copy, or accept --no-sandbox",
        )
    if git_version() < OLDEST_GIT:
        raise UnsafeSourceError(
            "This git is too old to be kept at the addresses that were checked.",
            remedy="install git 2.37 or newer",
        )
    asked = [pin, "HEAD"] if pin else ["HEAD"]
    refused = ""
    for wanted in asked:
        if folder.exists():
            shutil.rmtree(folder)
        try:
            commit = _fetch(
                location, wanted, folder, sandbox=sandbox, fixture=fixture, resolver=resolver
            )
        except _NotThereError as error:
            refused = str(error)
            continue
        if pin and commit != pin:
            raise PinMismatchError(location=location.url, pinned=pin, found=commit)
        return open_store(folder, sandbox=sandbox), commit
    raise SourceError(
        f"{location.url} has no commit to fetch: {refused}",
        remedy="check the address; the repository may be empty or its default branch unborn",
    )


class _NotThereError(Exception):
    """The other side does not give what was asked for by that name."""


def _fetch(
    location: GitLocation,
    wanted: str,
    folder: Path,
    *,
    sandbox: bool,
    fixture: Path | None,
    resolver: Resolver,
) -> str:
    """Fetch ``wanted`` (a commit id or HEAD) into ``folder``; the id of the commit that came."""
    make_store(folder)
    url = location.clone_url if fixture is None else f"file://{fixture}"
    protocol = "https" if fixture is None else "file"
    (folder / "config").write_text(_fetching_config(url))
    settings = [f"protocol.{protocol}.allow=always"]
    if fixture is None:
        addresses = public_addresses(location.host, resolver=resolver)
        settings.append(f"http.curloptResolve={pinned_resolution(location.host, addresses)}")
    command = [*_git(folder, settings), *_FETCH, wanted]
    environment = clean_environment(folder, protocol=protocol)
    reach = Reach(
        read=() if fixture is None else (fixture,), write=(folder,), network=fixture is None
    )
    with GitProcess(
        confined(command, environment=environment, reach=reach, sandbox=sandbox),
        wall_s=FETCH_SECONDS,
    ) as process:
        status = process.wait()
        complaint = process.complaint
        if status and not process.timed_out and _says_not_there(complaint):
            raise _NotThereError(complaint)
        process.check()
    commit = _fetched_commit(folder)
    (folder / "config").write_text(_PLAIN_CONFIG)
    (folder / "HEAD").write_text(f"{commit}\n")
    return commit


def _fetching_config(url: str) -> str:
    """Filtered objects may be left out by the other side only if it is noted as a promisor."""
    return (
        "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
        "[extensions]\n\tpartialClone = origin\n"
        f'[remote "origin"]\n\turl = "{url}"\n\tpromisor = true\n'
        f"\tpartialclonefilter = blob:limit={LARGEST_BLOB}\n"
    )


def _says_not_there(complaint: str) -> bool:
    """Git has no status of its own for this; its words have been these for a decade."""
    said = complaint.lower()
    return any(
        words in said
        for words in (
            "not our ref",
            "unadvertised object",
            "couldn't find remote ref",
            "no such ref",
        )
    )


def _fetched_commit(folder: Path) -> str:
    note = folder / "FETCH_HEAD"
    text = note.read_text("utf-8", "replace")[:40] if note.is_file() else ""
    if not is_commit(text):
        raise SourceError(
            "git fetched no commit of 40 hex digits.",
            remedy="repositories that use SHA-256 object names are not read yet",
        )
    note.unlink()
    return text


def _git(folder: Path, settings: Sequence[str] = ()) -> Iterator[str]:
    yield git_program()
    yield f"--git-dir={folder}"
    yield "--no-pager"
    for setting in (*_SETTINGS, *settings):
        yield "-c"
        yield setting
