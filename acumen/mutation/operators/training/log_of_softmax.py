"""A stable log-softmax is written out as the logarithm of a softmax."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="log-of-softmax",
    leaves=("training.loss.calc",),
    frameworks=TORCH,
    equivalent="never: small probabilities are rounded to zero",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("torch.nn.functional.log_softmax", "torch.log_softmax"):
        callee = original.node(site).child_by_field_name("function")
        arguments = original.node(site).child_by_field_name("arguments")
        if callee is None or arguments is None:
            continue
        name = original.text(callee).replace("log_softmax", "softmax")
        if original.says(r"(?m)^import torch$"):
            text = f"torch.log({name}{original.text(arguments)})"
            edit = replaced(original.node(site), text)
            yield mutation(site.path, original.node(site), [edit], "log(softmax())")
