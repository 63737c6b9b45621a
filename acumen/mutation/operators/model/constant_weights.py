"""All weights of a layer start at one constant."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced, with_argument
from acumen.mutation.layers import keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

OPERATOR = Operator(
    name="constant-weights",
    leaves=("model.type.weights_init",),
    frameworks=ANY,
    equivalent="the weights are set afterwards, or the layer is the last one: zeros there learn",
)


INITIALISERS = (
    "torch.nn.init.xavier*",
    "torch.nn.init.kaiming*",
    "torch.nn.init.normal_",
    "torch.nn.init.orthogonal_",
    "torch.nn.init.uniform_",
    "torch.nn.init.trunc_normal_",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in keras_layers(original, "Dense", "Conv2D", "LSTM", "Conv1D"):
        if _is_last(original, site, "Dense", "Conv2D", "Conv1D"):
            continue
        if original.argument(site, "kernel_initializer") is None:
            edit = with_argument(original, site, "kernel_initializer", '"zeros"')
            yield mutation(site.path, original.node(site), [edit], "kernel_initializer is zeros")
    for site in original.meaning("flax.linen.Dense", "flax.linen.Conv"):
        if _is_last(original, site, "Dense", "Conv"):
            continue
        edit = with_argument(original, site, "kernel_init", "nn.initializers.zeros")
        if original.says(r"from flax import linen as nn|import flax\.linen as nn"):
            yield mutation(site.path, original.node(site), [edit], "kernel_init is zeros")
    for site in original.meaning(*INITIALISERS):
        given = original.argument(site, "tensor", 0)
        callee = original.node(site).child_by_field_name("function")
        if given is None or callee is None or "bias" in original.text(given.value):
            continue
        head = original.text(callee).rpartition(".")[0]
        if head:
            text = f"{head}.zeros_({original.text(given.value)})"
            edit = replaced(original.node(site), text)
            yield mutation(site.path, original.node(site), [edit], "weights start at 0")


def _is_last(original: Original, site: ResolvedCall, *names: str) -> bool:
    """Whether no layer follows in the function or file: zeros in the last layer still learn."""
    rest = original.within(site.path, site.call.end, original.span(site)[1])
    return not any(other.qualified.rpartition(".")[2] in names for other in rest)
