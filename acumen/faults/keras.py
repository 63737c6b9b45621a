"""Keras goes by many names: ``keras.layers``, ``tensorflow.keras.layers``, ``tf_keras.layers``."""

from __future__ import annotations

import re
from functools import lru_cache

_PREFIX = re.compile(
    r"(?:tensorflow\.(?:compat\.v[12]\.)?(?:python\.)?(?:contrib\.)?keras|keras|keras_core|tf_keras)"
    r"(?:\.(?:api|src))*(?:\._v\d\.keras)?\."
)
_INNER = re.compile(
    r"^layers\.(?:core|convolutional|pooling|recurrent|normalization|embeddings|merge|wrappers"
    r"|advanced_activations|local|noise|[a-z_.]+)\.(?=[A-Z])"
)


@lru_cache(maxsize=65536)
def keras_name(qualified: str) -> str:
    """``layers.Dense`` of any spelling; "" for what is not of Keras."""
    if "keras" not in qualified:
        return ""
    found = _PREFIX.match(qualified)
    if not found:
        return ""
    return _INNER.sub("layers.", qualified[found.end() :])
