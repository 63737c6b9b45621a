"""Facts about training that several operators ask for."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.original import Given, Original
from acumen.syntax.program import ResolvedCall

OPTIMISERS = ("torch.optim.*", "*keras.optimizers.*", "optax.*", "tensorflow.optimizers.*")
ADAPTIVE = ("adam", "nadam", "rmsprop", "lamb", "radam")


def optimisers(original: Original) -> Iterator[tuple[ResolvedCall, Given]]:
    """Calls that make an optimiser, with the learning rate where it is written out."""
    for site in original.meaning(*OPTIMISERS):
        name = site.qualified.rpartition(".")[2]
        if "lr_scheduler" in site.qualified or "schedule" in site.qualified.lower():
            continue
        if site.qualified.startswith("optax.") and site.qualified.count(".") > 1:
            continue
        given = original.argument(site, "lr") or original.argument(site, "learning_rate")
        if given is None and "keras" in site.qualified and name[:1].isupper():
            given = original.argument(site, "", 0)
        if given is None and site.qualified.startswith("torch.optim."):
            given = original.argument(site, "", 1)
        if given is None and site.qualified.startswith("optax.") and name in {"adam", "sgd"}:
            given = original.argument(site, "", 0)
        if given is not None:
            yield site, given


def is_adaptive(site: ResolvedCall) -> bool:
    """Whether the optimiser is one of the Adam family."""
    return any(name in site.qualified.lower() for name in ADAPTIVE)


CROSS_ENTROPY = (
    "torch.nn.CrossEntropyLoss.__call__",
    "torch.nn.functional.cross_entropy",
)


def cross_entropies(original: Original) -> Iterator[ResolvedCall]:
    """Calls that compute cross-entropy from logits in PyTorch."""
    yield from original.meaning(*CROSS_ENTROPY)
