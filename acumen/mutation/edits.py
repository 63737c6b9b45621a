"""The edits that operators are made of."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from acumen.mutation.mutant import Edit, Mutation
from acumen.mutation.original import Given, Original
from acumen.syntax.program import ResolvedCall


def mutation(path: str, node: Node, edits: Sequence[Edit], note: str) -> Mutation:
    """A fault at the first line of ``node``."""
    return Mutation(path, node.start_point[0] + 1, tuple(edits), " ".join(note.split()))


def replaced(node: Node, text: str) -> Edit:
    """``node`` becomes ``text``."""
    return Edit(node.start_byte, node.end_byte, text)


def without_statement(original: Original, path: str, statement: Node) -> Edit:
    """A statement is taken out with its line, or becomes ``pass`` where it is the only one."""
    block = statement.parent
    others = [] if block is None else [c for c in block.named_children if c.type != "comment"]
    if block is not None and block.type == "block" and len(others) == 1:
        return replaced(statement, "pass")
    source = original.source(path)
    start = source.rfind(b"\n", 0, statement.start_byte) + 1
    end = source.find(b"\n", statement.end_byte)
    end = len(source) if end < 0 else end + 1
    before = source[start : statement.start_byte]
    after = source[statement.end_byte : end].strip()
    if before.strip() or (after and not after.startswith(b"#")):
        return replaced(statement, "pass")  # it shares its line with others
    return Edit(start, end, "")


def without_item(original: Original, path: str, item: Node) -> Edit:
    """An argument or element is taken out with the comma that follows or precedes it."""
    source = original.source(path)
    following = item.next_sibling
    while following is not None and following.type == "comment":
        following = following.next_sibling
    if following is not None and following.type == ",":
        end = following.end_byte
        while end < len(source) and source[end : end + 1] in b" \t":
            end += 1
        return Edit(item.start_byte, end, "")
    before = item.prev_sibling
    while before is not None and before.type == "comment":
        before = before.prev_sibling
    start = before.start_byte if before is not None and before.type == "," else item.start_byte
    return Edit(start, item.end_byte, "")


def with_argument(original: Original, site: ResolvedCall, name: str, text: str) -> Edit:
    """A keyword argument is set, or added at the end."""
    given = original.argument(site, name)
    if given is not None:
        return replaced(given.value, text)
    listed = original.node(site).child_by_field_name("arguments")
    assert listed is not None
    last = next((c for c in reversed(listed.named_children) if c.type != "comment"), None)
    if last is None:
        return Edit(listed.end_byte - 1, listed.end_byte - 1, f"{name}={text}")
    return Edit(last.end_byte, last.end_byte, f", {name}={text}")


def unwrapped(original: Original, site: ResolvedCall, inner: Given) -> Edit:
    """``f(x)`` becomes ``x``."""
    node = original.node(site)
    return replaced(node, original.text(inner.value))


def without_method(original: Original, site: ResolvedCall) -> Edit | None:
    """``x.m(...)`` becomes ``x``."""
    callee = original.node(site).child_by_field_name("function")
    if callee is None or callee.type != "attribute":
        return None
    receiver = callee.child_by_field_name("object")
    return None if receiver is None else Edit(receiver.end_byte, original.node(site).end_byte, "")


def dedented(original: Original, path: str, header: Node, body: Node) -> list[Edit] | None:
    """The statement ``header`` (such as a with) goes, its body moves out one step.

    None where lines cannot be moved without changing what they say: strings over several lines.
    """
    source = original.source(path)
    step = body.start_point[1] - header.start_point[1]
    stack = [body]
    while stack:
        node = stack.pop()
        if node.type == "string" and node.start_point[0] != node.end_point[0]:
            return None
        stack += node.named_children
    line_start = source.rfind(b"\n", 0, header.start_byte) + 1
    if body.start_point[0] == header.start_point[0] or step <= 0:
        return None
    body_line = source.rfind(b"\n", 0, body.start_byte) + 1
    found = [Edit(line_start, body_line, "")]
    at = body_line
    while at < body.end_byte:
        end = source.find(b"\n", at)
        end = len(source) if end < 0 else end
        line = source[at:end]
        if line.strip():
            if len(line) - len(line.lstrip()) < step:
                if not line.lstrip().startswith(b"#"):
                    return None
            else:
                found.append(Edit(at, at + step, ""))
        at = end + 1
    return found
