"""A linear layer expects another size than it gets."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original
from acumen.mutation.values import is_number

OPERATOR = Operator(
    name="wrong-in-features",
    leaves=(
        "model.layers.prop.linear_in",
        "model.layers.prop.mismatch",
        "model.layers.prop.in_shape",
        "tensors.input.shape.layer",
    ),
    frameworks=TORCH,
    equivalent="the layer is not used, or its input is as wide as the data",
)


def places(original: Original) -> Iterator[Mutation]:
    sites = sorted(original.meaning("torch.nn.Linear"), key=lambda s: (s.path, s.call.start))
    for site in sites:
        width = original.argument(site, "in_features", 0)
        if width is None:
            continue
        text = original.text(width.value)
        before = original.source(site.path)[original.span(site)[0] : site.call.start]
        if b"Conv" not in before and b"Linear" not in before:
            continue
        if is_number(text):
            wrong = str(int(float(text)) + 2)
        elif (
            width.value.type == "binary_operator"
            and "*" in text
            and text.replace(" ", "")[0].isdigit()
        ):
            wrong = f"{text} + 2"
        else:
            continue
        edit = replaced(width.value, wrong)
        yield mutation(site.path, width.node, [edit], f"in_features {text} became {wrong}")
