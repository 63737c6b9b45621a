"""Keep the collector of unreachable objects out of the way of work that makes very many of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 250_000
"""New ones after which the collector looks for circles among them; some 20 MB."""


@contextmanager
def seldom_collecting(objects: int = OBJECTS) -> Iterator[None]:
    """Let the collector run only after so many new objects, and not over what was there before.

    Reading programs makes many small objects that live as long as one program is looked at: by
    default the collector takes a fifth of the time. It is of the process, so this is for a process
    of its own.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(objects, *before[1:])
    try:
        yield
    finally:
        gc.freeze()  # what is new counts as old: the next object starts no search through it
        gc.set_threshold(*before)
        gc.unfreeze()
