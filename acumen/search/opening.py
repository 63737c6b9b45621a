"""From a home on disk to a library that answers: the index, and an encoder that fits it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from acumen.domain.vocabulary import Vocabularies
from acumen.errors import EncoderError
from acumen.search.engine import Library
from acumen.store.catalogue import open_index_or
from acumen.store.generations import OpenIndex
from acumen.store.home import Home

if TYPE_CHECKING:
    from acumen.embedding.encoder import Encoder

AUTO: Final = "auto"
WORDS: Final = "none"  # search by words and attributes alone


@dataclass(frozen=True, slots=True, eq=False)
class OpenLibrary:
    """A library with the generation it answers from."""

    library: Library
    opened: OpenIndex
    notes: tuple[str, ...]  # what a person should know: a fallback, a missing encoder


def open_library(
    home: Home,
    vocabularies: Vocabularies,
    *,
    encoder_name: str = AUTO,
    verify: bool = False,
    shipped: Path | None = None,
) -> OpenLibrary:
    """Open the current index of ``home`` with its encoder.

    Where ``home`` has none yet, the catalogue in ``shipped`` answers.

    ``auto`` takes the encoder that the index was made with; where that cannot be loaded, search
    goes by words alone and ``notes`` says so. An encoder asked for by name is an error instead.

    Raises:
        IndexUnusableError, StorageError: as ``open_index``.
        EncoderError: the encoder asked for by name cannot be loaded.
        EncoderMismatchError: its vectors do not fit those of the index.
    """
    opened = open_index_or(home, shipped, verify=verify)
    notes = [opened.fallback] if opened.fallback else []
    encoder: Encoder | None = None
    if encoder_name != WORDS:
        from acumen.embedding.registry import load_encoder_for  # noqa: PLC0415  (not for words)

        try:
            encoder = load_encoder_for(opened.index.encoder, encoder_name, home=home.path)
        except EncoderError as error:
            if encoder_name != AUTO:
                raise
            notes.append(f"Search by words only: {error.problem} Try: {error.remedy}")
    library = Library(opened.index, encoder, vocabularies, index_hash=opened.manifest_hash)
    if os.path.lexists(home.annotations):
        from acumen.search.annotated import annotated  # noqa: PLC0415  (few homes have any)
        from acumen.store.annotations import AnnotationStore  # noqa: PLC0415  (the same)

        library = annotated(library, AnnotationStore(home.annotations))
    return OpenLibrary(library, opened, tuple(notes))
