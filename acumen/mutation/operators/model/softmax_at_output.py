"""The network ends in a softmax and is trained with cross-entropy, which takes its own."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import torch_sequences
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="softmax-at-output",
    leaves=("model.layers.mrw.dup_softmax",),
    frameworks=TORCH,
    equivalent="the loss is another one, or the network is not what it is computed from",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(r"CrossEntropyLoss\(|F\.cross_entropy\(") or original.says(r"(?i)softmax"):
        return
    modules = [c for c in original.program.classes() if "torch.nn.Module" in c.bases]
    if len(modules) == 1:
        facts = original.program.modules[modules[0].path]
        forward = [d for d in facts.definitions if d.name == f"{modules[0].name}.forward"]
        for definition in forward:
            inside = [r for r in facts.returns if definition.start < r.start < definition.end]
            node = (
                original.root(modules[0].path).descendant_for_byte_range(
                    inside[0].start, inside[0].end
                )
                if len(inside) == 1
                else None
            )
            value = None if node is None else node.named_child(0)
            if value is not None and value.type in {"identifier", "call"}:
                text = f"{original.text(value)}.softmax(dim=1)"
                edit = replaced(value, text)
                yield mutation(modules[0].path, value, [edit], "forward returns a softmax")
    sequences = list(torch_sequences(original))
    if len(sequences) == 1 and not modules:
        site, layers = sequences[0]
        if "Linear" in original.text(layers[-1]):
            edit = Edit(layers[-1].end_byte, layers[-1].end_byte, ", nn.Softmax(dim=1)")
            if original.says(r"import torch\.nn as nn|from torch import nn"):
                yield mutation(site.path, layers[-1], [edit], "Softmax added at the end")
