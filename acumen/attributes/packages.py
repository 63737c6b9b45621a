"""What is known about packages on the day of a snapshot, so that pins are judged offline.

The file ``packages.toml`` beside this module holds facts of the Python package index only;
``scripts/refresh_packages.py`` writes it anew. A package that it does not hold is unknown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name

from acumen.errors import CorpusError

FILE: Final = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Package:
    """One package. ``ends`` says of each release up to which Python it can be installed.

    "" stands for no limit. ``ends`` is None where the releases were not looked at.
    """

    name: str  # normalised
    latest: str  # version
    released: str  # year and month of the latest release, "2026-10"
    status: str  # what the index says: "active", "archived", "deprecated", ...
    ends: Mapping[str, str] | None  # version -> "3.8"


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """All packages of one day."""

    day: str  # ISO date
    oldest_python: str  # of those that are still cared for on that day, "3.11"
    packages: Mapping[str, Package]

    def get(self, name: str) -> Package | None:
        return self.packages.get(canonicalize_name(name))


@lru_cache(maxsize=4)
def package_facts(path: Path = FILE) -> PackageFacts:
    """The snapshot that is shipped.

    Raises:
        CorpusError: the file is missing or not in form.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        packages = {
            name: _package(name, table) for name, table in sorted(document["packages"].items())
        }
        return PackageFacts(document["day"], document["oldest-python"], packages)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CorpusError(
            f"{path} cannot be read as facts about packages: {error}.",
            remedy="install the package again",
        ) from error


def _package(name: str, table: Mapping[str, Any]) -> Package:
    ends = None
    if "ends" in table:
        ends = {version: end for end, versions in table["ends"].items() for version in versions}
        ends |= dict.fromkeys(table.get("endless", ()), "")
    return Package(name, table["latest"], table["released"], table.get("status", "active"), ends)
