"""Find every call and comment of a tree without visiting its expressions.

A call's opening parenthesis stands right behind its callee, so the smallest node that spans both
is the call itself: one look-up by position for each ``(`` and ``#`` of the file. Looking up walks
sideways, so a statement with very many of them is searched by a query, whose cost is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from operator import itemgetter

from tree_sitter import Node

from acumen.syntax.grammar import calls_and_comments, kind_ids

_MARKS = re.compile(rb"[(#]")
_SPACE = b" \t\r\n\f\\"
_BEFORE_CALL = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_)]}'\""
) | frozenset(range(128, 256))
_QUERY_FROM = 200  # marks in one statement
_HASH = ord("#")


@cache
def _call_kinds() -> frozenset[int]:
    return kind_ids(["call"])


@cache
def _text_kinds() -> frozenset[int]:
    return kind_ids(["string_content", "comment"])


@cache
def _comment_kinds() -> frozenset[int]:
    return kind_ids(["comment"])


def find_calls(
    source: bytes, roots: list[tuple[int, Node]]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Calls as (start, opening parenthesis, end) and comments as (start, end), by start.

    ``roots`` are the statements, ascending, an outer one before the inner one at the same start.
    Right for trees without errors; :func:`query_calls` is right for any tree.
    """
    calls: list[tuple[int, int, int]] = []
    comments: list[tuple[int, int]] = []
    marks = [found.start() for found in _MARKS.finditer(source)]
    starts = [start for start, _ in roots]
    total = len(marks)
    index = 0
    while index < total:
        at = bisect_right(starts, marks[index])
        limit = starts[at] if at < len(starts) else len(source) + 1
        last = index + 1
        while last < total and marks[last] < limit:
            last += 1
        if at == 0:
            _outside(source, marks[index:last], comments)
        elif last - index > _QUERY_FROM:
            _by_query(source, roots[at - 1][1], marks[index:last], calls, comments)
        else:
            _by_position(source, roots[at - 1][1], marks[index:last], calls, comments)
        index = last
    calls.sort(key=itemgetter(0))
    return calls, comments


def query_calls(
    source: bytes, root: Node
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """What :func:`find_calls` gives, for any tree; several times slower."""
    call_nodes, comment_nodes = calls_and_comments(root)
    calls = [found for node in call_nodes if (found := _opened(source, node))]
    return (
        sorted(calls, key=itemgetter(0)),
        sorted((node.start_byte, node.end_byte) for node in comment_nodes),
    )


def _opened(source: bytes, call: Node) -> tuple[int, int, int] | None:
    arguments = call.child_by_field_name("arguments")
    start = call.start_byte
    if arguments is None or arguments.start_byte <= start:
        return None
    return start, arguments.start_byte, call.end_byte


def _outside(source: bytes, marks: list[int], comments: list[tuple[int, int]]) -> None:
    """Marks that no statement holds: comments, and parentheses inside them."""
    done = -1
    for mark in marks:
        if mark >= done and source[mark] == _HASH:
            done = _line_end(source, mark)
            comments.append((mark, done))


def _line_end(source: bytes, at: int) -> int:
    end = source.find(b"\n", at)
    if end < 0:
        end = len(source)
    return end - 1 if source[end - 1 : end] == b"\r" else end


def _by_position(
    source: bytes,
    root: Node,
    marks: list[int],
    calls: list[tuple[int, int, int]],
    comments: list[tuple[int, int]],
) -> None:
    call_kinds, text_kinds, comment_kinds = _call_kinds(), _text_kinds(), _comment_kinds()
    look_up = root.named_descendant_for_byte_range
    root_end = root.end_byte
    done = -1  # everything before it is comment or string
    for mark in marks:
        if mark < done:
            continue
        if mark >= root_end:  # behind the statement there can only be comments
            if source[mark] == _HASH:
                done = _line_end(source, mark)
                comments.append((mark, done))
            continue
        if source[mark] == _HASH:
            node = look_up(mark, mark + 1)
            if node is not None and node.kind_id in text_kinds:
                done = node.end_byte
                if node.kind_id in comment_kinds:
                    comments.append((mark, done))
            continue
        before = mark - 1
        while before >= 0 and source[before] in _SPACE:
            before -= 1
        if before < 0 or source[before] not in _BEFORE_CALL:
            continue
        node = look_up(before, mark + 1)
        if node is None:
            continue
        kind = node.kind_id
        if kind in call_kinds:
            start = node.start_byte
            if start <= before:
                calls.append((start, mark, node.end_byte))
        elif kind in text_kinds:
            done = node.end_byte


def _by_query(
    source: bytes,
    root: Node,
    marks: list[int],
    calls: list[tuple[int, int, int]],
    comments: list[tuple[int, int]],
) -> None:
    wanted = frozenset(marks)
    call_nodes, comment_nodes = calls_and_comments(root)
    calls += [
        found for node in call_nodes if (found := _opened(source, node)) and found[1] in wanted
    ]
    inside = sorted(
        (node.start_byte, node.end_byte) for node in comment_nodes if node.start_byte in wanted
    )
    comments += inside
    root_end = root.end_byte
    _outside(source, [mark for mark in marks if mark >= root_end], comments)
