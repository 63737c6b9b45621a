"""A model keeps layers without its base class being initialised."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="removed-super-init",
    leaves=("model.type.init", "api.usage"),
    frameworks=ANY,
    equivalent="the base class has nothing to initialise",
)


BASES = (
    "torch.nn.Module",
    "keras.Model",
    "tensorflow.keras.Model",
    "keras.layers.Layer",
    "tensorflow.keras.layers.Layer",
    "pytorch_lightning.LightningModule",
    "lightning.LightningModule",
    "lightning.pytorch.LightningModule",
)


def places(original: Original) -> Iterator[Mutation]:
    models = {
        (c.path, c.name)
        for c in original.program.classes()
        if any(base in BASES for base in c.bases)
    }
    for site in original.named("__init__"):
        function = original.function(site)
        statement = original.statement(site)
        if function is None or statement is None or "super(" not in site.call.callee:
            continue
        owner = function.name.rpartition(".")[0]
        body = original.source(site.path)[function.start : function.end]
        if (site.path, owner) in models and body.count(b"self.") > 1:
            edit = without_statement(original, site.path, statement)
            yield mutation(site.path, statement, [edit], "super().__init__() removed")
