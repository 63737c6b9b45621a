"""What a template's page shows."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final
from urllib.parse import quote

from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence
from acumen.domain.identity import template_id as written_id
from acumen.domain.index import RepositoryRecord, TemplateRecord
from acumen.domain.remark import RemarkKind
from acumen.domain.source import SourceKind
from acumen.search.facets import attributes_of
from app.services.cards import CardView, card, licence_label
from app.services.checklist import checklist, duty
from app.services.code import CodeFetcher, CodeLines, CodePlace, code_state, highlight
from app.services.faults import FaultsView, faults_view
from app.services.labels import ROLES
from app.services.library import Catalogue, Shelf
from app.services.shown import one_line

_REMARK: Final = {
    RemarkKind.POOR_STARTER: "A poor start",
    RemarkKind.NOTE: "Note",
    RemarkKind.TRIAL: "Tried",
}
_ORDER: Final = tuple(Facet)
_WEB: Final = re.compile(r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~%+-]+)*/?")


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """Lines of a file of this page."""

    path: str
    first_line: int
    last_line: int
    text: str  # "train.py:12"


@dataclass(frozen=True, slots=True)
class AttributeView:
    """One value, who says so and where to check it."""

    label: str
    about: str
    confidence: float
    origin: str
    rule: str
    known: bool
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class AttributeGroup:
    """The values of one facet."""

    facet: str
    values: tuple[AttributeView, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the closure."""

    path: str  # as it is, for links
    name: str  # below the folder that all files share, as it may be shown
    blob: str
    lines: int
    web: str  # URL of the file at the pinned commit; "" where the host's form is not known


@dataclass(frozen=True, slots=True)
class TemplateView:
    """Everything on a template's page."""

    card: CardView
    commit: str
    role: str
    role_evidence: tuple[EvidenceView, ...]
    project_root: str
    web: str  # repository at the pinned commit; "" where there is nothing to open
    source: str  # where it came from, in words
    why: str
    licence: str
    licence_confidence: float
    licence_note: str
    licence_evidence: tuple[EvidenceView, ...]
    groups: tuple[AttributeGroup, ...]
    missing: tuple[str, ...]  # facets of which nothing is known
    files: tuple[FileView, ...]
    configs: tuple[str, ...]
    variants: tuple[tuple[str, str], ...]  # (path, ID where that program is in the index)
    large_closure: bool
    safety: tuple[tuple[str, str], ...]  # (what, how many) rows
    faults: FaultsView
    commands: str  # shell lines that fetch exactly this commit; "" where there is no git
    duty: str  # what the terms ask of somebody who starts from it
    packages: tuple[str, ...]  # that it imports
    checklist: str  # Markdown, to be copied
    remarks: tuple[str, ...] = ()  # what people say beside the attributes


@dataclass(frozen=True, slots=True)
class CodeView:
    """A file's code, or why it cannot be shown."""

    path: str
    stored: bool
    code: CodeLines
    web: str
    place: CodePlace = CodePlace.HERE  # of the template's code as a whole
    note: str = ""  # where it is, in words; "" where the file is here
    command: str = ""  # prints the file, fetching it; "" where the file is here


def template_view(catalogue: Catalogue, template_id: str) -> TemplateView:
    """Everything about one template.

    Raises:
        UsageError: the index has no template of that ID.
    """
    record = catalogue.record(template_id)
    repository = catalogue.repositories[record.template.repository]
    base = web_base(repository)
    shared = _shared_folder([file.path for file in record.files])
    faults = faults_view(record)
    commands = commands_of(repository, record)
    return TemplateView(
        remarks=_remarks(record),
        card=card(catalogue, catalogue.rows[record.id]),
        commit=record.template.commit,
        role=ROLES[record.template.role],
        role_evidence=_evidence(record.template.role_evidence),
        project_root=one_line(record.template.project_root) or "/",
        web=web_tree(base, record.template.commit),
        source=_source(repository),
        why=one_line(repository.why, limit=300),
        licence=licence_label(record),
        licence_confidence=record.licence.confidence,
        licence_note=one_line(record.licence.note, limit=300),
        licence_evidence=_evidence(record.licence.evidence),
        groups=_groups(catalogue, record),
        missing=_missing(catalogue, record),
        files=tuple(
            FileView(
                file.path,
                one_line(file.path.removeprefix(shared)),
                file.blob,
                file.lines,
                web_file(base, record.template.commit, file.path),
            )
            for file in record.files
        ),
        configs=tuple(one_line(path) for path in record.template.configs),
        variants=_variants(catalogue, record),
        large_closure=record.template.large_closure,
        safety=_safety(record),
        faults=faults,
        commands=commands,
        duty=duty(record.licence.state),
        packages=_packages(record),
        checklist=checklist(record, repository, faults, catalogue.labels, commands),
    )


def _remarks(record: TemplateRecord) -> tuple[str, ...]:
    """Why it is a poor start first, then notes, each with its author."""
    said = sorted(record.remarks, key=lambda remark: (remark.kind, remark.who, remark.text))
    said.sort(key=lambda remark: remark.kind is not RemarkKind.POOR_STARTER)
    return tuple(
        one_line(f"{_REMARK[remark.kind]} according to {remark.who}: {remark.text}", limit=2_200)
        for remark in said
    )


