"""Moves the vector of a question towards programs that answer such questions.

An encoder of general text puts "tell cats from dogs" near texts that speak so, and cards of
programs do not. A linear adapter on the side of the query, as is usual for retrieval with frozen
documents, learns the difference once for a corpus (``scripts/fit_query_adapter.py``): the vectors
of an index stay what they are. There is one file for each model that one was learned for; a
question to any other model is left as it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.domain.encoder import EncoderIdentity
from acumen.embedding.encoder import unit_rows

FOLDER: Final = Path(__file__).parent / "adapters"
_REVISION: Final = 12  # letters of a model's revision in a file's name


def adapted(query: NDArray[np.float32], identity: EncoderIdentity) -> NDArray[np.float32]:
    """The unit vector ``query`` (dim,) of a text asked of ``identity``'s model, moved; unit again.

    Adds ``up.T @ down @ query``, where ``down`` and ``up`` are of shape (rank, dim).
    """
    weights = _weights(file_name(identity))
    if weights is None or weights.shape[2] != len(query):
        return query
    down, up = weights
    moved: NDArray[np.float32] = unit_rows((query + (down @ query) @ up)[None])[0]
    return moved


def file_name(identity: EncoderIdentity) -> str:
    """What the adapter of a model is called; the same for every way to run the model."""
    name = "".join(
        letter if letter.isalnum() or letter in "-._" else "_" for letter in identity.model_id
    )
    return f"{name}@{identity.revision[:_REVISION]}.npy"


@cache
def _weights(name: str) -> NDArray[np.float32] | None:
    """float32 (2, rank, dim): ``down`` and ``up``; None if there is no such file."""
    path = FOLDER / name
    if not path.is_file():
        return None
    return np.asarray(np.load(path, allow_pickle=False), dtype=np.float32)
