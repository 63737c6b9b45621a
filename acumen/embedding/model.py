"""A model as data: its card, where its weights come from, and what was measured about it."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache

from acumen.domain.encoder import ModelCard


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """A file whose content is known beforehand."""

    name: str  # POSIX, relative to the model folder
    sha256: str  # 64 hex


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Two ways to run one model whose vectors were measured to be interchangeable in search."""

    first: str  # variant: "onnx/int8-90"
    second: str
    cosine_mean: float
    cosine_min: float
    texts: int  # how many were compared
    measured: str  # how, so that it can be measured again

    def joins(self, one: str, other: str) -> bool:
        return {self.first, self.second} == {one, other}


@dataclass(frozen=True, slots=True)
class Model:
    """One model that can be asked for by name."""

    card: ModelCard
    hub_id: str = ""  # owner/name
    package: str = ""  # import name of a distribution that carries the weights as data
    package_folder: str = ""  # the model folder inside it
    install: str = ""  # how to get that package
    files: tuple[PinnedFile, ...] = ()
    reduced_precision: bool = False  # on CUDA: bfloat16 or float16 instead of float32
    device_precision: str = ""  # on CUDA: this one, measured to be as good; "" leaves the choice
    equivalences: tuple[Equivalence, ...] = ()

    @property
    def dimension(self) -> int:
        """Components of the vectors that an encoder returns."""
        return self.card.truncate_dimension or self.card.dimension


@cache
def load_models() -> tuple[Model, ...]:
    """Every model of ``acumen.embedding.models``, one a file, ascending by id."""
    from acumen.embedding import models  # noqa: PLC0415  (its files import this module)

    found = []
    for info in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        model = importlib.import_module(info.name).MODEL
        if not isinstance(model, Model):
            raise TypeError(f"{info.name}.MODEL is no Model")
        found.append(model)
    return tuple(sorted(found, key=lambda model: model.card.id))


def find_model(name: str) -> Model | None:
    """The model with this id or hub id, whatever the case; None if none is known."""
    wanted = name.casefold()
    for model in load_models():
        if wanted in {model.card.id.casefold(), model.hub_id.casefold()}:
            return model
    return None
