"""Small subjects for tests: a repository of a few files that stand in the test itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache

from acumen.attributes.subject import Subject
from acumen.attributes.texts import wants_text
from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.snapshot import FileEntry, Snapshot
from acumen.domain.source import Source, SourceKind
from acumen.domain.template import Role, Template
from acumen.domain.vocabulary import Vocabularies
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module
from corpus.vocabulary import load_vocabularies


@cache
def vocabularies() -> Vocabularies:
    return load_vocabularies()


def subject_of(
    files: Mapping[str, str],
    *,
    entry: str = "train.py",
    repository: str = "someone/project",
    last_changes: Mapping[str, date] | None = None,
    committed_on: date | None = date(2021, 5, 4),
    role: Role = Role.TRAINING,
    large_closure: bool = False,
    configs: tuple[str, ...] = (),
) -> Subject:
    """All ``.py`` and ``.ipynb`` files are the program; what else is wanted becomes text."""
    modules: dict[str, ModuleFacts] = {}
    for path, text in files.items():
        if path.endswith((".py", ".ipynb")) and not path.endswith("setup.py"):
            language = Language.PYTHON if path.endswith(".py") else Language.NOTEBOOK
            facts = read_module(text.encode("utf-8", "surrogatepass"), language)
            if isinstance(facts, ModuleFacts):
                modules[path] = facts
    closure = (entry, *sorted(path for path in modules if path != entry))
    template = Template(
        repository=repository,
        commit="0" * 40,
        path=entry,
        role=role,
        role_evidence=(),
        files=closure,
        configs=configs,
        variants=(),
        project_root="",
        large_closure=large_closure,
        token_hash="",
    )
    entries = tuple(
        FileEntry(path, hashlib.sha1(path.encode()).hexdigest(), len(files[path]))
        for path in sorted(files)
    )
    source = Source(SourceKind.GIT, repository, f"https://example.org/{repository}")
    return Subject(
        template=template,
        program=Program(entry, modules),
        snapshot=Snapshot(source, source.location, "0" * 40, committed_on, entries, ()),
        texts={path: text for path, text in files.items() if wants_text(path)},
        last_changes=last_changes or {},
        vocabularies=vocabularies(),
        entry_code=files.get(entry, ""),
    )
