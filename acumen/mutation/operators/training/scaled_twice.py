"""Images are scaled twice: what ToTensor or /255 gives is divided by 255 again."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="scaled-twice",
    leaves=("training.prep.wrong",),
    frameworks=ANY,
    equivalent="never: a further division always makes the values tiny",
)


def places(original: Original) -> Iterator[Mutation]:
    for path in original.paths:
        stack = [original.root(path)]
        while stack:
            node = stack.pop()
            stack += node.named_children
            if node.type != "binary_operator":
                continue
            right, sign = node.child_by_field_name("right"), node.child_by_field_name("operator")
            if right is None or sign is None or original.text(sign) != "/":
                continue
            if original.text(right) in {"255", "255.", "255.0"}:
                text = f"{original.text(node)} / 255.0"
                yield mutation(path, node, [replaced(node, text)], "divided by 255 twice")
    for site in original.meaning("torchvision.transforms.Compose", "*.transforms.Compose"):
        for given in original.arguments(site)[:1]:
            for item in given.value.named_children:
                if "ToTensor()" in original.text(item):
                    edit = replaced(item, original.text(item) + ", lambda x: x / 255.0")
                    yield mutation(site.path, item, [edit], "divided by 255 after ToTensor")
