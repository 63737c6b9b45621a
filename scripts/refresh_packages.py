"""Ask the package index about packages again and write the facts that pins are judged by.

    python scripts/refresh_packages.py                     all packages that the file holds
    python scripts/refresh_packages.py torch keras         these only; the others stay as they are
    python scripts/refresh_packages.py --releases torch    with the Python that each release ends at

Asks for one page per package, in the form of the simple interface, one after the other. What is
written are facts: versions, months, the index's own word on a package's state, and the newest
Python for which a release has a file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version

from acumen.attributes.packages import FILE, Package, package_facts
from acumen.errors import AcumenError
from indexer.package_index import LARGEST_PAGE, SIMPLE_JSON, Https, index_address

PYTHONS = tuple(f"3.{minor}" for minor in range(5, 16))
OLDEST = "3.11"  # the oldest that still gets fixes
_INTERPRETER = re.compile(r"cp3(\d+)$")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--releases", action="store_true", help="look at every release")
    parser.add_argument("--out", type=Path, default=FILE)
    chosen = parser.parse_args(arguments)
    known = dict(package_facts(chosen.out).packages) if chosen.out.exists() else {}
    web = Https()
    for name in map(canonicalize_name, chosen.names or sorted(known)):
        before = known.get(name)
        releases = chosen.releases or (before is not None and before.ends is not None)
        try:
            address = f"{index_address()}/{name}/"
            page = json.loads(b"".join(web.get(address, accept=SIMPLE_JSON, most=LARGEST_PAGE)))
        except (AcumenError, ValueError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        known[name] = read_page(name, page, releases=releases)
        print(f"{name} {known[name].latest} {known[name].released}", file=sys.stderr)
    chosen.out.write_text(written(known.values(), datetime.now(UTC).date().isoformat()), "utf-8")
    return 0


def read_page(name: str, page: Mapping[str, Any], *, releases: bool) -> Package:
    """The facts of one page of the simple interface in its JSON form."""
    ends: dict[Version, str | None] = {}
    months: dict[Version, str] = {}
    for file in page.get("files", ()):
        version = _version(str(file.get("filename", "")))
        if version is None or file.get("yanked"):
            continue
        months[version] = max(months.get(version, ""), str(file.get("upload-time", ""))[:7])
        end = _end(str(file["filename"]), str(file.get("requires-python") or ""))
        ends[version] = end if version not in ends else _later(ends[version], end)
    finals = [version for version in ends if not version.is_prerelease] or list(ends)
    latest = max(finals, default=Version("0"))
    status = page.get("project-status", {})
    return Package(
        name=name,
        latest=str(latest),
        released=months.get(latest, ""),
        status=str(status.get("status", "active")) if isinstance(status, dict) else "active",
        ends={str(v): end or "" for v, end in sorted(ends.items())} if releases else None,
    )


def _version(filename: str) -> Version | None:
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def _end(filename: str, requires: str) -> str | None:
    """The newest Python for which a file can be installed; None without a limit."""
    try:
        allowed = [python for python in PYTHONS if SpecifierSet(requires).contains(f"{python}.99")]
    except InvalidSpecifier:
        allowed = list(PYTHONS)
    if filename.endswith(".whl"):
        _, _, _, tags = parse_wheel_filename(filename)
        if all(tag.interpreter.startswith(("cp2", "py2")) for tag in tags):
            return PYTHONS[0]  # of no use today, whatever it says
        bound = [t for t in tags if _INTERPRETER.match(t.interpreter) and t.abi != "abi3"]
        if len(bound) == len(tags):
            minors = [int(found[1]) for t in bound if (found := _INTERPRETER.match(t.interpreter))]
            allowed = [p for p in allowed if int(p[2:]) <= max(minors)]
    if allowed and allowed[-1] == PYTHONS[-1]:
        return None
    return allowed[-1] if allowed else PYTHONS[0]


def _later(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    return max(one, other, key=Version)


def written(packages: Iterable[Package], day: str) -> str:
    """The file: sorted, one fact a line, so that a refresh reads well as a difference."""
    lines = [f'day = "{day}"', f'oldest-python = "{OLDEST}"', 'source = "https://pypi.org"']
    for package in sorted(packages, key=lambda package: package.name):
        lines += ["", f'[packages."{package.name}"]', f'latest = "{package.latest}"']
        lines.append(f'released = "{package.released}"')
        if package.status != "active":
            lines.append(f'status = "{package.status}"')
        if package.ends is not None:
            by_end: dict[str, list[str]] = defaultdict(list)
            for version, end in package.ends.items():
                by_end[end].append(version)
            lines += _listed("endless", by_end.pop("", []))
            lines.append(f'[packages."{package.name}".ends]')
            for end in sorted(by_end, key=Version):
                lines += _listed(f'"{end}"', by_end[end])
    return "\n".join(lines) + "\n"


def _listed(name: str, values: Sequence[str]) -> list[str]:
    """A list in lines of at most a hundred characters."""
    lines = [f"{name} = ["]
    line = "   "
    for value in values:
        piece = f' "{value}",'
        if len(line + piece) > 100:
            lines.append(line)
            line = "   "
        line += piece
    return [*lines, line, "]"] if values else [f"{name} = []"]


if __name__ == "__main__":
    raise SystemExit(main())
