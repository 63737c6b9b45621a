"""Which encoder made a vector, and when the vectors of two encoders may meet in one search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from acumen.domain.encoder import EncoderIdentity, ModelCard
from acumen.embedding.model import Model, PinnedFile, load_models


def fingerprint(card: ModelCard, files: Sequence[PinnedFile], variant: str) -> str:
    """sha256 over the content of weights and tokenizer and all that shapes a vector, 64 hex.

    ``variant`` is how the model is run ("onnx/int8-90", "torch/float32"). The order of
    ``files`` is no matter; the card's size and licence shape no vector and are left out.
    """
    spec = {key: value for key, value in asdict(card).items() if key not in {"size_mb", "licence"}}
    parts = [[file.name, file.sha256] for file in sorted(files, key=lambda file: file.name)]
    text = json.dumps([variant, parts, spec], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def identify(model: Model, files: Sequence[PinnedFile], variant: str) -> EncoderIdentity:
    """The identity of ``model`` with the content ``files``, run as ``variant``."""
    return EncoderIdentity(
        name=variant.partition("/")[0],
        model_id=model.card.id,
        revision=model.card.revision,
        dimension=model.dimension,
        fingerprint=fingerprint(model.card, files, variant),
    )


def compatible(built: EncoderIdentity, asked: EncoderIdentity) -> bool:
    """Whether queries by ``asked`` may search vectors by ``built``.

    True for equal fingerprints, and for two variants of one model whose card declares a measured
    equivalence. Both fingerprints must then be those of the pinned weights: a model that only
    bears the name is not believed.
    """
    if built.fingerprint == asked.fingerprint:
        return True
    for model in load_models():
        variants = _pinned_variants(model)
        one, other = variants.get(built.fingerprint), variants.get(asked.fingerprint)
        if one and other:
            return any(equal.joins(one, other) for equal in model.equivalences)
    return False


def _pinned_variants(model: Model) -> Mapping[str, str]:
    """Fingerprint -> variant, for every variant that an equivalence of ``model`` names."""
    if not model.files:
        return {}
    names = {name for equal in model.equivalences for name in (equal.first, equal.second)}
    return {fingerprint(model.card, model.files, name): name for name in sorted(names)}
