"""Visit the statements of a syntax tree once and note what each of them is.

Expressions are not visited: that is most of a tree, and making a Python object per node is what
costs time. Calls and comments inside them are looked up by position (:mod:`acumen.syntax.calls`).
Positions are byte offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from tree_sitter import Node

from acumen.domain.facts import BlockKind, ClauseKind, DefinitionKind
from acumen.syntax.grammar import ERROR_KIND, kind_ids

_BLOCKS = {
    "for_statement": BlockKind.FOR,
    "while_statement": BlockKind.WHILE,
    "with_statement": BlockKind.WITH,
    "if_statement": BlockKind.IF,
}
_DEFINITIONS = {
    "function_definition": DefinitionKind.FUNCTION,
    "class_definition": DefinitionKind.CLASS,
}
_CLAUSES = {
    "elif_clause": ClauseKind.ELIF,
    "else_clause": ClauseKind.ELSE,
    "except_clause": ClauseKind.EXCEPT,
    "finally_clause": ClauseKind.FINALLY,
    "case_clause": ClauseKind.CASE,
}
_COMPOUND = (
    *_CLAUSES,
    "try_statement",
    "match_statement",
    "decorated_definition",
)
_SIMPLE = (
    "return_statement",
    "raise_statement",
    "assert_statement",
    "delete_statement",
    "exec_statement",
    "print_statement",
    "type_alias_statement",
)
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")

# the commonest shapes, told without making nodes
_SIMPLE_TARGET = re.compile(rb"[A-Za-z_][\w.]*+([ \t]*+=[ \t]*+)(?![=\s\\#])")
_NAME = re.compile(rb"(async[ \t]++)?+(?:def|class)[ \t]++(\w++)(?=[(:])")


class Suite(NamedTuple):
    """A compound statement or definition; ``head`` spans condition, bases or parameters."""

    kind: BlockKind | DefinitionKind
    start: int
    end: int
    name: tuple[int, int]  # of a definition
    head: tuple[int, int]
    body: int  # start of the body's first statement; -1 if there is none


_OPEN = ord("(")


@dataclass(slots=True)
class Statements:
    """What :func:`walk` found, in no order; sort by start."""

    suites: list[Suite] = field(default_factory=list)
    assignments: list[tuple[int, int, int, int, int, str]] = field(default_factory=list)
    """(start, end, end of target, start of value, end of value, operator)"""
    clauses: list[tuple[int, int, int, int, int, ClauseKind]] = field(default_factory=list)
    """(start, end, start of the owner, start and end of the condition, kind)"""
    returns: list[tuple[int, int, int]] = field(default_factory=list)
    """(start, end, start of the value)"""
    imports: list[tuple[int, int]] = field(default_factory=list)
    decorators: list[tuple[int, int]] = field(default_factory=list)
    strings: dict[int, int] = field(default_factory=dict)
    """start to end of strings that stand alone as statements"""
    runnable: list[int] = field(default_factory=list)
    """starts of expression statements that are calls, and of loops"""
    roots: list[tuple[int, Node]] = field(default_factory=list)
    """(start, node) of everything that may hold calls; an outer one before its inner ones"""
    first: int = -1
    """start of the module's first statement"""


class _Kinds:
    """Node kind ids, resolved once."""

    def __init__(self) -> None:
        self.block = {k: kind for name, kind in _BLOCKS.items() for k in kind_ids([name])}
        self.definition = {k: kind for name, kind in _DEFINITIONS.items() for k in kind_ids([name])}
        self.compound = kind_ids(_COMPOUND) | {ERROR_KIND}
        self.clause = {k: kind for name, kind in _CLAUSES.items() for k in kind_ids([name])}
        self.returning = kind_ids(["return_statement"])
        self.simple = kind_ids(_SIMPLE)
        self.printing = kind_ids(["print_statement"])
        self.imports = kind_ids(_IMPORTS)
        self.expression = kind_ids(["expression_statement"])
        self.body = kind_ids(["block"])
        self.comment = kind_ids(["comment"])
        self.decorator = kind_ids(["decorator"])
        self.assignment = kind_ids(["assignment"])
        self.augmented = kind_ids(["augmented_assignment"])
        self.string = kind_ids(["string", "concatenated_string"])
        self.running = kind_ids(["call", "await"])
        self.bases = kind_ids(["parameters", "argument_list"])
        self.name = kind_ids(["identifier"])
        self.equals = kind_ids(["="], named=False)
        self.colon = kind_ids([":"], named=False)
        self.visited = frozenset(
            {*self.block, *self.definition}
            | self.compound
            | self.simple
            | self.imports
            | self.expression
            | self.body
            | self.decorator
        )


@cache
def _kinds() -> _Kinds:
    return _Kinds()


