"""Stage 8 of 8: the index and its report, made current in one step."""

from __future__ import annotations

from acumen.domain.index import Index
from acumen.store import generations
from acumen.store.generations import Published
from acumen.store.home import Home


def publish(home: Home, index: Index, *, report_json: bytes) -> Published:
    """Publish ``index``, after checking what its readers rely on. The caller holds the lock.

    Raises:
        ValueError: rows are not in the order that ``Index`` promises.
        StorageError: the disk is full, failing or not writable; the old index stays current.
    """
    _check_order(index)
    return generations.publish(home, index, report_json=report_json)


def _check_order(index: Index) -> None:
    repositories = [record.repository for record in index.repositories]
    templates = [record.id for record in index.templates]
    passages = [(p.template_id, p.path, p.first_line, p.symbol) for p in index.passages]
    for name, keys, unique in (
        ("repositories", repositories, True),
        ("templates", templates, True),
        ("passages", passages, False),
    ):
        if keys != sorted(keys) or (unique and len(set(keys)) != len(keys)):
            raise ValueError(f"{name} are not in ascending order")
    if not {p.template_id for p in index.passages} <= set(templates):
        raise ValueError("a passage belongs to no template")
