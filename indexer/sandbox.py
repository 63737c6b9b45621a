"""How git is kept in: a clean environment, limits on resources, and bubblewrap where it exists.

Each step is a prefix of the command line, so that the whole confinement of a process can be read
(and tested) as one list of arguments. Limits are set by the system's shell before ``exec``, not by
code between fork and exec, which is unsafe in a program with threads.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from acumen.errors import SourceError

CPU_SECONDS: Final = 120
ADDRESS_SPACE_MIB: Final = 2_048
FILE_SIZE_MIB: Final = 512
OLDEST_GIT: Final = (2, 37)  # the first that keeps a host at the addresses that were checked

# "ulimit -f" counts 512-byte blocks in a POSIX shell. A limit that a system does not know (macOS
# has none on the address space) is left out; the others still hold.
_LIMITS: Final = (
    f"ulimit -t {CPU_SECONDS}; ulimit -f {FILE_SIZE_MIB * 2048}; ulimit -c 0; "
    f'ulimit -v {ADDRESS_SPACE_MIB * 1024} 2>/dev/null || :; exec "$@"'
)
_SYSTEM_FOLDERS: Final = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_READ_ONLY: Final = ("/nix", "/etc/alternatives", "/etc/ld.so.cache")
_CERTIFICATES: Final = ("/etc/ssl", "/etc/pki", "/etc/ca-certificates")
_CERTIFICATE_FILES: Final = ("GIT_SSL_CAINFO", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a confined process may touch. Everything else is invisible to it under bubblewrap."""

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    network: bool = False


@cache
def git_program() -> str:
    """Absolute path of git.

    Raises:
        SourceError: git is not installed.
    """
    found = shutil.which("git")
    if found is None:
        raise SourceError(
            "git is not installed, so repositories cannot be read.",
            remedy="install git (2.37 or newer), or index source distributions only",
        )
    return str(Path(found).resolve())


@cache
def git_version() -> tuple[int, int]:
    """Major and minor version of git; (0, 0) if it does not tell."""
    done = subprocess.run(
        [git_program(), "--version"], capture_output=True, check=False, timeout=20
    )
    found = re.search(rb"(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


@cache
def bubblewrap() -> str:
    """Absolute path of a bubblewrap that works here; "" if there is none.

    Containers often have the program but may not make namespaces, hence the trial.
    """
    found = shutil.which("bwrap")
    if found is None:
        return ""
    trial = [*_bubblewrap_prefix(found, Reach()), git_program(), "--version"]
    try:
        done = subprocess.run(trial, capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found if done.returncode == 0 else ""


def clean_environment(home: Path, *, protocol: str) -> dict[str, str]:
    """All that git learns about this machine. ``protocol`` is the only one it may speak; or ""."""
    given = {
        "PATH": os.pathsep.join(
            dict.fromkeys([str(Path(git_program()).parent), "/usr/local/bin", "/usr/bin", "/bin"])
        ),
        "HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "/bin/false",
        "GIT_SSH_COMMAND": "/bin/false",
        "GIT_ALLOW_PROTOCOL": protocol or "none",
        "GIT_PROTOCOL_FROM_USER": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
    }
    for name in _CERTIFICATE_FILES:
        certificates = os.environ.get(name, "")
        if protocol and certificates:
            given["GIT_SSL_CAINFO"] = certificates
            break
    return given


def confined(
    command: Sequence[str], *, environment: dict[str, str], reach: Reach, sandbox: bool
) -> list[str]:
    """``command`` with everything in front that keeps it in.

    With ``sandbox`` bubblewrap is used if it works here; whether its absence matters is for the
    caller to decide (``bubblewrap()`` tells).
    """
    program = bubblewrap() if sandbox else ""
    wrap = _bubblewrap_prefix(program, reach, environment) if program else []
    variables = [f"{name}={value}" for name, value in sorted(environment.items())]
    return ["/usr/bin/env", "-i", *variables, "/bin/sh", "-c", _LIMITS, "sh", *wrap, *command]


def _bubblewrap_prefix(
    program: str, reach: Reach, environment: dict[str, str] | None = None
) -> list[str]:
    prefix = [program, "--ro-bind", "/usr", "/usr"]
    for folder in _SYSTEM_FOLDERS:
        place = Path(folder)
        if place.is_symlink():
            prefix += ["--symlink", str(place.readlink()), folder]
        elif place.is_dir():
            prefix += ["--ro-bind", folder, folder]
    for folder in _READ_ONLY:
        prefix += ["--ro-bind-try", folder, folder]
    git_folder = Path(git_program()).parents[1]
    if not git_folder.is_relative_to("/usr"):
        prefix += ["--ro-bind", str(git_folder), str(git_folder)]
    prefix += ["--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108  (an empty one of its own)
    if reach.network:
        for folder in _CERTIFICATES:
            prefix += ["--ro-bind-try", folder, folder]
        bundle = (environment or {}).get("GIT_SSL_CAINFO")
        if bundle:
            prefix += ["--ro-bind-try", bundle, bundle]
    for place in reach.read:
        prefix += ["--ro-bind", str(place), str(place)]
    for place in reach.write:
        prefix += ["--bind", str(place), str(place)]
    prefix += ["--unshare-all"]
    if reach.network:
        prefix += ["--share-net"]
    return [
        *prefix, "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--uid", "65534",
        "--gid", "65534", "--chdir", "/",
    ]  # fmt: skip
