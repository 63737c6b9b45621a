"""The validation data goes through the random transforms of the training data."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

OPERATOR = Operator(
    name="augmented-validation",
    leaves=("training.proc.dup_augment", "training.prep.wrong"),
    frameworks=TORCH,
    equivalent="the training transforms are not random",
)


NAMES = (
    ("val_transform", "train_transform"),
    ("test_transform", "train_transform"),
    ("transform_test", "transform_train"),
    ("transform_val", "transform_train"),
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"\bRandom\w+\("):
        return
    for site in original.named(*{s.call.callee.rpartition(".")[2] for s in _built(original)}):
        given = original.argument(site, "transform")
        if given is None:
            continue
        for held_out, training in NAMES:
            text = original.text(given.value)
            for old, new in ((held_out, training), (f"{held_out}s", f"{training}s")):
                if text.rpartition(".")[2] == old and original.says(rf"\b{new}\b"):
                    edit = replaced(given.value, text.replace(old, new))
                    yield mutation(site.path, given.node, [edit], f"{old} became {new}")


def _built(original: Original) -> Iterator[ResolvedCall]:
    """Calls that take a transform."""
    for path in original.paths:
        for site in original.within(path, 0, len(original.source(path))):
            if "transform" in site.call.arguments:
                yield site
