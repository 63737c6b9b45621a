"""A name is replaced by the one it had in older versions, which has since been removed."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import ANY, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="older-name",
    leaves=("api.deprecated",),
    frameworks=ANY,
    equivalent="the name is not the library's own; only resolved calls are changed",
)

OLDER = {  # what is called now: what it was called
    "torchvision.transforms.Resize": "Scale",
    "torchvision.transforms.RandomResizedCrop": "RandomSizedCrop",
    "torch.linalg.eigh": "symeig",
    "jax.tree_util.tree_map": "tree_multimap",
    "jax.tree.map": "tree_map",
    "numpy.prod": "product",
    "numpy.cumprod": "cumproduct",
    "torch.nn.init.xavier_uniform_": "xavier_uniform",
    "torch.nn.init.kaiming_normal_": "kaiming_normal",
    "torch.nn.init.normal_": "normal",
}
ALIASES = {"float64": "float", "int64": "int", "object_": "object"}


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning(*OLDER):
        callee = original.node(site).child_by_field_name("function")
        if callee is None or callee.type != "attribute":
            continue
        name = callee.child_by_field_name("attribute")
        old = OLDER[site.qualified]
        if name is None:
            continue
        if site.qualified == "jax.tree.map":
            edit, old = replaced(callee, "jax.tree_multimap"), "tree_multimap"
        elif site.qualified.startswith("torch.linalg"):
            edit = replaced(callee, f"torch.{old}")
        else:
            edit = replaced(name, old)
        yield mutation(site.path, callee, [edit], f"{site.qualified} became {old}")
    yield from _numpy_types(original)


def _numpy_types(original: Original) -> Iterator[Mutation]:
    for path in original.paths:
        names = original.program.names(path)
        stack = [original.root(path)]
        while stack:
            node = stack.pop()
            stack += node.named_children
            if node.type != "attribute":
                continue
            attribute = node.child_by_field_name("attribute")
            if attribute is None or original.text(attribute) not in ALIASES:
                continue
            meaning = names.resolve(original.text(node), at=node.start_byte)
            if meaning.startswith("numpy.") and meaning.count(".") == 1:
                old = ALIASES[original.text(attribute)]
                edit = replaced(attribute, old)
                yield mutation(path, node, [edit], f"{meaning} became numpy.{old}")
