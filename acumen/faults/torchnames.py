"""Names of PyTorch: layers that hold parameters, functions that make tensors, module bases."""

from __future__ import annotations

import re
from functools import lru_cache

_INNER = re.compile(r"^torch\.nn\.modules\.[a-z_]+\.(?=[A-Z])")
_WITH_PARAMETERS = re.compile(
    r"torch\.nn\.(?:Lazy)?(?:Linear|Bilinear|Conv(?:Transpose)?[123]d|LSTM|GRU|RNN|(?:LSTM|GRU|RNN)Cell"
    r"|Embedding|EmbeddingBag|BatchNorm[123]d|SyncBatchNorm|LayerNorm|GroupNorm|InstanceNorm[123]d"
    r"|MultiheadAttention|Transformer(?:Encoder|Decoder)?(?:Layer)?|PReLU|Sequential|ModuleList"
    r"|ModuleDict)$"
)
MODULES = ("torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module")
LIGHTNING_MODULES = (
    "pytorch_lightning.LightningModule",
    "lightning.LightningModule",
    "lightning.pytorch.LightningModule",
    "pytorch_lightning.core.lightning.LightningModule",
    "pytorch_lightning.core.LightningModule",
)
_TENSOR_MAKERS = re.compile(
    r"torch\.(?:tensor|as_tensor|from_numpy|zeros|ones|empty|full|rand|randn|randint|arange|linspace"
    r"|eye|stack|cat|(?:zeros|ones|rand|randn|empty|full)_like|(?:Float|Long|Int|Double)?Tensor"
    r"|(?:autograd\.)?Variable|autograd\.Variable)$"
)


@lru_cache(maxsize=65536)
def torch_name(qualified: str) -> str:
    """``torch.nn.Linear`` of any spelling."""
    return _INNER.sub("torch.nn.", qualified)


def holds_parameters(qualified: str) -> bool:
    """Whether the class of ``torch.nn`` has weights of its own or keeps layers that may."""
    return bool(_WITH_PARAMETERS.match(torch_name(qualified)))


def makes_tensor(qualified: str) -> bool:
    """Whether the result is a plain tensor."""
    return bool(_TENSOR_MAKERS.match(qualified))
