"""A JAX key is not split: the name that held the new key gets the old one."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from acumen.mutation.edits import mutation, replaced
from acumen.mutation.mutant import Mutation
from acumen.mutation.operator import JAX, Operator
from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

OPERATOR = Operator(
    name="random-key-reused",
    leaves=("api.usage",),
    frameworks=JAX,
    equivalent="a function that gets the key does not draw from it",
)


def places(original: Original) -> Iterator[Mutation]:
    for site in original.meaning("jax.random.split"):
        node = original.node(site)
        parent = node.parent
        targets = None if parent is None else parent.child_by_field_name("left")
        given = original.arguments(site)
        if targets is None or targets.type != "pattern_list" or len(given) != 1:
            continue
        names = [original.text(child) for child in targets.named_children]
        key = original.text(given[0].value)
        if len(names) == 2 and key.isidentifier() and _is_shared(original, site, key, names):
            note = f"{', '.join(names)} are all {key}"
            yield mutation(site.path, node, [replaced(node, f"{key}, {key}")], note)


def _is_shared(original: Original, site: ResolvedCall, key: str, names: list[str]) -> bool:
    """Whether the one key is read in two places, or in every round of a loop."""
    later = (site.call.end, original.span(site)[1])
    read = {name for name in (*names, key) if name != "_" and _is_read(original, site, name, later)}
    carried = key in names and original.loop(site) is not None and original.looped(site)
    return len(read | ({f"{key} of the last round"} if carried else set())) > 1


def _is_read(original: Original, site: ResolvedCall, name: str, span: tuple[int, int]) -> bool:
    """Whether what ``name`` holds is read before the name gets another value."""
    events = []
    waiting = [original.root(site.path)]
    while waiting:
        node = waiting.pop()
        if node.end_byte <= span[0] or node.start_byte >= span[1]:
            continue
        if node.type == "lambda" and name in _parameters(original, node):
            continue
        waiting.extend(node.children)
        if node.type == "identifier" and original.text(node) == name and node.start_byte > span[0]:
            events.append(_event(node))
    events = [event for event in events if event[1] != "neither"]
    return bool(events) and min(events)[1] == "read"


def _parameters(original: Original, node: Node) -> list[str]:
    listed = node.child_by_field_name("parameters")
    return [] if listed is None else [original.text(child) for child in listed.named_children]


def _event(node: Node) -> tuple[int, str]:
    """When an identifier is met as the program runs, and whether it is read or written there."""
    parent = node.parent
    if parent is not None and parent.type in {"attribute", "keyword_argument"}:
        field = "attribute" if parent.type == "attribute" else "name"
        if parent.child_by_field_name(field) == node:
            return node.start_byte, "neither"
    inner: Node | None = node
    while inner is not None and parent is not None:
        if parent.type in {"assignment", "for_statement"}:
            if parent.child_by_field_name("left") == inner and inner.type != "subscript":
                right = parent.child_by_field_name("right")
                return (parent if right is None else right).end_byte, "written"
            break
        if parent.type in {"call", "subscript", "block"}:
            break
        inner, parent = parent, parent.parent
    return node.start_byte, "read"
