"""A training step of Lightning makes the gradients itself, which the trainer then does again."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.facts import DefinitionKind
from acumen.mutation.edits import mutation
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="manual-step-in-lightning",
    leaves=("api.usage",),
    frameworks=("pytorch_lightning", "lightning"),
    equivalent="automatic optimisation is switched off",
)


def places(original: Original) -> Iterator[Mutation]:
    if original.says("automatic_optimization"):
        return
    for path in original.paths:
        facts = original.program.modules[path]
        for definition in facts.definitions:
            if definition.kind is not DefinitionKind.FUNCTION:
                continue
            if not definition.name.endswith(".training_step"):
                continue
            for found in facts.returns:
                if definition.start < found.start < definition.end and found.value == "loss":
                    node = original.root(path).descendant_for_byte_range(found.start, found.end)
                    assert node is not None
                    indent = " " * node.start_point[1]
                    edit = Edit(found.start, found.start, f"loss.backward()\n{indent}")
                    yield mutation(path, node, [edit], "loss.backward() added to training_step")
