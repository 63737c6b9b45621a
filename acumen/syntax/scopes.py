"""Which class or function an offset stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from acumen.domain.facts import Definition, DefinitionKind


class Scopes:
    """Definitions by position. A scope is an index into the definitions; -1 is the module."""

    def __init__(self, definitions: Sequence[Definition]) -> None:
        self._definitions = definitions
        self._starts = [definition.start for definition in definitions]
        self._parents: list[int] = []
        for index, definition in enumerate(definitions):
            parent = index - 1
            while parent >= 0 and definitions[parent].end <= definition.start:
                parent = self._parents[parent]
            self._parents.append(parent)
        self._functions: list[int] = []  # for each definition the innermost function that it is in
        for index, definition in enumerate(definitions):
            parent = self._parents[index]
            above = self._functions[parent] if parent >= 0 else -1
            is_class = definition.kind is DefinitionKind.CLASS
            self._functions.append(above if is_class else index)

    def parent(self, scope: int) -> int:
        return self._parents[scope]

    def at(self, offset: int) -> int:
        """The innermost definition that holds ``offset``; -1 for a negative offset.

        A definition begins at its ``def`` or ``class``: decorators stand outside.
        """
        scope = bisect_right(self._starts, offset) - 1 if offset >= 0 else -1
        while scope >= 0 and self._definitions[scope].end <= offset:
            scope = self._parents[scope]
        return scope

    def function_at(self, offset: int) -> Definition | None:
        """The innermost function that holds ``offset``."""
        scope = self.at(offset)
        function = self._functions[scope] if scope >= 0 else -1
        return self._definitions[function] if function >= 0 else None

    def is_class(self, scope: int) -> bool:
        return scope >= 0 and self._definitions[scope].kind is DefinitionKind.CLASS

    def functions_from(self, scope: int) -> Iterator[int]:
        """The enclosing functions, innermost first."""
        while scope >= 0:
            if not self.is_class(scope):
                yield scope
            scope = self._parents[scope]

    def enclosing_class(self, scope: int) -> int:
        """The innermost enclosing class; -1 if there is none."""
        while scope >= 0 and not self.is_class(scope):
            scope = self._parents[scope]
        return scope
