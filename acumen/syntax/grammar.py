"""The one place that knows tree-sitter's Python grammar: parser, node kinds, whole-tree visits.

Nothing here or above ever calls ``str(node)`` or recurses over a tree: both die on deep nesting.
Nor are queries used: below depth 32,767 they lose nodes, and both there and among very many
siblings they take quadratic time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

ERROR_KIND = 65535  # tree-sitter's own id of ERROR nodes


@cache
def language() -> Language:
    return Language(tree_sitter_python.language())


@cache
def parser() -> Parser:
    return Parser(language())


@cache
def _kinds() -> tuple[tuple[str | None, bool], ...]:
    """The name of each kind by its id, and whether it is a node's rather than a token's."""
    grammar = language()
    return tuple(
        (grammar.node_kind_for_id(kind), grammar.node_kind_is_named(kind))
        for kind in range(grammar.node_kind_count)
    )


def kind_ids(names: Iterable[str], *, named: bool = True) -> frozenset[int]:
    """All ids of node kinds (``named=False``: of tokens). The grammar gives some several ids.

    Raises:
        ValueError: a name is not in the grammar.
    """
    wanted = set(names)
    found = {
        kind: name
        for kind, (name, is_named) in enumerate(_kinds())
        if is_named == named and name in wanted
    }
    if missing := wanted - set(found.values()):
        raise ValueError(f"the grammar has no {sorted(missing)}")
    return frozenset(found)


def parse(source: bytes, *, budget_s: float) -> Tree | None:
    """The syntax tree of UTF-8 ``source``; None if it took this thread ``budget_s`` of CPU time."""
    wall, cpu = time.monotonic, time.thread_time
    wall_end, cpu_end = wall() + budget_s, cpu() + budget_s

    def read(offset: int, _point: object) -> bytes:
        return source[offset:] if offset else source

    def late(_offset: int, _has_error: bool) -> bool:
        return wall() > wall_end and cpu() > cpu_end  # the clock that is dear to read comes second

    try:
        return parser().parse(read, progress_callback=late)
    except ValueError:  # how the binding says that the callback stopped it
        parser().reset()
        return None


@cache
def _call_and_comment_kinds() -> tuple[frozenset[int], frozenset[int]]:
    return kind_ids(["call"]), kind_ids(["comment"])


def calls_and_comments(node: Node) -> tuple[list[Node], list[Node]]:
    """All calls and all comments under ``node``, in linear time however the tree is shaped."""
    is_call, is_comment = _call_and_comment_kinds()
    calls: list[Node] = []
    comments: list[Node] = []
    stack = [node]
    while stack:
        visited = stack.pop()
        kind = visited.kind_id
        if kind in is_call:
            calls.append(visited)
        elif kind in is_comment:
            comments.append(visited)
        stack += visited.named_children
    return calls, comments


def errors(root: Node) -> tuple[list[Node], int]:
    """All ERROR nodes, and how many error and missing nodes there are."""
    found: list[Node] = []
    missing = 0
    stack = [root] if root.has_error else []
    while stack:
        node = stack.pop()
        if node.kind_id == ERROR_KIND:
            found.append(node)
        elif node.is_missing:
            missing += 1
        # a skipped character is an ERROR node that itself has no error
        stack += [
            child for child in node.children if child.has_error or child.kind_id == ERROR_KIND
        ]
    return found, len(found) + missing
