"""What a mutation operator says of itself."""

from __future__ import annotations

from dataclasses import dataclass

TORCH = ("torch", "pytorch_lightning", "lightning")
KERAS = ("keras", "tensorflow", "tf_keras")
JAX = ("jax", "flax", "optax")
ANY = (*TORCH, *KERAS, *JAX)


@dataclass(frozen=True, slots=True)
class Operator:
    """The head of an operator's module; its name is the module's, with hyphens."""

    name: str
    leaves: tuple[str, ...]  # of the taxonomy: each of them names the seeded fault rightly
    frameworks: tuple[str, ...]  # import roots; it is for files that import one of them
    equivalent: str  # when the change would be no fault; such places are left alone
