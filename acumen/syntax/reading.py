"""Read one module: bytes in, :class:`~acumen.domain.facts.ModuleFacts` out, in this process.

Hostile input may take the whole budget or, rarely, more: the indexer calls this in a child process
that it can kill.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from operator import itemgetter

from tree_sitter import Node

from acumen.domain.facts import Language, ModuleFacts, ReadProblem, Unread
from acumen.syntax.calls import find_calls, visit_calls
from acumen.syntax.codeview import CodeView, code_view
from acumen.syntax.facts import FactsMaker
from acumen.syntax.grammar import errors, parse
from acumen.syntax.sourcetext import SourceText
from acumen.syntax.walk import walk

_TEMPLATE_MARK = re.compile(rb"\{%-?[ \t]*\w[^\n]{0,200}?%\}|\{\{-?[ \t]*[\w.]+[^\n{}]{0,200}?\}\}")


def read_module(data: bytes, language: Language, *, budget_s: float = 2.0) -> ModuleFacts | Unread:
    """The facts of one file's bytes; :class:`Unread` says why there are none. Never raises.

    ``budget_s`` seconds of this thread's CPU time are given to the parser, so that other load on
    the machine does not change what is read.
    """
    view = code_view(data, language)
    if isinstance(view, Unread):
        return view
    collecting = gc.isenabled()
    gc.disable()  # facts and nodes hold no cycles; collecting in between costs a third of the time
    try:
        return _read(view, language, budget_s)
    finally:
        if collecting:
            gc.enable()


def _read(view: CodeView, language: Language, budget_s: float) -> ModuleFacts | Unread:
    text = SourceText(view.text)
    tree = parse(text.source, budget_s=budget_s)
    if tree is None:
        return Unread(ReadProblem.TIMEOUT, "parsing")
    root = tree.root_node
    error_nodes, error_count = errors(root)
    error_lines = 0
    if error_count:
        spans = _line_spans(text, error_nodes)
        error_lines = sum(last - first + 1 for first, last in spans)
        if _is_template_of_code(text, spans):
            return Unread(ReadProblem.GENERATED, "a template of code")
        if error_lines * 2 > text.lines - text.blank_lines:
            detail = f"errors on {error_lines} of {text.lines} lines"
            return Unread(ReadProblem.UNPARSABLE, detail)
    statements = walk(root, text.source)
    if error_count:
        calls, comments = visit_calls(text.source, root)
    else:
        statements.roots.sort(key=itemgetter(0))
        calls, comments = find_calls(text.source, statements.roots)
    return FactsMaker(text, statements).module(
        language=language,
        calls=calls,
        comments=comments,
        cells=view.cells,
        prose=view.prose,
        errors=error_count,
        error_lines=error_lines,
    )


def _line_spans(text: SourceText, nodes: list[Node]) -> list[tuple[int, int]]:
    """The lines that ``nodes`` cover, as ascending ranges (first, last) that do not overlap."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((node.start_byte, node.end_byte) for node in nodes):
        if end == start:
            continue
        first, last = text.line(start), text.line(end - 1)
        if spans and first <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(last, spans[-1][1])
        else:
            spans.append((first, last))
    return spans


def _is_template_of_code(text: SourceText, spans: list[tuple[int, int]]) -> bool:
    """Whether an error stands on, or next to, a line that holds a template's mark."""
    lasts = [last for _, last in spans]
    for found in _TEMPLATE_MARK.finditer(text.source):
        line = text.line(found.start())
        at = bisect_left(lasts, line - 1)
        if at < len(spans) and spans[at][0] <= line + 1:
            return True
    return False
