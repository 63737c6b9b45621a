"""A program with parts of packages beside it shares what was read of its own modules."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module


def facts(source: str) -> ModuleFacts:
    read = read_module(source.encode(), Language.PYTHON)
    assert isinstance(read, ModuleFacts)
    return read


def test_modules_are_shared_and_parts_are_added() -> None:
    program = Program("a.py", {"a.py": facts("import b\n"), "b.py": facts("b = 1\n")})
    whole = program.with_parts({"c.py": facts("c = 2\n")})
    assert whole.paths == ("a.py", "b.py", "c.py")
    assert program.paths == ("a.py", "b.py")
    assert whole.module("b.py") is program.module("b.py")


def test_a_part_of_other_facts_is_another_module() -> None:
    own, other = facts("x = 1\n"), facts("x = 2\n")
    program = Program("a.py", {"a.py": own})
    whole = program.with_parts({"a.py": other})
    assert whole.module("a.py") is not program.module("a.py")
    assert program.module("a.py").facts is own
