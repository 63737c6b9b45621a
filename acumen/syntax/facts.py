"""Make :class:`~acumen.domain.facts.ModuleFacts` of the positions that a walk has found."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter

from acumen.domain.facts import (
    Assignment,
    Block,
    BlockKind,
    Call,
    Clause,
    Definition,
    DefinitionKind,
    Import,
    Language,
    ModuleFacts,
    Return,
)
from acumen.syntax.imports import read_import
from acumen.syntax.sourcetext import SourceText
from acumen.syntax.tokens import token_hash
from acumen.syntax.walk import Statements, Suite

MAX_CALLEE = 200
MAX_ARGUMENTS = 2000
MAX_VALUE = 300
MAX_HEADER = 200
MAX_DEFINITION_HEADER = 2000
MAX_DOCSTRING = 1000
MAX_IMPORT = 100_000
MAX_MODULE_DOCSTRING = 2000
_RAW_STRING = 4 * MAX_MODULE_DOCSTRING  # of a docstring's source, before its indentation is cut

_MAIN_GUARD = re.compile(r"__name__.*__main__|__main__.*__name__", re.DOTALL)
_COMMENT = re.compile(r"#[^\n]*")

_new = tuple.__new__  # half the price of a named tuple's own constructor


class FactsMaker:
    """Turns positions into records, for one source."""

    def __init__(self, text: SourceText, statements: Statements) -> None:
        self._text = text
        self._statements = statements
        statements.suites.sort(key=itemgetter(1))

    def module(
        self,
        *,
        language: Language,
        calls: list[tuple[int, int, int]],
        comments: list[tuple[int, int]],
        cells: tuple[tuple[int, int], ...],
        prose: str,
        errors: int,
        error_lines: int,
    ) -> ModuleFacts:
        text, statements = self._text, self._statements
        documented, docstring = self._docstrings()
        prose_ranges = sorted([*comments, *statements.strings.items()])
        blocks, guards = self._blocks()
        definitions = self._definitions(documented)
        return ModuleFacts(
            language=language,
            lines=text.lines,
            code_lines=text.lines - text.blank_lines - self._comment_lines(comments),
            docstring=prose or docstring,
            imports=self._imports(),
            definitions=definitions,
            calls=self._calls(calls),
            assignments=self._assignments(),
            blocks=blocks,
            runnable_lines=self._runnable(definitions, guards),
            prose=tuple(prose_ranges),
            cells=cells,
            errors=errors,
            error_lines=error_lines,
            token_hash=token_hash(text.source, prose_ranges, statements.suites),
            clauses=self._clauses(),
            returns=self._returns(),
        )

    def _calls(self, calls: list[tuple[int, int, int]]) -> tuple[Call, ...]:
        cut, line_ends = self._text.cut, self._text.line_ends
        text = self._text.text if self._text.ascii else ""
        made: list[Call] = []
        add = made.append
        for start, opened, end in calls:
            if text and opened - start <= MAX_CALLEE and end - opened <= MAX_ARGUMENTS:
                callee = text[start:opened]
                arguments = text[opened + 1 : end - 1]
            else:
                callee = cut(start, opened, 4 * MAX_CALLEE)
                arguments = cut(opened + 1, end - 1, MAX_ARGUMENTS)
            if " " in callee or "\n" in callee or "\t" in callee or len(callee) > MAX_CALLEE:
                callee = _without_space(callee)
            first = bisect_right(line_ends, start)
            last = first if end <= line_ends[first] else bisect_right(line_ends, end - 1)
            add(_new(Call, (callee, arguments, first + 1, last + 1, start, end)))
        return tuple(made)

    def _assignments(self) -> tuple[Assignment, ...]:
        cut, line_ends = self._text.cut, self._text.line_ends
        text = self._text.text if self._text.ascii else ""
        made: list[Assignment] = []
        add = made.append
        for start, end, target_end, value_start, value_end, operator in sorted(
            self._statements.assignments
        ):
            if text and end - start <= MAX_VALUE:
                target = text[start:target_end]
                value = text[value_start:value_end]
            else:
                target = cut(start, target_end, MAX_VALUE)
                value = cut(value_start, value_end, MAX_VALUE)
            line = bisect_right(line_ends, start) + 1
            add(_new(Assignment, (target, value, line, start, end, operator)))
        return tuple(made)

    def _imports(self) -> tuple[Import, ...]:
        text = self._text
        return tuple(
            found
            for start, end in sorted(self._statements.imports)
            for found in read_import(text.cut(start, end, MAX_IMPORT), text.line(start), start)
        )

    def _blocks(self) -> tuple[tuple[Block, ...], list[int]]:
        """Blocks, and the starts of main guards."""
        cut, line_ends = self._text.cut, self._text.line_ends
        made: list[Block] = []
        guards: list[int] = []
        for kind, start, end, _name, head, _body in self._statements.suites:
            if isinstance(kind, DefinitionKind):
                continue
            header = cut(*head, MAX_HEADER) if head[0] >= 0 else ""
            if kind is BlockKind.IF and "__name__" in header and _MAIN_GUARD.search(header):
                kind = BlockKind.MAIN_GUARD
                guards.append(start)
            first = bisect_right(line_ends, start) + 1
            last = bisect_right(line_ends, end - 1) + 1
            made.append(_new(Block, (kind, header, first, last, start, end)))
        return tuple(made), guards

    def _clauses(self) -> tuple[Clause, ...]:
        cut, line = self._text.cut, self._text.line
        return tuple(
            Clause(
                kind,
                cut(head, head_end, MAX_HEADER) if head >= 0 else "",
                owner,
                line(start),
                start,
                end,
            )
            for start, end, owner, head, head_end, kind in sorted(self._statements.clauses)
        )

    def _returns(self) -> tuple[Return, ...]:
        cut, line_ends = self._text.cut, self._text.line_ends
        return tuple(
            _new(
                Return, (cut(value, end, MAX_VALUE), bisect_right(line_ends, start) + 1, start, end)
            )
            for start, end, value in sorted(self._statements.returns)
        )

    def _definitions(self, documented: dict[int, str]) -> tuple[Definition, ...]:
        cut, line_ends = self._text.cut, self._text.line_ends
        owners = self._decorators()
        enclosing: list[tuple[int, str]] = []  # (end, dotted name)
        made: list[Definition] = []
        for kind, start, end, name_span, head, _body in self._statements.suites:
            if not isinstance(kind, DefinitionKind):
                continue
            while enclosing and enclosing[-1][0] <= start:
                enclosing.pop()
            name = cut(*name_span, MAX_CALLEE)
            if enclosing:
                name = f"{enclosing[-1][1]}.{name}"[-4 * MAX_CALLEE :]
            enclosing.append((end, name))
            header = cut(*head, MAX_DEFINITION_HEADER).strip()
            decorators = tuple(owners[start]) if start in owners else ()
            docstring = documented.get(start, "")
            first = bisect_right(line_ends, start) + 1
            last = bisect_right(line_ends, end - 1) + 1
            made.append(
                _new(
                    Definition, (kind, name, header, decorators, docstring, first, last, start, end)
                )
            )
        return tuple(made)

    def _decorators(self) -> dict[int, list[str]]:
        """Decorator texts by the start of the definition that follows them."""
        found: dict[int, list[str]] = {}
        if not self._statements.decorators:
            return found
        starts = [s.start for s in self._statements.suites if isinstance(s.kind, DefinitionKind)]
        for start, end in sorted(self._statements.decorators):
            owner = bisect_right(starts, start)
            if owner < len(starts):
                shown = self._text.cut(start, end, MAX_ARGUMENTS)
                found.setdefault(starts[owner], []).append(shown)
        return found

    def _docstrings(self) -> tuple[dict[int, str], str]:
        """Docstrings by the start of their definition, and the module's."""
        strings = self._statements.strings
        found = {
            suite.start: self._docstring(suite, strings[suite.body])
            for suite in self._statements.suites
            if suite.body in strings
        }
        first = self._statements.first
        if first not in strings:
            return found, ""
        raw = self._text.cut(first, strings[first], _RAW_STRING)
        return found, _content(raw)[:MAX_MODULE_DOCSTRING]

    def _docstring(self, suite: Suite, end: int) -> str:
        return _content(self._text.cut(suite.body, end, _RAW_STRING))[:MAX_DOCSTRING]

    def _comment_lines(self, comments: list[tuple[int, int]]) -> int:
        """Lines that hold a comment and nothing else."""
        source = self._text.source
        return sum(
            not source[source.rfind(b"\n", 0, start) + 1 : start].strip() for start, _ in comments
        )

    def _runnable(self, definitions: tuple[Definition, ...], guards: list[int]) -> tuple[int, ...]:
        """Lines of calls, loops and main guards that stand outside every definition."""
        starts: list[int] = []
        ends: list[int] = []
        for definition in definitions:
            if not ends or definition.start >= ends[-1]:
                starts.append(definition.start)
                ends.append(definition.end)
        lines = set()
        for start in [*self._statements.runnable, *guards]:
            before = bisect_right(starts, start) - 1
            if before < 0 or start >= ends[before]:
                lines.add(self._text.line(start))
        return tuple(sorted(lines))


def _without_space(callee: str) -> str:
    if "#" in callee and "'" not in callee and '"' not in callee:
        callee = _COMMENT.sub("", callee)
    return "".join(callee.replace("\\\n", "").split())[:MAX_CALLEE]


def _content(literal: str) -> str:
    """What a string literal's source says, without quotes and indentation; escapes stay."""
    body = literal.lstrip("rRbBuUfF")
    quote = body[:3] if body[:3] in ('"""', "'''") else body[:1]
    body = body[len(quote) :].removesuffix(quote)
    return "\n".join(map(str.strip, body.split("\n"))).strip() if "\n" in body else body.strip()
