"""Optimisers of every framework, with the place of their learning rate and their usual range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from acumen.faults.keras import keras_name
from acumen.faults.subject import Subject, argument_of
from acumen.syntax.arguments import literal
from acumen.syntax.modules import Module, ResolvedCall


class Family(StrEnum):
    """What decides which learning rates are usual."""

    ADAPTIVE = "adaptive"  # Adam and its kin, RMSprop
    SGD = "sgd"
    OTHER = "other"  # LBFGS, Adadelta, Adagrad and others whose rates are of another order


_ADAPTIVE = frozenset({"adam", "adamw", "nadam", "radam", "adamax", "rmsprop", "nadamw"})
_SGD = frozenset({"sgd", "gradientdescentoptimizer", "momentumoptimizer", "gradientdescent"})
_TORCH = re.compile(r"torch\.optim\.(?:[a-z]+\.)?([A-Z]\w+)$")
_TF1 = re.compile(r"tensorflow\.(?:compat\.v1\.)?train\.(\w+Optimizer)$")
_TF2 = re.compile(r"tensorflow\.optimizers\.([A-Z]\w+)$")  # another name for those of Keras
_OPTAX = re.compile(
    r"(?:optax|flax\.optim|jax\.experimental\.optimizers|jax\.example_libraries\.optimizers)\.(\w+)$"
)
_OPTAX_NAMES = frozenset({"adam", "adamw", "sgd", "rmsprop", "nadam", "radam", "adamax", "lamb"})


@dataclass(frozen=True, slots=True)
class Optimiser:
    """One place where an optimiser is made."""

    site: ResolvedCall
    name: str  # lower case: "adam"
    family: Family
    rate: str  # source of the learning rate; "" if it is not given


def optimisers(subject: Subject) -> Iterator[Optimiser]:
    """Every optimiser that is constructed, in the order of the program's calls."""
    for path in subject.program.paths:
        yield from subject.program.module(path).once(_made_in)


def _made_in(module: Module) -> tuple[Optimiser, ...]:
    """Those of one module."""
    found = []
    for site in module.calls:
        named = _named(site.qualified)
        if named is None:
            continue
        name, position = named
        rate = ""
        for keyword in ("lr", "learning_rate", "step_size"):
            rate = rate or argument_of(site, keyword)
        rate = rate or argument_of(site, "", position)
        found.append(Optimiser(site, name, _family(name), rate))
    return tuple(found)


@lru_cache(maxsize=16384)  # several rules ask of every call
def _named(qualified: str) -> tuple[str, int] | None:
    """Name and position of the rate, for the class of an optimiser."""
    if found := _TORCH.match(qualified):
        name = found[1].lower()
        return None if name in {"optimizer", "lr_scheduler"} else (name, 1)
    keras = keras_name(qualified)
    if keras.startswith("optimizers."):
        last = keras.rpartition(".")[2]
        if last[:1].isupper() and "schedules" not in keras and last != "Optimizer":
            return last.lower(), 0
        return None
    if found := _TF2.match(qualified):
        return (found[1].lower(), 0) if found[1] != "Optimizer" else None
    if found := _TF1.match(qualified):
        return found[1].lower(), 0
    if (found := _OPTAX.match(qualified)) and found[1].lower() in _OPTAX_NAMES:
        return found[1].lower(), 0
    return None


def _family(name: str) -> Family:
    plain = name.removesuffix("optimizer")
    if plain in _ADAPTIVE:
        return Family.ADAPTIVE
    return Family.SGD if plain in _SGD or name in _SGD or plain == "momentum" else Family.OTHER


def is_number(text: str) -> bool:
    """Whether the rate is a plain number in place, not a schedule or a name."""
    return isinstance(literal(text).value, (int, float))
