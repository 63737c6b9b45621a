"""Select: from the facts of a snapshot's files to its templates and the account of all files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from posixpath import basename, dirname
from typing import Final

from acumen.attributes.texts import is_config, is_licence, is_metadata, is_readme
from acumen.domain.evidence import Evidence
from acumen.domain.facts import Import, ModuleFacts, Unread
from acumen.domain.snapshot import Skipped, SkipReason, Snapshot
from acumen.domain.template import Role, Template
from acumen.syntax.frameworks import imports_framework
from indexer.selection.account import Selection, reason_of, settle
from indexer.selection.closure import Closure, find_closure, find_package_parts
from indexer.selection.configs import ConfigFiles
from indexer.selection.dedup import find_duplicates, program_hash
from indexer.selection.dynamic import built_names
from indexer.selection.entries import FileKind, classify
from indexer.selection.imports import Resolver
from indexer.selection.reach import SignIndex, find_training
from indexer.selection.roles import other_role
from indexer.selection.trainers import imports_trainer
from indexer.selection.tree import SourceTree, ancestors
from indexer.selection.variants import find_variants

_CODE: Final = (".py", ".ipynb")
_PROJECT_MARKS: Final = ("readme", "requirements", "license", "licence", "copying")
_SKIP_OF_KIND: Final = {
    FileKind.MODULE: SkipReason.NO_ENTRY,
    FileKind.TEST: SkipReason.TEST,
    FileKind.SETUP: SkipReason.SETUP,
}


@dataclass(frozen=True, slots=True)
class _Program:
    """An entry with what it reaches, before siblings and duplicates are known."""

    closure: Closure
    role: Role
    evidence: tuple[Evidence, ...]
    token_hash: str


def select(
    snapshot: Snapshot,
    facts: Mapping[str, ModuleFacts | Unread],
    *,
    unread: Iterable[Skipped] = (),
    texts: Mapping[str, str] | None = None,
) -> Selection:
    """The templates of ``snapshot`` and a place or a reason for each of its files.

    ``facts`` are those of its ``.py`` and ``.ipynb`` files, by path; ``unread`` says why the
    others of them could not be read at all; ``texts`` are the repository's other texts by path;
    what its configurations build, ``_target_: net.Net``, belongs to a program. Raises
    AccountError if the files do not add up.
    """
    reasons = {line.path: line for line in unread}
    paths = [entry.path for entry in snapshot.files]
    code = [path for path in paths if path.lower().endswith(_CODE)]
    tree = SourceTree(paths, facts)
    resolver = Resolver(tree)
    programs: dict[str, Closure] = {}
    for path in code:
        reason = _classify(path, facts, tree, resolver)
        if reason is None:
            programs[path] = find_closure(path, tree, resolver)
        else:
            reasons.setdefault(path, reason)
    configs = ConfigFiles(paths)
    _add_built(programs, configs, texts or {}, tree, resolver)
    for path in paths:
        if path not in reasons and path not in programs:
            reasons[path] = Skipped(path, SkipReason.NOT_CODE)

    learning = _keep_deep_learning(programs, tree, reasons)
    found = _with_roles(learning, tree, resolver)
    duplicates = find_duplicates({entry: p.token_hash for entry, p in found.items()})
    kept = {entry: p for entry, p in found.items() if entry not in duplicates}
    _explain_duplicates(duplicates, found, reasons)
    templates = _templates(snapshot, kept, configs, resolver)
    parts = {
        entry: parts
        for entry, program in sorted(kept.items())
        if (parts := find_package_parts(program.closure, tree, resolver))
    }
    return replace(settle(snapshot, templates, _indexed(templates, paths), reasons), parts=parts)


def _classify(
    path: str, facts: Mapping[str, ModuleFacts | Unread], tree: SourceTree, resolver: Resolver
) -> Skipped | None:
    """Why the code file ``path`` is no program; None if it is one."""
    known = facts.get(path)
    if known is None:
        return Skipped(path, SkipReason.MISSING_BLOB, "its content was not read")
    if isinstance(known, Unread):
        return Skipped(path, reason_of(known.problem), known.detail)
    scopes = resolver.scopes(path)
    assert scopes is not None, path  # it has facts
    kind = classify(path, scopes, in_own_package=bool(tree.own_package_of(path)))
    if kind.kind is FileKind.PROGRAM:
        return None
    return Skipped(path, _SKIP_OF_KIND[kind.kind], kind.detail)


def _add_built(
    programs: dict[str, Closure],
    configs: ConfigFiles,
    texts: Mapping[str, str],
    tree: SourceTree,
    resolver: Resolver,
) -> None:
    """Put into each program what its configuration files have built."""
    named = {path: built_names([text]) for path, text in sorted(texts.items()) if is_config(path)}
    if not any(named.values()):
        return
    for entry, closure in programs.items():
        found: dict[Import, None] = {}
        for path in configs.of(closure, resolver):
            found |= dict.fromkeys(named.get(path, ()))
        if found:
            programs[entry] = find_closure(entry, tree, resolver, tuple(found))


def _keep_deep_learning(
    programs: Mapping[str, Closure], tree: SourceTree, reasons: dict[str, Skipped]
) -> dict[str, Closure]:
    """The programs whose closure, or the repository's package they use, imports a framework."""
    frameworks: dict[str, bool] = {}

    def imports_any(paths: Iterable[str]) -> bool:
        for path in paths:
            if path not in frameworks:
                known = tree.facts(path)
                frameworks[path] = known is not None and (
                    bool(imports_framework(known)) or imports_trainer(known)
                )
            if frameworks[path]:
                return True
        return False

    kept: dict[str, Closure] = {}
    for entry, closure in programs.items():
        if imports_any(closure.files) or any(
            imports_any(tree.modules_below(package)) for package in closure.packages
        ):
            kept[entry] = closure
        else:
            reasons[entry] = Skipped(entry, SkipReason.NO_FRAMEWORK)
    return kept


