"""The losses of Keras and PyTorch by the names that these give them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from acumen.faults.torchnames import torch_name


class Loss(StrEnum):
    """Losses by what they expect of the output."""

    CATEGORICAL = "categorical cross-entropy"  # one-hot labels
    SPARSE = "sparse categorical cross-entropy"  # class indices
    BINARY = "binary cross-entropy"
    REGRESSION = "mean squared or absolute error"
    NEGATIVE_LOG = "negative log-likelihood"
    DIVERGENCE = "Kullback-Leibler divergence"


@dataclass(frozen=True, slots=True)
class NamedLoss:
    """A loss, and what its library calls it: two names of one loss are equal."""

    loss: Loss
    logits: bool | None  # whether it takes raw scores; None where it is not about that, or open
    name: str = field(compare=False)  # "CrossEntropyLoss", "categorical_crossentropy"


_KERAS: Final = {
    "categorical_crossentropy": Loss.CATEGORICAL,
    "categoricalcrossentropy": Loss.CATEGORICAL,
    "sparse_categorical_crossentropy": Loss.SPARSE,
    "sparsecategoricalcrossentropy": Loss.SPARSE,
    "binary_crossentropy": Loss.BINARY,
    "binarycrossentropy": Loss.BINARY,
    "mse": Loss.REGRESSION,
    "mae": Loss.REGRESSION,
    "mean_squared_error": Loss.REGRESSION,
    "meansquarederror": Loss.REGRESSION,
    "mean_absolute_error": Loss.REGRESSION,
    "meanabsoluteerror": Loss.REGRESSION,
    "huber": Loss.REGRESSION,
    "huber_loss": Loss.REGRESSION,
    "logcosh": Loss.REGRESSION,
}
_TORCH: Final = {
    "torch.nn.CrossEntropyLoss": (Loss.SPARSE, True),
    "torch.nn.functional.cross_entropy": (Loss.SPARSE, True),
    "torch.nn.NLLLoss": (Loss.NEGATIVE_LOG, None),
    "torch.nn.functional.nll_loss": (Loss.NEGATIVE_LOG, None),
    "torch.nn.BCELoss": (Loss.BINARY, False),
    "torch.nn.functional.binary_cross_entropy": (Loss.BINARY, False),
    "torch.nn.BCEWithLogitsLoss": (Loss.BINARY, True),
    "torch.nn.functional.binary_cross_entropy_with_logits": (Loss.BINARY, True),
    "torch.nn.MSELoss": (Loss.REGRESSION, None),
    "torch.nn.functional.mse_loss": (Loss.REGRESSION, None),
    "torch.nn.L1Loss": (Loss.REGRESSION, None),
    "torch.nn.functional.l1_loss": (Loss.REGRESSION, None),
    "torch.nn.SmoothL1Loss": (Loss.REGRESSION, None),
    "torch.nn.KLDivLoss": (Loss.DIVERGENCE, None),
    "torch.nn.functional.kl_div": (Loss.DIVERGENCE, None),
}


def either(one: NamedLoss, other: NamedLoss) -> NamedLoss:
    """What goes by both names, where it is not known by which."""
    names = dict.fromkeys((*one.name.split(" or "), *other.name.split(" or ")))
    return replace(one, name=" or ".join(names))


def keras_loss(name: str, *, logits: bool | None) -> NamedLoss | None:
    """The loss that Keras knows by the last part of a name."""
    loss = _KERAS.get(name.lower())
    return NamedLoss(loss, logits, name) if loss is not None else None


def torch_loss(qualified: str) -> NamedLoss | None:
    """The loss of PyTorch that has a qualified name."""
    name = torch_name(qualified)
    known = _TORCH.get(name)
    return NamedLoss(*known, name.rpartition(".")[2]) if known is not None else None
