"""Which packages a template needs, as far as its imports and its repository's files say.

An import says that a package is needed and nothing of its version. A version comes from the
nearest file that declares it, with the date on which that file last changed: the older it is, the
less can be said about today's packages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from posixpath import basename
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from acumen.attributes.texts import folders_above
from acumen.domain.attribute import Facet
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.source import SourceKind

LONGEST_FILE: Final = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Declaration:
    """A file of the repository that names packages."""

    path: str
    text: str
    changed: date | None


@dataclass(frozen=True, slots=True)
class Need:
    """One package."""

    name: str  # as it is installed
    wanted: str  # "torch>=1.4": a line of a requirements file without its remark
    declared_in: str  # path; "" where only an import speaks of it
    changed: date | None  # when that file, or else the program, last changed
    own: tuple[str, ...] = ()  # what is imported, where this is the repository's own package


def is_declaration(path: str) -> bool:
    """Whether versions are looked for in ``path``."""
    name = basename(path).lower()
    return name == "pyproject.toml" or (name.startswith("requirements") and name.endswith(".txt"))


def needs_of(record: TemplateRecord, declarations: Iterable[Declaration]) -> tuple[Need, ...]:
    """What the program imports, with the nearest declaration of each."""
    nearest: dict[str, tuple[Requirement, Declaration]] = {}
    for declaration in _nearest_first(record.template.path, declarations):
        for requirement in _requirements(declaration):
            nearest.setdefault(canonicalize_name(requirement.name), (requirement, declaration))
    needs = []
    for name in sorted({_installable(name) for name in record.values(Facet.DEPENDENCY)} - {""}):
        found = nearest.get(name)
        if found is None:
            needs.append(Need(name, name, "", record.last_change))
        else:
            needs.append(Need(name, _line(*found), found[1].path, found[1].changed))
    return tuple(needs)


def own_package(repository: RepositoryRecord, names: Iterable[str]) -> tuple[Need, ...]:
    """The repository itself, where the program imports ``names`` from a package it installs."""
    found = tuple(sorted(names))
    if not found:
        return ()
    match repository.kind:
        case SourceKind.GIT:
            place = f"git+{repository.url}@{repository.commit}"
        case SourceKind.SDIST:
            place = repository.location
        case SourceKind.LOCAL:
            place = f"# {repository.repository}"
    return (Need(repository.repository, place, "", repository.committed_on, found),)


def requirements_text(needs: Iterable[Need]) -> str:
    """The file: one package a line, each with where its version comes from."""
    lines = [
        "# What the program imports. Versions are those its repository declares; where it declares",
        "# none, the date says when the program was last changed: packages of that time fit best.",
    ]
    for need in needs:
        when = need.changed.isoformat() if need.changed else "an unknown day"
        if need.own:
            remark = f"the repository's own package, for: {', '.join(need.own)}"
        elif need.declared_in:
            remark = f"{_printable(need.declared_in)}, last changed {when}"
        else:
            remark = f"imported, no version declared; last changed {when}"
        lines.append(f"{need.wanted}  # {remark}")
    return "\n".join(lines) + "\n"


def _nearest_first(entry: str, declarations: Iterable[Declaration]) -> list[Declaration]:
    rank: Mapping[str, int] = {folder: n for n, folder in enumerate(folders_above(entry))}
    above = [d for d in declarations if d.path.rpartition("/")[0] in rank]
    return sorted(above, key=lambda d: (rank[d.path.rpartition("/")[0]], len(d.path), d.path))


def _requirements(declaration: Declaration) -> Iterator[Requirement]:
    text = declaration.text[:LONGEST_FILE]
    if basename(declaration.path).lower() == "pyproject.toml":
        written = _project_dependencies(text)
    else:
        written = [line.partition(" #")[0].strip() for line in text.splitlines()]
    for line in written:
        try:
            yield Requirement(line)
        except InvalidRequirement:
            continue  # an option, an address, or a typing error


def _project_dependencies(text: str) -> list[str]:
    try:
        project = tomllib.loads(text).get("project", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    listed = project.get("dependencies", []) if isinstance(project, dict) else []
    return [line for line in listed if isinstance(line, str)] if isinstance(listed, list) else []


def _line(requirement: Requirement, declaration: Declaration) -> str:
    """Name, extras and versions; an address to install from is never passed on."""
    del declaration
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{canonicalize_name(requirement.name)}{extras}{requirement.specifier}"


def _installable(name: str) -> str:
    """``name`` as an index spells it; "" if no package can be called so."""
    try:
        return canonicalize_name(Requirement(name).name)
    except InvalidRequirement:
        return ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
