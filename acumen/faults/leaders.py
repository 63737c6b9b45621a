"""Libraries that lead a training, and what each of them does that a plain loop must do itself.

A rule that looks for something missing is silent, or cannot tell, where a library does it. All are
named by the root of their imports.
"""

from __future__ import annotations

from typing import Final

LIGHTNING: Final = frozenset({"lightning", "pytorch_lightning"})
_WRAPPING: Final = frozenset({"accelerate", "deepspeed"})
"""The program keeps its loop, and hands over network, optimiser and loaders before it."""

RUNNING_THE_LOOP: Final = LIGHTNING | {"ignite", "catalyst", "fastai", "skorch"}
"""They train and evaluate what the program describes, and switch modes and gradients for it."""

LEADING: Final = RUNNING_THE_LOOP | _WRAPPING
"""What runs is not the program's own network, or not in its own loop."""

PLACING: Final = LEADING | {"lightning_fabric", "torch_xla", "composer", "colossalai"}
"""They bring networks, batches or both to devices."""

SHARING_OUT: Final = LIGHTNING | _WRAPPING | {"lightning_fabric", "ignite"}
"""They give each process its own part of the data. So do fastai, catalyst and skorch, but only for
networks that they wrap themselves: a program that wraps one by hand beside them is on its own.
"""

MAKING_GRADIENTS: Final = LEADING | {
    "apex", "colossalai", "fairseq", "mmcv", "mmengine", "transformers",
}  # fmt: skip
"""They call ``backward()``, or have a method of their own in its place."""

HIDING_GRADIENTS: Final = frozenset(
    {
        "apex", "catalyst", "colossalai", "fairseq", "fastai", "learn2learn", "mmcv", "mmengine",
        "skorch",
    }
)  # fmt: skip
"""Programs step an optimiser by hand beside these, which make the gradients out of sight. What
Lightning and ignite lead is stepped out of sight, too; with accelerate, deepspeed and transformers
``backward()`` is in sight, and so a step without it can be told.
"""
