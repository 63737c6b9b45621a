"""A library that answers as people say, not only as the rules found."""

from __future__ import annotations

from acumen.curation.applying import overlay, rows_by_place
from acumen.domain.replay import states
from acumen.search.engine import Library
from acumen.store.annotations import AnnotationStore


def annotated(library: Library, store: AnnotationStore) -> Library:
    """``library`` with everything that ``store`` holds laid over its records."""
    events = store.events()
    if not events:
        return library
    templates = library.index.templates
    laid = overlay(
        templates, rows_by_place(templates), states(events).values(), library.vocabularies
    )
    return library.updated(laid.records) if laid.records else library
