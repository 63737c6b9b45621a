"""Run a started project for a few training steps, alone and without network.

This executes other people's code, which nothing else in Acumen does: only a maintainer starts it,
by name. The program sees the system's libraries, the interpreter and its own folder, through
bubblewrap; it has no network, no other process and no user of this machine.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from indexer.sandbox import bubblewrap

STEPS = 3  # updates of the weights after which a run is ended
FILE_MIB = 512  # the largest file that a program may write
_ERROR = re.compile(r"(\w+\.)*\w*(Error|Exception|Interrupt|Exit|NotFound)\b")
_RECORDER = Path(__file__).parent / "recorder"
_LIMITS = f'ulimit -f {FILE_MIB * 2048}; ulimit -c 0; exec "$@"'


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python with the libraries that programs need, in an environment of its own."""

    program: Path
    roots: tuple[Path, ...]  # what it reads, besides the system's folders
    versions: dict[str, str]  # of the distributions it holds, and of "python"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run."""

    steps: int  # updates of the weights that were seen; at most STEPS
    by: str = ""  # whose updates: torch, optax, keras
    stand_ins: tuple[str, ...] = ()  # data sets for which random arrays of their shape stood in
    problem: str = ""  # why there were none


def interpreter(program: str) -> Interpreter:
    """Look at ``program``, which is trusted. Raises CalledProcessError if it does not answer."""
    asked = (
        "import importlib.metadata as m,json,platform,sys;"
        "v={d.metadata['Name'].lower():d.version for d in m.distributions() if d.metadata['Name']};"
        "print(json.dumps([sys.prefix,sys.base_prefix,v,platform.python_version()]))"
    )
    done = subprocess.run([program, "-I", "-c", asked], capture_output=True, text=True, check=True)
    prefix, base, versions, python = json.loads(done.stdout)
    roots = tuple(Path(place) for place in dict.fromkeys([prefix, base]) if place != "/usr")
    return Interpreter(Path(program).absolute(), roots, {**versions, "python": python})


def trained(python: Interpreter, folder: Path, entry: str, seconds: float) -> Run:
    """Run ``entry`` of the project in ``folder`` until it has trained or ``seconds`` are over."""
    with tempfile.TemporaryDirectory(prefix="acumen-steps-") as scratch:
        notes = Path(scratch) / "steps.json"
        command = _confined(python, folder, Path(scratch), folder / entry)
        try:
            done = subprocess.run(
                ["/bin/sh", "-c", _LIMITS, "sh", *command],
                capture_output=True, text=True, errors="replace", timeout=seconds, check=False,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Run(0, problem=f"no {STEPS} training steps within {seconds:.0f} s")
        if notes.is_file():
            seen = json.loads(notes.read_text("utf-8"))
            return Run(seen["steps"], seen["by"], tuple(seen["stand_ins"]))
    if done.returncode == 0:
        return Run(0, problem="it ended without an update of weights that could be seen")
    return Run(0, problem=_last_error(done.stderr))


def _last_error(text: str) -> str:
    """The line of a traceback that names the error; messages go on below it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if _ERROR.match(line)]
    return (named or lines or ["no word"])[-1][:160]


def _confined(python: Interpreter, folder: Path, scratch: Path, entry: Path) -> list[str]:
    prefix = [bubblewrap(), "--ro-bind", "/usr", "/usr"]
    for place in (Path("/bin"), Path("/lib"), Path("/lib64"), Path("/sbin")):
        if place.is_symlink():
            prefix += ["--symlink", str(place.readlink()), str(place)]
        elif place.is_dir():
            prefix += ["--ro-bind", str(place), str(place)]
    prefix += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--dev", "/dev"]
    prefix += ["--proc", "/proc", "--tmpfs", "/tmp"]
    for root in (*python.roots, _RECORDER):
        prefix += ["--ro-bind", str(root), str(root)]
    prefix += ["--bind", str(folder), str(folder), "--bind", str(scratch), str(scratch)]
    settings = {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "HF_HUB_OFFLINE": "1",
        "WANDB_MODE": "disabled",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": f"{_RECORDER}:{folder}",
        "ACUMEN_STEPS_FILE": str(scratch / "steps.json"),
        "ACUMEN_STEPS": str(STEPS),
    }
    prefix += ["--clearenv", *(part for pair in settings.items() for part in ("--setenv", *pair))]
    return [
        *prefix, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
        "--chdir", str(entry.parent), "--", str(python.program), entry.name,
    ]  # fmt: skip
