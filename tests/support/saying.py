"""Short ways to make statements in tests."""

from __future__ import annotations

import itertools

from acumen.domain.annotation import Aspect, Author, CuratorRole, Slot, Statement, Verdict, Via
from acumen.domain.attribute import Facet
from acumen.store.annotation_saves import Draft, Recorded, Save
from acumen.store.annotations import AnnotationStore

BLOB = "a" * 40
_keys = itertools.count()


def key() -> str:
    return f"test-key-{next(_keys):06d}"


def author(name: str = "ada", role: CuratorRole = CuratorRole.ANNOTATOR) -> Author:
    return Author(name, role)


def slot(path: str = "train.py", aspect: Aspect = Facet.TASK, repository: str = "a/b") -> Slot:
    return Slot(repository, path, aspect)


def said(
    value: str,
    verdict: Verdict = Verdict.SET,
    *,
    where: Slot | None = None,
    blob: str = BLOB,
    note: str = "",
) -> Statement:
    return Statement(where or slot(), blob, value, verdict, note)


def save(
    *statements: Statement,
    base: int = 0,
    by: str = "ada",
    role: CuratorRole = CuratorRole.ANNOTATOR,
    via: Via = Via.PAGE,
    name: str = "",
) -> Save:
    drafts = tuple(Draft(statement, base) for statement in statements)
    return Save(name or key(), author(by, role), via, drafts)


def recorded(store: AnnotationStore, request: Save) -> Recorded:
    answer = store.record(request)
    assert isinstance(answer, Recorded)
    return answer
