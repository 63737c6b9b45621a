"""Training ends after one epoch."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.mutation.values import number_behind

OPERATOR = Operator(
    name="few-epochs",
    leaves=("training.hyper.epochs",),
    frameworks=ANY,
    equivalent="it was one epoch already, or the model is trained before",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says(r"from_pretrained|pretrained=True|weights=\"imagenet"):
        return
    for site in original.methods("fit"):
        given = original.argument(site, "epochs")
        found = None if given is None else number_behind(original, site, given.value)
        if found is not None and float(original.text(found[1])) > 1:
            note = f"{original.text(found[1])} epochs became 1"
            yield mutation(found[0], found[1], [replaced(found[1], "1")], note)
    for path in original.paths:
        for item in original.program.modules[path].assignments:
            if item.target.lower() in {"epochs", "num_epochs", "n_epochs"} and item.value.isdigit():
                node = original.root(path).descendant_for_byte_range(item.end - 1, item.end)
                if node is not None and original.text(node) == item.value and int(item.value) > 1:
                    note = f"{item.value} epochs became 1"
                    yield mutation(path, node, [replaced(node, "1")], note)
