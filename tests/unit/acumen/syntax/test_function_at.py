"""The innermost function at an offset is the first of those that stand around it."""

from __future__ import annotations

from acumen.domain.facts import Language, ModuleFacts
from acumen.syntax.reading import read_module
from acumen.syntax.scopes import Scopes

CODE = b"""\
top = 1

class Outer:
    kept = 2

    def method(self):
        def inner():
            class Local:
                value = 3

                def own(self):
                    return 4
            return Local
        return inner

    class Nested:
        value = 5

def last(): return 6
after = 7
"""


def test_it_is_the_first_of_those_around() -> None:
    facts = read_module(CODE, Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    scopes = Scopes(facts.definitions)
    names = set()
    for offset in range(-1, len(CODE) + 1):
        around = next(scopes.functions_from(scopes.at(offset)), -1)
        expected = facts.definitions[around] if around >= 0 else None
        assert scopes.function_at(offset) is expected
        names.add(expected.name if expected is not None else "")
    last = [definition.name.rpartition(".")[2] for definition in facts.definitions]
    assert {name.rpartition(".")[2] for name in names} == {"", *last} - {"Outer", "Local", "Nested"}