def walk(root: Node, source: bytes) -> Statements:
    """Visit every statement under ``root``, the tree of ``source``, without recursion."""
    kinds = _kinds()
    found = Statements()
    add_root = found.roots.append
    visited, expression, body = kinds.visited, kinds.expression, kinds.body
    simple, definition, block = kinds.simple, kinds.definition, kinds.block
    running, assignment = kinds.running, kinds.assignment
    add_assignment, simple_target = found.assignments.append, _SIMPLE_TARGET.match
    sound = not root.has_error  # with errors, text may not mean what it seems to
    stack = [root]
    while stack:
        parent = stack.pop()
        for node in parent.children:
            kind = node.kind_id
            if kind in expression:
                start = node.start_byte
                add_root((start, node))
                if sound and (shape := simple_target(source, start)) is not None:
                    value = shape.end()
                    end = node.end_byte
                    if source.find(b"=", value, end) < 0:  # else it may be a chain of targets
                        add_assignment((start, end, shape.start(1), value, end, "="))
                        continue
                if not node.child_count:
                    continue
                inner = node.child(0)
                kind = inner.kind_id
                if kind in assignment:
                    _note_assignment(found, kinds, inner, start)
                elif kind in running:
                    found.runnable.append(start)
                elif kind in kinds.string:
                    found.strings[start] = node.end_byte
                elif kind in kinds.augmented:
                    _note_augmented(found, inner, start)
            elif kind not in visited:
                continue
            elif kind in body:
                stack.append(node)
            elif kind in simple:
                start = node.start_byte
                add_root((start, node))
                if kind in kinds.returning:
                    end = node.end_byte
                    value = node.child(1).start_byte if node.child_count > 1 else end
                    found.returns.append((start, end, value))
                elif kind in kinds.printing:
                    found.runnable.append(start)
            elif kind in kinds.imports:
                found.imports.append((node.start_byte, node.end_byte))
            elif kind in kinds.decorator:
                if node.child_count > 1:  # "@" and the expression; a comment may follow
                    inner = node.child(1)
                    found.decorators.append((inner.start_byte, inner.end_byte))
            else:
                add_root((node.start_byte, node))
                if kind in definition:
                    shape = _NAME.match(source, node.start_byte) if sound else None
                    suite = shape and _plain_suite(kinds, node, definition[kind], shape)
                    if suite is None:
                        _note_definition(found, kinds, node, definition[kind], stack)
                    else:
                        found.suites.append(suite)
                        stack.append(node.child(node.child_count - 1))  # the body
                elif kind in block:
                    _note_block(found, kinds, node, block[kind])
                    stack.append(node)
                else:
                    if kind in kinds.clause:
                        _note_clause(found, kinds, node, parent.start_byte, kinds.clause[kind])
                    stack.append(node)
    found.first = _first_statement(kinds, root)
    return found


def _note_augmented(found: Statements, node: Node, start: int) -> None:
    parts = node.children
    if len(parts) >= 3:
        right = parts[-1]
        end = right.end_byte
        found.assignments.append(
            (start, end, parts[0].end_byte, right.start_byte, end, parts[1].type)
        )


def _note_assignment(found: Statements, kinds: _Kinds, node: Node, start: int) -> None:
    """Note every target of ``a = b = value``; an annotation without a value is none."""
    targets: list[tuple[int, int]] = []
    value: Node | None = node
    while value is not None and value.kind_id in kinds.assignment:
        chain = value
        parts = chain.children
        if len(parts) == 3 and parts[1].kind_id in kinds.equals:
            left, value = parts[0], parts[2]
        else:
            left = chain.child_by_field_name("left") or parts[0]
            value = chain.child_by_field_name("right")
        targets.append((chain.start_byte if targets else start, left.end_byte))
    if value is None:
        return
    value_start, end = value.start_byte, value.end_byte
    for target_start, target_end in targets:
        found.assignments.append((target_start, end, target_end, value_start, end, "="))


def _plain_suite(
    kinds: _Kinds, node: Node, kind: DefinitionKind, shape: re.Match[bytes]
) -> Suite | None:
    """What :func:`_note_definition` notes, for a header of the usual form; else None."""
    head = (0, 0)
    body = node.child(node.child_count - 1)
    if body.kind_id not in kinds.body:
        return None
    if shape.string[shape.end()] == _OPEN:
        bases = node.child(3 if shape[1] else 2)
        if bases.kind_id not in kinds.bases:
            return None
        head = (bases.start_byte + 1, bases.end_byte - 1)
    return Suite(kind, node.start_byte, node.end_byte, shape.span(2), head, body.start_byte)


def _note_definition(
    found: Statements, kinds: _Kinds, node: Node, kind: DefinitionKind, stack: list[Node]
) -> None:
    """Note a class or function and leave its body on the stack."""
    name = head = (0, 0)
    body = -1
    for child in node.children:
        child_kind = child.kind_id
        if child_kind in kinds.name and name == (0, 0):
            name = (child.start_byte, child.end_byte)
        elif child_kind in kinds.bases:
            head = (child.start_byte + 1, child.end_byte - 1)
        elif child_kind in kinds.body:
            body = child.start_byte
            stack.append(child)
        elif child_kind == ERROR_KIND:
            stack.append(child)
    found.suites.append(Suite(kind, node.start_byte, node.end_byte, name, head, body))


def _note_clause(
    found: Statements, kinds: _Kinds, node: Node, owner: int, kind: ClauseKind
) -> None:
    head_start, head_end = _head(kinds, node)
    found.clauses.append((node.start_byte, node.end_byte, owner, head_start, head_end, kind))


def _head(kinds: _Kinds, node: Node) -> tuple[int, int]:
    """What stands between the keyword and the colon; (-1, -1) if nothing does."""
    head_start = head_end = -1
    for child in node.children:
        child_kind = child.kind_id
        if child_kind in kinds.colon or child_kind in kinds.body:
            break
        if child.is_named and child_kind not in kinds.comment:
            if head_start < 0:
                head_start = child.start_byte
            head_end = child.end_byte
    return head_start, head_end


def _note_block(found: Statements, kinds: _Kinds, node: Node, kind: BlockKind) -> None:
    start = node.start_byte
    head_start, head_end = _head(kinds, node)
    found.suites.append(Suite(kind, start, node.end_byte, (0, 0), (head_start, head_end), -1))
    if kind is BlockKind.FOR or kind is BlockKind.WHILE:
        found.runnable.append(start)


def _first_statement(kinds: _Kinds, root: Node) -> int:
    for node in root.children:
        if node.kind_id not in kinds.comment:
            return node.start_byte
    return -1
