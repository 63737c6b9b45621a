"""What one file says, free of its syntax tree: the value that parse hands to select and describe.

Facts depend on a file's bytes alone (not on its path), so they are kept by blob id. All offsets
are bytes into the UTF-8 code view, all lines 1-based; tuples are in order of ``start``. Expressions
stay source text: only the few that an extractor asks about are ever taken apart.

What a file has by the hundred is a named tuple: it is made at a fraction of a dataclass's price.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Language(StrEnum):
    """What an entry file is written as."""

    PYTHON = "py"
    NOTEBOOK = "ipynb"


class BlockKind(StrEnum):
    """Compound statements whose extent matters."""

    FOR = "for"
    WHILE = "while"
    WITH = "with"
    IF = "if"
    MAIN_GUARD = "main-guard"  # if __name__ == "__main__"


class ClauseKind(StrEnum):
    """Later parts of a compound statement; its first part is the statement's own body."""

    ELIF = "elif"
    ELSE = "else"  # of if, for, while and try
    EXCEPT = "except"
    FINALLY = "finally"
    CASE = "case"


class DefinitionKind(StrEnum):
    CLASS = "class"
    FUNCTION = "function"


class Import(NamedTuple):
    """One name bound by an import. ``from .a import b as c`` binds c to ``a.b`` at level 1.

    ``import a.b`` binds ``a`` to ``a`` and is also recorded as module ``a.b``. A star import has
    ``bound == "*"``.
    """

    bound: str
    qualified: str  # dotted, without leading dots
    module: str  # what is imported from, dotted; "" for ``from . import x``
    level: int  # leading dots
    line: int
    start: int


class Definition(NamedTuple):
    """A class or function, nested ones too."""

    kind: DefinitionKind
    name: str  # dotted path inside the module: "Net.forward"
    header: str  # bases of a class or parameters of a function, source text without parentheses
    decorators: tuple[str, ...]  # source text without "@"
    docstring: str  # at most 1,000 characters; "" if none
    first_line: int
    last_line: int
    start: int
    end: int


class Call(NamedTuple):
    """A call. ``callee`` is source text without whitespace, at most 200 characters."""

    callee: str
    arguments: str  # source text without the parentheses, at most 2,000 characters
    first_line: int
    last_line: int
    start: int
    end: int


class Assignment(NamedTuple):
    """``target = value`` (annotated and augmented too); both are source text, value cut at 300.

    Of ``a = b = f()`` both targets have the value ``f()``.
    """

    target: str
    value: str
    line: int
    start: int
    end: int
    operator: str = "="  # "+=" and so on for an augmented assignment


class Block(NamedTuple):
    kind: BlockKind
    header: str  # source text of the condition or the loop's "x in y", at most 200 characters
    first_line: int
    last_line: int
    start: int
    end: int


class Clause(NamedTuple):
    """A later part of a compound statement. It lies inside the statement's extent."""

    kind: ClauseKind
    header: str  # source text of the condition, at most 200 characters
    owner: int  # start of the statement it belongs to
    first_line: int
    start: int
    end: int


class Return(NamedTuple):
    """``return value``; the value is source text, cut at 300 characters, "" if there is none."""

    value: str
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """Everything later stages know about one file."""

    language: Language
    lines: int  # of the code view
    code_lines: int  # neither blank nor comment only
    docstring: str  # the module's; for a notebook its leading markdown; at most 2,000 characters
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    calls: tuple[Call, ...]
    assignments: tuple[Assignment, ...]
    blocks: tuple[Block, ...]
    runnable_lines: tuple[int, ...]  # top-level calls, loops, main guards: what runs
    prose: tuple[tuple[int, int], ...]  # byte ranges of comments and docstrings
    cells: tuple[tuple[int, int], ...]  # (cell number, its first line in the code view); () for .py
    errors: int  # error and missing nodes of the syntax tree
    error_lines: int  # lines covered by error nodes
    token_hash: str  # blake2b of the token sequence without comments, docstrings and whitespace
    clauses: tuple[Clause, ...] = ()
    returns: tuple[Return, ...] = ()


class ReadProblem(StrEnum):
    """Why a file has no facts."""

    TOO_LARGE = "too-large"
    BINARY = "binary"
    UNDECODABLE = "undecodable"
    LFS_POINTER = "lfs-pointer"
    NOT_A_NOTEBOOK = "not-a-notebook"
    NO_CODE = "no-code"
    UNPARSABLE = "unparsable"
    GENERATED = "generated"
    TIMEOUT = "timeout"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, and why."""

    problem: ReadProblem
    detail: str = ""
