"""A shelf whose catalogues say what people say, kept up to date event by event.

A new event changes the records of its program and, in place, the facets, colours and search
structures that follow from them; nothing is built anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from acumen.curation.applying import Overlay, overlay, rows_by_place
from acumen.domain.index import TemplateRecord
from acumen.domain.replay import SlotState, states
from acumen.errors import StorageError
from acumen.store.annotations import AnnotationStore
from app.services.facets import colouring
from app.services.library import COLOURS, Catalogue, Meaning, Shelf
from app.services.memo import Memo

if TYPE_CHECKING:
    from acumen.domain.annotation import Slot
    from acumen.search.engine import Library

_log = logging.getLogger(__name__)
_Stamp = tuple[tuple[int, int], ...]


class AnnotatedShelf:
    """``shelf`` with what ``store`` holds laid over it. Safe to share between threads."""

    def __init__(
        self,
        shelf: Shelf,
        store: AnnotationStore,
        place: Path,
        *,
        earlier: Callable[[], frozenset[tuple[str, str, str]]] = frozenset,
    ) -> None:
        """``place`` is the store's file, whose changes are noticed by its time and size.

        ``earlier`` gives (repository, path, blob of the entry) of the index before.
        """
        self.shelf = shelf
        self._earlier = earlier
        self.store = store
        self._files = (place, place.with_name(f"{place.name}-wal"))
        self._lock = threading.Lock()
        self._base: Catalogue | None = None
        self._row_of: Mapping[tuple[str, str], int] = {}
        self._now: Catalogue | None = None
        self._shown: tuple[Catalogue, _Stamp, Catalogue] | None = None
        self._seq = 0
        self._states: dict[Slot, SlotState] = {}
        self._engine: tuple[Catalogue, Library] | None = None

    def current(self) -> Catalogue:
        """The newest catalogue with every event of this moment."""
        base = self.shelf.current()
        stamp = self._stamped()
        shown = self._shown  # one value, so that another thread's half-done step is never seen
        if shown is not None and shown[0] is base and shown[1] == stamp:
            return shown[2]
        with self._lock:
            try:
                catalogue = self._follow(base)
            except StorageError as error:
                _log.warning("annotations are left out: %s", error.problem)
                return replace(base, fallback=f"Annotations are left out. {error.problem}")
            self._shown = (base, stamp, catalogue)
            return catalogue

    def base(self) -> Catalogue:
        """The catalogue without what people say."""
        return self.shelf.current()

    def standing(self) -> tuple[SlotState, ...]:
        """What stands in every slot that anybody spoke of, ascending."""
        self.current()
        with self._lock:
            return tuple(state for _, state in sorted(self._states.items()))

    def earlier(self) -> frozenset[tuple[str, str, str]]:
        """(repository, path, blob of the entry) of the index before the current one."""
        return self._earlier()

    def code(self, blob: str) -> str | None:
        return self.shelf.code(blob)

    def meaning(self) -> Meaning:
        return self.shelf.meaning()

    def engine(self, catalogue: Catalogue) -> Library:
        """The search engine over ``catalogue``: the one before it, with the rows that changed."""
        with self._lock:
            base = self._base
            if base is None or catalogue is base:
                return self.shelf.engine(catalogue)
            if not catalogue.engines:
                known, engine = self._engine or (base, self.shelf.engine(base))
                if len(known) != len(catalogue) or known.hash != catalogue.hash:
                    known, engine = base, self.shelf.engine(base)
                changes = _differing(known.index.templates, catalogue.index.templates)
                updated = engine.updated(changes) if changes else engine
                catalogue.engines.append(updated)
                self._engine = (catalogue, updated)
            return catalogue.engines[0]

    def _follow(self, base: Catalogue) -> Catalogue:
        if base is not self._base or self._now is None:
            self._base, self._now, self._seq, self._states = base, base, 0, {}
            self._row_of = rows_by_place(base.index.templates)
        events = self.store.events(after=self._seq)
        if not events:
            return self._now
        slots = tuple(dict.fromkeys(event.slot for event in events))
        touched = events if not self._seq else self.store.of_slots(slots)
        self._states.update(states(touched))
        places = {(slot.repository, slot.path) for slot in slots}
        laid = self._laid(base, places)
        rows = {self._row_of[place] for place in places if place in self._row_of}
        changes = {row: laid.records.get(row, base.index.templates[row]) for row in rows}
        self._seq = events[-1].seq
        self._now = _changed(self._now, changes, said=self._seq)
        return self._now

    def _laid(self, base: Catalogue, places: set[tuple[str, str]]) -> Overlay:
        about = [s for slot, s in self._states.items() if (slot.repository, slot.path) in places]
        return overlay(base.index.templates, self._row_of, about, base.labels.vocabularies)

    def _stamped(self) -> _Stamp:
        found = []
        for file in self._files:
            try:
                status = file.stat()
            except OSError:
                found.append((0, 0))
            else:
                found.append((status.st_mtime_ns, status.st_size))
        return tuple(found)


def _changed(
    catalogue: Catalogue, changes: Mapping[int, TemplateRecord], *, said: int
) -> Catalogue:
    """``catalogue`` with other records in some rows, and with all that follows from them."""
    templates = list(catalogue.index.templates)
    for row, record in changes.items():
        templates[row] = record
    facets = catalogue.facets.updated(changes) if changes else catalogue.facets
    return replace(
        catalogue,
        index=replace(catalogue.index, templates=tuple(templates)),
        facets=facets,
        colours={facet: colouring(facets, facet) for facet in COLOURS},
        said=said,
        engines=[],
        memo=Memo(),
    )


def _differing(
    before: Sequence[TemplateRecord], after: Sequence[TemplateRecord]
) -> dict[int, TemplateRecord]:
    pairs = enumerate(zip(before, after, strict=True))
    return {row: new for row, (old, new) in pairs if old is not new}
