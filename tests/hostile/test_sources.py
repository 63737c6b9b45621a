"""Sources made to hurt their reader: each is answered, with facts or with a reason."""

from __future__ import annotations

import random

import pytest

from acumen.domain.facts import Language, ModuleFacts, ReadProblem, Unread
from indexer.stages.parse import ParseItem, parse_blobs

DEEP = 100_000
GAVE_UP = (ReadProblem.TIMEOUT, ReadProblem.CRASH)
CHANCE = random.Random(7)
WORDS = [
    "def",
    "class",
    "(",
    ")",
    "[",
    "]",
    ":",
    "if",
    "lambda",
    "=",
    "'",
    '"',
    "\n",
    "  ",
    "x",
    ",",
]

SOURCES = {
    "parentheses": b"(" * DEEP + b")" * DEEP,
    "open parentheses": b"(" * DEEP,
    "brackets": b"x = " + b"[" * DEEP + b"]" * DEEP,
    "calls in calls": b"f(" * DEEP + b")" * DEEP,
    "chained calls": b"x" + b".f()" * DEEP,
    "attributes": b"a" + b".b" * DEEP,
    "sum": b"1" + b"+1" * DEEP,
    "not": b"x = " + b"not " * DEEP + b"y",
    "lambda": b"x = " + b"lambda: " * DEEP + b"y",
    "elif": b"if a:\n  b\n" + b"elif a:\n  f(b)\n" * 5_000,
    "chained targets": b"a = " * DEEP + b"f()",
    "nested blocks": b"".join(b" " * n + b"if x:\n" for n in range(1200)) + b" " * 1200 + b"f()\n",
    "token soup": " ".join(CHANCE.choices(WORDS, k=DEEP)).encode(),
    "random bytes": CHANCE.randbytes(200_000),
    "random text": CHANCE.randbytes(150_000).translate(None, bytes(range(32))),
    "quotes": b'"' * 500_001,
    "triple quotes": b"'''\n" * 100_001,
    "zeros": bytes(500_000),
    "one line": b"x = [" + b"1, " * 100_000 + b"]",
    "one line of calls": b"x = [" + b"f(1), " * 40_000 + b"]",
    "one string": b"x = '" + b"a" * 1_000_000 + b"'",
    "hashes": b"#" * 1_000_000,
    "comment marks": b"x(\n" + b"#(\n" * 300_000 + b")",
    "carriage returns": b"x = 1\r" * 10_000,
    "imports": b"from " + b". " * DEEP + b"import x",
    "backslashes": b"f\\\n" * DEEP + b"(1)",
    "surrogates": b"x = '\xed\xa0\x80'",
}


def test_every_hostile_source_is_answered() -> None:
    items = [ParseItem(name, Language.PYTHON, data) for name, data in SOURCES.items()]
    answers = dict(parse_blobs(items, jobs=2, poison=NoLog()))
    assert list(answers) == list(SOURCES)
    crashed = [
        name for name, found in answers.items() if not isinstance(found, ModuleFacts | Unread)
    ]
    assert not crashed
    late = {n for n, a in answers.items() if isinstance(a, Unread) and a.problem in GAVE_UP}
    assert not late & {"open parentheses", "calls in calls", "chained calls", "comment marks"}
    read = {name for name, found in answers.items() if isinstance(found, ModuleFacts)}
    for deep in ("calls in calls", "chained calls"):
        facts = answers[deep]
        assert isinstance(facts, ModuleFacts)
        assert len(facts.calls) == DEEP
    assert {"elif", "one string", "attributes", "carriage returns"} <= read
    elif_facts = answers["elif"]
    assert isinstance(elif_facts, ModuleFacts)
    assert len(elif_facts.calls) == 5_000


@pytest.mark.parametrize("deep", ["[", '{"cells":'])
def test_deep_notebooks_are_answered(deep: str) -> None:
    data = (deep * DEEP).encode()
    ((_, found),) = parse_blobs([ParseItem("n", Language.NOTEBOOK, data)], jobs=1, poison=NoLog())
    assert isinstance(found, Unread)
    assert found.problem.value == "not-a-notebook"


class NoLog:
    """A log that remembers nothing."""

    def poisoned(self, blob: str) -> bool:
        return False

    def started(self, blob: str) -> None: ...

    def finished(self, blob: str) -> None: ...
