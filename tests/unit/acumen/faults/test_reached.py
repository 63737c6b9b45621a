"""A fault in code that a run never comes to is no fault of the program; of the file it is one."""

from __future__ import annotations

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Outcome
from acumen.faults.engine import run_rules
from acumen.faults.subject import Subject
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module

RULE = "ACU502"
HELPERS = """
import numpy as np
def used(x):
    return inner(x)
def inner(x):
    return x
def old(x):
    return np.asarray(x, dtype=np.float)
"""
ENTRY = """
import numpy as np
from helpers import used, old
# old(3) was called here
print(used(3))
"""


def outcomes(about: tuple[str, ...] = (), **files: str) -> list[Outcome]:
    code = {f"{name}.py": text for name, text in files.items()}
    modules = {}
    for path, text in code.items():
        facts = read_module(text.encode(), Language.PYTHON)
        assert isinstance(facts, ModuleFacts)
        modules[path] = facts
    subject = Subject(Program("entry.py", modules), code=code, about=about)
    found = [f for f in run_rules(subject) if f.rule == RULE]
    return [f.outcome for f in found if f.outcome is not Outcome.ABSENT]


def test_what_nothing_calls_is_left_open() -> None:
    assert outcomes(entry=ENTRY, helpers=HELPERS) == [Outcome.UNKNOWN]


def test_a_file_that_is_asked_about_may_be_called_by_others() -> None:
    assert outcomes(("helpers.py",), entry=ENTRY, helpers=HELPERS) == [Outcome.PRESENT]


@pytest.mark.parametrize(
    "call",
    [
        "old(3)",
        "table = {'old': old}",
        "getattr(helpers, name)(3)",
        "getattr(helpers, 'old')(3)",
        "importlib.import_module(name)",
        "eval(name)(3)",
        "use = globals()[name]",
    ],
)
def test_a_name_that_is_mentioned_or_computed_is_reached(call: str) -> None:
    assert outcomes(entry=f"{ENTRY}{call}\n", helpers=HELPERS) == [Outcome.PRESENT]


@pytest.mark.parametrize("call", ["model.eval()", "net.old_one()", "print(vars(args))"])
def test_other_calls_reach_nothing_more(call: str) -> None:
    assert outcomes(entry=f"{ENTRY}{call}\n", helpers=HELPERS) == [Outcome.UNKNOWN]


def test_what_reached_code_calls_is_reached() -> None:
    helpers = HELPERS.replace("return x\n", "return old(x)\n")
    assert outcomes(entry=ENTRY, helpers=helpers) == [Outcome.PRESENT]


def test_methods_are_reached_with_their_class() -> None:
    body = "    def old(self):\n        return np.zeros(3, np.float)\n"
    helpers = f"import numpy as np\nclass used:\n{body}"
    assert outcomes(entry=ENTRY, helpers=helpers) == [Outcome.PRESENT]


def test_what_is_decorated_is_reached() -> None:
    helpers = HELPERS.replace("def old", "@register\ndef old")
    assert outcomes(entry=ENTRY, helpers=helpers) == [Outcome.PRESENT]


def test_a_module_that_runs_nothing_says_nothing_of_a_run() -> None:
    helpers = "import numpy as np\ndef old(x):\n    return np.asarray(x, dtype=np.float)\n"
    assert outcomes(entry=helpers) == [Outcome.PRESENT]


def test_the_main_part_of_a_helper_is_not_run() -> None:
    helpers = f"{HELPERS}if __name__ == '__main__':\n    old(3)\n"
    assert outcomes(entry=ENTRY, helpers=helpers) == [Outcome.UNKNOWN]


def test_one_place_that_is_reached_is_enough() -> None:
    entry = f"{ENTRY}x = np.asarray(1, dtype=np.float)\n"
    helpers = HELPERS
    assert outcomes(entry=entry, helpers=helpers) == [Outcome.PRESENT, Outcome.UNKNOWN]


def test_without_text_everything_is_reached() -> None:
    facts = read_module(HELPERS.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    subject = Subject(Program("entry.py", {"entry.py": facts}))
    assert any(f.outcome is Outcome.PRESENT for f in run_rules(subject) if f.rule == RULE)
