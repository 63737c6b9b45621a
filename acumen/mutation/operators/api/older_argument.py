"""An argument is given under the name it had in older versions, which is no longer taken."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="older-argument",
    leaves=("api.deprecated", "api.usage"),
    frameworks=ANY,
    equivalent="the callee is not the library's own; only resolved calls are changed",
)

OLDER = (  # callee, argument, what it was called
    (("*keras.optimizers.*",), "learning_rate", "lr"),
    (("transformers.TrainingArguments",), "eval_strategy", "evaluation_strategy"),
    (("*lightning*.Trainer",), "devices", "gpus"),
    (("torchvision.models.*",), "weights", "pretrained"),
    (("*keras.layers.Dense",), "units", "output_dim"),
    (("*.fit",), "epochs", "nb_epoch"),
)


def places(original: Original) -> Iterator[Mutation]:
    for callees, new, old in OLDER:
        for site in original.meaning(*callees):
            if callees == ("*.fit",) and "keras" not in site.qualified:
                continue
            given = original.argument(site, new)
            name = None if given is None else given.node.child_by_field_name("name")
            if name is not None:
                note = f"{new} of {site.qualified} became {old}"
                yield mutation(site.path, name, [replaced(name, old)], note)
