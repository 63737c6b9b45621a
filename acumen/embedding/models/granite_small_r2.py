"""granite-embedding-small-english-r2: the light choice for a GPU, trained on permissive data."""

from __future__ import annotations

from acumen.domain.encoder import ModelCard, Pooling
from acumen.embedding.model import Model

MODEL = Model(
    card=ModelCard(
        id="granite-small-r2",
        revision="54a8d2616a0844355a5164432d3f6dafb37b17a3",
        dimension=384,
        max_tokens=512,
        licence="Apache-2.0",
        pooling=Pooling.CLS,
        size_mb=95,
    ),
    hub_id="ibm-granite/granite-embedding-small-english-r2",
    reduced_precision=True,
)
