"""Where the number that an argument takes stands: in the call, in a constant, or as an option."""

from __future__ import annotations

import re

from tree_sitter import Node

from acumen.mutation.original import Original
from acumen.syntax.program import ResolvedCall

_NUMBER = re.compile(r"-?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$")


def is_number(text: str) -> bool:
    """Whether the text is one number."""
    return _NUMBER.match(text) is not None


def number_behind(original: Original, site: ResolvedCall, value: Node) -> tuple[str, Node] | None:
    """Path and node of the number that ``value`` stands for, if it is written out once."""
    text = original.text(value)
    if is_number(text):
        return site.path, value
    if text.isidentifier():
        return _constant(original, site.path, text)
    head, _, option = text.rpartition(".")
    if head.split(".")[-1] in {"args", "opt", "hparams", "config", "flags", "FLAGS"}:
        return _option(original, option)
    return None


def _constant(original: Original, path: str, name: str) -> tuple[str, Node] | None:
    found = [item for item in original.program.modules[path].assignments if item.target == name]
    parameters = rf"def \w+\([^)]*\b{name}\b"
    if len(found) != 1 or not is_number(found[0].value) or original.says(parameters):
        return None
    node = original.root(path).descendant_for_byte_range(found[0].start, found[0].start)
    while node is not None and node.type != "assignment":
        node = node.parent
    right = None if node is None else node.child_by_field_name("right")
    return None if right is None else (path, right)


def _option(original: Original, name: str) -> tuple[str, Node] | None:
    for site in original.methods("add_argument"):
        given = original.arguments(site)
        flags = [original.text(g.value).strip("'\"").lstrip("-") for g in given if not g.name]
        if name in {flag.replace("-", "_") for flag in flags}:
            default = original.argument(site, "default")
            if default is not None and is_number(original.text(default.value)):
                return site.path, default.value
    return None
