"""Every file seen is indexed or skipped for one reason, whatever the tree looks like."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from conftest import facts_of, snapshot_of
from hypothesis import given, settings
from hypothesis import strategies as st

from acumen.domain.facts import ReadProblem, Unread
from acumen.domain.snapshot import Skipped, SkipReason
from indexer.report import AccountError
from indexer.selection.account import reason_of, settle
from indexer.stages.select import select

NAMES = ["train", "net", "__init__", "setup", "conftest", "test_a", "torch", "README", "config"]
LINES = [
    "import torch",
    "import net",
    "import a.net",
    "from . import net",
    "from .. import *",
    "from ..net import Net as N",
    "from a import Net",
    "from a.b import *",
    "class Net(N):\n    def fit(self):\n        self.loss.backward()",
    "def main():\n    Net().fit()",
    "main()",
    "optimizer.step()",
    "if __name__ == '__main__':\n    main()",
    "def test_net():\n    main()",
    "x = 1",
    "p.add_argument('--config')",
    "import (",
]
FOLDERS = st.lists(st.sampled_from(["a", "b", "src", "configs"]), max_size=3)
PATHS = st.builds(
    lambda folders, name, ending: "/".join([*folders, name + ending]),
    FOLDERS,
    st.sampled_from(NAMES),
    st.sampled_from([".py", ".py", ".py", ".md", ".yaml", ".ipynb", ""]),
)
TREES = st.dictionaries(PATHS, st.lists(st.sampled_from(LINES), max_size=7).map("\n".join))


@settings(deadline=None, max_examples=150)
@given(TREES)
def test_seen_is_indexed_plus_skipped(tree) -> None:
    snapshot = snapshot_of(tree)
    link = Skipped("a link", SkipReason.SYMLINK)
    snapshot = replace(snapshot, skipped=(link,))
    selection = select(snapshot, facts_of(tree))
    skipped = Counter(line.path for line in selection.skipped)
    assert set(skipped.values()) <= {1}
    assert selection.indexed.isdisjoint(skipped)
    assert selection.indexed | set(skipped) == {*tree, "a link"}
    assert link in selection.skipped
    for template in selection.templates:
        assert template.path == template.files[0]
        assert {*template.files, *template.configs} <= selection.indexed
        assert template.role_evidence
        assert set(template.variants) <= {t.path for t in selection.templates}


@settings(deadline=None, max_examples=40)
@given(TREES, st.randoms())
def test_the_order_of_facts_changes_nothing(tree, random) -> None:
    facts = facts_of(tree)
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    snapshot = snapshot_of(tree)
    assert select(snapshot, facts) == select(snapshot, dict(shuffled))


@pytest.mark.parametrize("problem", ReadProblem)
def test_a_file_without_facts_keeps_its_reason(problem) -> None:
    snapshot = snapshot_of({"train.py": "x"})
    selection = select(snapshot, {"train.py": Unread(problem, "why")})
    assert selection.skipped == (Skipped("train.py", reason_of(problem), "why"),)
    assert reason_of(problem).value == problem.value


def test_a_file_that_was_never_read() -> None:
    snapshot = snapshot_of({"a.py": "x", "b.py": "x"})
    given_reason = Skipped("a.py", SkipReason.READ_LIMIT, "budget")
    selection = select(snapshot, {}, unread=[given_reason])
    assert [s.reason for s in selection.skipped] == [
        SkipReason.READ_LIMIT,
        SkipReason.MISSING_BLOB,
    ]


@pytest.mark.parametrize(
    ("indexed", "reasons"),
    [
        (["a.py"], {}),
        (["a.py", "b.py", "c.py"], {}),
    ],
    ids=["b.py has no place", "c.py is not there"],
)
def test_an_account_that_does_not_add_up_is_refused(indexed, reasons) -> None:
    with pytest.raises(AccountError):
        settle(snapshot_of({"a.py": "x", "b.py": "x"}), (), indexed, reasons)


def test_a_file_counted_twice_is_refused() -> None:
    snapshot = snapshot_of({"a.py": "x"})
    snapshot = replace(snapshot, skipped=(Skipped("a.py", SkipReason.SYMLINK),))
    with pytest.raises(AccountError, match="listed twice"):
        settle(snapshot, (), ["a.py"], {})