def code_view(
    shelf: Shelf,
    catalogue: Catalogue,
    template_id: str,
    path: str,
    fetcher: CodeFetcher | None = None,
) -> CodeView | None:
    """A file of a template; None if the template has no such file.

    Raises:
        UsageError: the index has no template of that ID.
    """
    record = catalogue.record(template_id)
    for file in record.files:
        if file.path == path:
            base = web_base(catalogue.repositories[record.template.repository])
            web = web_file(base, record.template.commit, path)
            text = shelf.code(file.blob)
            if text is not None:
                return CodeView(path, True, highlight(text, path), web)
            state = code_state(shelf.code, record, fetcher)
            lines = CodeLines((), file.lines)
            command = _printing(record, path)
            return CodeView(path, False, lines, web, state.place, state.note, command)
    return None


def _printing(record: TemplateRecord, path: str) -> str:
    """The command that prints a file of ``record``; "" where a name cannot be typed."""
    parts = ["acumen", "show", record.id, "--code"]
    if path != record.template.path:
        parts += ["--file", path]
    command = shlex.join(parts)
    return command if command.isprintable() else ""


def similar(shelf: Shelf, catalogue: Catalogue, template_id: str, limit: int) -> tuple[int, ...]:
    """Rows of the nearest templates, nearest first."""
    found = shelf.engine(catalogue).similar(template_id, limit)
    return tuple(catalogue.rows[hit.id] for hit in found.hits)


def _shared_folder(paths: Sequence[str]) -> str:
    """The folder that holds all of ``paths``, with its slash; "" if that is the root."""
    folders = [posixpath.dirname(path).split("/") for path in paths]
    shared = zip(*folders, strict=False)  # paths of an index may be odd: absolute beside relative
    folder = "/".join(parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, shared))
    return f"{folder}/" if folder and all(path.startswith(f"{folder}/") for path in paths) else ""


def web_base(repository: RepositoryRecord) -> str:
    """The repository's https address without ``.git``; "" if it is not one to open."""
    url = repository.url.removesuffix("/").removesuffix(".git")
    return url if _WEB.fullmatch(url) else ""


def web_file(base: str, commit: str, path: str) -> str:
    """Permalink to a file, where the host's form is known."""
    if not base.startswith("https://github.com/"):
        return ""
    encoded = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"{base}/blob/{quote(commit, safe='')}/{encoded}"


def web_tree(base: str, commit: str) -> str:
    if base.startswith("https://github.com/"):
        return f"{base}/tree/{quote(commit, safe='')}"
    return base


def _source(repository: RepositoryRecord) -> str:
    match repository.kind:
        case SourceKind.GIT:
            return "git repository"
        case SourceKind.SDIST:
            return "source distribution"
        case SourceKind.LOCAL:
            return "folder on this machine"


def _evidence(evidence: tuple[Evidence, ...], *, limit: int = 6) -> tuple[EvidenceView, ...]:
    return tuple(
        EvidenceView(
            item.path,
            item.first_line,
            item.last_line,
            f"{one_line(item.path.rsplit('/', 1)[-1], limit=48)}:{item.first_line}",
        )
        for item in evidence[:limit]
    )


def _groups(catalogue: Catalogue, record: TemplateRecord) -> tuple[AttributeGroup, ...]:
    labels = catalogue.labels
    by_facet: dict[Facet, list[Attribute]] = {}
    for attribute in attributes_of(record):
        by_facet.setdefault(attribute.facet, []).append(attribute)
    return tuple(
        AttributeGroup(
            labels.facet(facet),
            tuple(
                AttributeView(
                    label=labels.value(facet, a.value),
                    about=one_line(labels.about(facet, a.value)),
                    confidence=a.confidence,
                    origin=a.origin.value,
                    rule=one_line(a.rule, limit=80),
                    known=a.known,
                    evidence=_evidence(a.evidence),
                )
                for a in sorted(by_facet[facet], key=lambda a: (-a.confidence, a.value))
            ),
        )
        for facet in _ORDER
        if facet in by_facet and facet not in {Facet.LICENCE, Facet.ROLE}
    )


def _missing(catalogue: Catalogue, record: TemplateRecord) -> tuple[str, ...]:
    there = {attribute.facet for attribute in attributes_of(record)}
    return tuple(catalogue.labels.facet(facet) for facet in _ORDER if facet not in there)


def _packages(record: TemplateRecord) -> tuple[str, ...]:
    """What it imports, without folders of its own."""
    own = {part for file in record.files for part in file.path.split("/")[:-1]}
    return tuple(one_line(n) for n in record.values(Facet.DEPENDENCY) if n not in own)


def _variants(catalogue: Catalogue, record: TemplateRecord) -> tuple[tuple[str, str], ...]:
    template = record.template
    pairs = []
    for path in template.variants:
        other = written_id(template.repository, template.commit, path)
        pairs.append((one_line(path), other if other in catalogue.rows else ""))
    return tuple(pairs)


def _safety(record: TemplateRecord) -> tuple[tuple[str, str], ...]:
    safety = record.safety
    return (
        ("Faults found", str(safety.found)),
        ("Checked and clean", str(safety.clean)),
        ("Not decided", str(safety.unknown)),
        ("Cannot be read from code", str(safety.not_checkable)),
    )


def commands_of(repository: RepositoryRecord, record: TemplateRecord) -> str:
    base = web_base(repository)
    commit = record.template.commit
    if repository.kind is not SourceKind.GIT or not base or not re.fullmatch("[0-9a-f]+", commit):
        return ""
    folder = re.sub(r"[^A-Za-z0-9._-]", "-", base.rsplit("/", 1)[-1]).lstrip("-.") or "project"
    return "\n".join(
        (f"git clone {base}.git {folder}", f"cd {folder}", f"git checkout --detach {commit}")
    )
