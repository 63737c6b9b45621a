"""A kernel is larger than the small images that it goes over."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.layers import SMALL_IMAGES, keras_layers
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original
from acumen.mutation.values import is_number

OPERATOR = Operator(
    name="kernel-too-large",
    leaves=("model.layers.prop.filter",),
    frameworks=ANY,
    equivalent="the images are large",
)


def places(original: Original) -> Iterator[Mutation]:
    if not original.says(SMALL_IMAGES) or original.says(r"Resize\(|\.resize\("):
        return
    layers = [(site, 2) for site in original.meaning("torch.nn.Conv2d")]
    layers += [(site, 1) for site in keras_layers(original, "Conv2D")]
    for site, position in layers:
        given = original.argument(site, "kernel_size", position)
        if given is None or original.argument(site, "padding") is not None:
            continue
        text = original.text(given.value)
        parts = text.strip("()[] ").split(",")
        if all(is_number(part.strip()) for part in parts if part.strip()):
            edit = replaced(given.value, "57")
            yield mutation(site.path, given.node, [edit], f"kernel {text} became 57")
