"""Whether a started project holds together: what it imports, and what stands for each import."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from acumen.attributes.extractors.dependency import _INSTALLED_AS
from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.reading import read_module


def imports_of(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        facts = read_module(path.read_bytes(), Language.PYTHON)
        if isinstance(facts, ModuleFacts):
            for imported in facts.imports:
                if not imported.level:
                    yield (imported.module or imported.qualified).partition(".")[0]


def unexplained(folder: Path, imports: Sequence[str]) -> Iterator[str]:
    own = {path.stem for path in folder.rglob("*.py")}
    own |= {path.name for path in folder.rglob("*") if path.is_dir()}
    text = (folder / "requirements.txt").read_text("utf-8")
    required = {
        re.split(r"[\[<>=!~ ]", line)[0].lower().replace("_", "-")
        for line in text.splitlines()
        if line and not line.startswith("#")
    }
    own |= {
        name for line in re.findall(r"own package, for: (.*)", text) for name in line.split(", ")
    }
    for name in imports:
        installed = _INSTALLED_AS.get(name, name).lower().replace("_", "-")
        if name not in own and name not in sys.stdlib_module_names and installed not in required:
            yield name


def absent(python: str, folder: Path, imports: Sequence[str]) -> Iterator[str]:
    """Imports that ``python`` cannot find; looking a name up runs none of the project's code."""
    own = {path.stem for path in folder.rglob("*.py")} | {p.name for p in folder.iterdir()}
    asked = [name for name in imports if name not in own and name not in sys.stdlib_module_names]
    program = (
        "import importlib.util,json,sys;"
        "print(json.dumps([n for n in sys.argv[1:] if importlib.util.find_spec(n) is None]))"
    )
    done = subprocess.run(
        [python, "-I", "-c", program, *asked], capture_output=True, text=True, check=False
    )
    yield from json.loads(done.stdout) if done.returncode == 0 else asked
