"""What an encoder is, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Pooling(StrEnum):
    MEAN = "mean"
    CLS = "cls"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One encoder: where it comes from and how its vectors are made."""

    id: str  # "all-MiniLM-L6-v2"
    revision: str  # 40-hex hub revision, or a version of ours
    dimension: int
    max_tokens: int
    licence: str  # SPDX
    pooling: Pooling = Pooling.MEAN
    query_prefix: str = ""
    document_prefix: str = ""
    normalised: bool = True
    truncate_dimension: int = 0  # keep the first n components and renormalise; 0 keeps all
    size_mb: int = 0


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Which encoder made an index's vectors; stands in the manifest."""

    name: str  # as given to --encoder: "onnx", "torch", "hashing"
    model_id: str
    revision: str
    dimension: int
    fingerprint: str  # sha256 over weights, tokenizer and spec
