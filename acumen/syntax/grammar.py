"""The one place that knows tree-sitter's Python grammar: parser, node kinds and queries.

Nothing here or above ever calls ``str(node)`` or recurses over a tree: both die on deep nesting.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

_CALLS = "(call) @call (comment) @comment"
_ERRORS = "(ERROR) @error (MISSING) @missing"
ERROR_KIND = 65535  # tree-sitter's own id of ERROR nodes


@cache
def language() -> Language:
    return Language(tree_sitter_python.language())


@cache
def parser() -> Parser:
    return Parser(language())


@cache
def _query(source: str) -> Query:
    return Query(language(), source)


def kind_ids(names: Iterable[str], *, named: bool = True) -> frozenset[int]:
    """All ids of node kinds (``named=False``: of tokens). The grammar gives some several ids.

    Raises:
        ValueError: a name is not in the grammar.
    """
    wanted = set(names)
    grammar = language()
    found = {
        kind: grammar.node_kind_for_id(kind)
        for kind in range(grammar.node_kind_count)
        if grammar.node_kind_is_named(kind) == named and grammar.node_kind_for_id(kind) in wanted
    }
    if missing := wanted - set(found.values()):
        raise ValueError(f"the grammar has no {sorted(missing)}")
    return frozenset(found)


def parse(source: bytes, *, deadline: float) -> Tree | None:
    """The syntax tree of UTF-8 ``source``; None if ``time.monotonic()`` passed ``deadline``."""
    clock = time.monotonic

    def read(offset: int, _point: object) -> bytes:
        return source[offset:] if offset else source

    def late(_offset: int, _has_error: bool) -> bool:
        return clock() > deadline

    try:
        return parser().parse(read, progress_callback=late)
    except ValueError:  # how the binding says that the callback stopped it
        parser().reset()
        return None


def calls_and_comments(node: Node) -> tuple[list[Node], list[Node]]:
    """All calls and all comments under ``node``, in linear time however the tree is shaped."""
    captures = QueryCursor(_query(_CALLS)).captures(node)
    return captures.get("call", []), captures.get("comment", [])


def errors(root: Node) -> tuple[list[Node], int]:
    """All ERROR nodes, and how many error and missing nodes there are."""
    if not root.has_error:
        return [], 0
    captures = QueryCursor(_query(_ERRORS)).captures(root)
    found = captures.get("error", [])
    return found, len(found) + len(captures.get("missing", []))
