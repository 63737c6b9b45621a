"""Opening the library for a command, with its notes on standard error."""

from __future__ import annotations

import gc
from pathlib import Path

from acumen.cli.options import home_of
from acumen.cli.output import note
from acumen.search.opening import AUTO, OpenLibrary, open_library
from acumen.store.collecting import without_collecting
from acumen.store.home import Home


def opened(home: Path | None, encoder: str = AUTO) -> OpenLibrary:
    """The library of ``home``; what a person should know is said on standard error."""
    from corpus.loader import load_vocabularies  # noqa: PLC0415  (read only when needed)
    from corpus.prebuilt import shipped_catalogue  # noqa: PLC0415  (the same)

    with without_collecting():  # what is made now stays until the command ends
        library = open_library(
            Home(home_of(home)),
            load_vocabularies(),
            encoder_name=encoder,
            shipped=shipped_catalogue(),
        )
        gc.freeze()
    for message in library.notes:
        note(message)
    return library