def _with_roles(
    closures: Mapping[str, Closure], tree: SourceTree, resolver: Resolver
) -> dict[str, _Program]:
    signs = SignIndex(resolver)
    found = {}
    for entry, closure in closures.items():
        evidence = find_training(closure, tree, resolver, signs)
        role = Role.TRAINING
        scopes = resolver.scopes(entry)
        assert scopes is not None, entry  # it was classified
        if not evidence:
            role, evidence = other_role(entry, scopes)
        hashes = [known.token_hash for path in closure.files if (known := tree.facts(path))]
        found[entry] = _Program(closure, role, evidence, program_hash(hashes))
    return found


def _explain_duplicates(
    duplicates: Mapping[str, str],
    programs: Mapping[str, _Program],
    reasons: dict[str, Skipped],
) -> None:
    """A duplicate and the modules that it alone uses are left out for the same reason."""
    for entry, first in sorted(duplicates.items()):
        reasons[entry] = Skipped(entry, SkipReason.DUPLICATE, f"the same program as {first}")
        for path in programs[entry].closure.files[1:]:
            if path not in reasons or reasons[path].reason is SkipReason.NO_ENTRY:
                reasons[path] = Skipped(path, SkipReason.DUPLICATE, f"a part of {entry}")


def _templates(
    snapshot: Snapshot,
    programs: Mapping[str, _Program],
    configs: ConfigFiles,
    resolver: Resolver,
) -> tuple[Template, ...]:
    variants = find_variants({entry: p.closure.files for entry, p in programs.items()})
    paths = [entry.path for entry in snapshot.files]
    roots = {dirname(path) for path in paths if basename(path).lower().startswith(_PROJECT_MARKS)}
    entries = frozenset(programs)
    return tuple(
        Template(
            repository=snapshot.repository,
            commit=snapshot.commit,
            path=entry,
            role=program.role,
            role_evidence=program.evidence,
            files=program.closure.files,
            configs=tuple(
                path
                for path in configs.of(program.closure, resolver)
                if program.role is Role.TRAINING and path not in entries
            ),
            variants=variants[entry],
            project_root=next(
                (folder for folder in ancestors(dirname(entry)) if folder in roots and folder), ""
            ),
            large_closure=program.closure.large,
            token_hash=program.token_hash,
        )
        for entry, program in sorted(programs.items())
    )


def _indexed(templates: tuple[Template, ...], paths: list[str]) -> set[str]:
    """Files of templates, and the texts about a project in the folders at and above an entry."""
    indexed = {path for t in templates for path in (*t.files, *t.configs)}
    folders = {folder for t in templates for folder in ancestors(dirname(t.path))}
    indexed.update(p for p in paths if dirname(p) in folders and _is_project_text(p))
    return indexed


def _is_project_text(path: str) -> bool:
    return is_readme(path) or is_licence(path) or is_metadata(path)


__all__ = ["Selection", "select"]
