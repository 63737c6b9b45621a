"""Qwen3-Embedding-0.6B: the strong choice where a GPU is at hand.

Its vectors are trained to be cut (Matryoshka), so 384 components keep an index the size that the
CPU model makes.
"""

from __future__ import annotations

from acumen.domain.encoder import ModelCard, Pooling
from acumen.embedding.model import Model

MODEL = Model(
    card=ModelCard(
        id="Qwen3-Embedding-0.6B",
        revision="c54f2e6e80b2d7b7de06f51cec4959f6b3e03418",
        dimension=1024,
        max_tokens=512,
        licence="Apache-2.0",
        pooling=Pooling.LAST,
        query_prefix=(
            "Instruct: Given a description of a deep-learning project,"
            " retrieve programs that do this\nQuery:"
        ),
        truncate_dimension=384,
        size_mb=1192,
    ),
    hub_id="Qwen/Qwen3-Embedding-0.6B",
    reduced_precision=True,
)
