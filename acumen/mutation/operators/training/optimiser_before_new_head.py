"""The last layer is replaced after the optimiser was built, which does not know it."""

from __future__ import annotations

from collections.abc import Iterator

from acumen.mutation.edits import mutation, without_statement
from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.operator import TORCH, Operator
from acumen.mutation.original import Original

OPERATOR = Operator(
    name="optimiser-before-new-head",
    leaves=("training.optim.choice",),
    frameworks=TORCH,
    equivalent="the optimiser is not given the parameters of that model",
)


HEADS = (".fc", ".classifier", ".head")


def places(original: Original) -> Iterator[Mutation]:
    for path in original.paths:
        for item in original.program.modules[path].assignments:
            if not item.target.endswith(HEADS) or item.target.startswith("self."):
                continue
            model = item.target.partition(".")[0]
            root = original.root(path)
            node = root.descendant_for_byte_range(item.start, item.start)
            while node is not None and node.type != "expression_statement":
                node = node.parent
            for site in original.meaning("torch.optim.*"):
                built = original.node(site).parent
                if (
                    node is None
                    or built is None
                    or site.path != path
                    or "lr_sched" in site.qualified
                ):
                    continue
                statement = built.parent
                later = (
                    site.call.start > item.start and f"{model}.parameters()" in site.call.arguments
                )
                if later and statement is not None and statement.parent == node.parent:
                    indent = " " * statement.start_point[1]
                    text = f"\n{indent}{original.text(node)}"
                    edits = [
                        without_statement(original, path, node),
                        Edit(statement.end_byte, statement.end_byte, text),
                    ]
                    yield mutation(path, statement, edits, f"{item.target} set after the optimiser")
