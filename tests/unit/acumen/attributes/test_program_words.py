"""The words of a program: what counts, what does not, and where a word stands first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from subjects import subject_of

from acumen.attributes.program_words import first_places, program_words, words_in
from acumen.domain.evidence import Evidence

ENTRY = '''"""Balance a pole."""
import torchdrums
from helpers import ReplayMemory


def choose_action(state, epsilon=fortnight):
    """Mostly the best one."""
    return policy_net(state, "greedy move")


memory = ReplayMemory(100)
totalReward = choose_action(memory)
'''
HELPERS = """
class ReplayMemory:
    def push(self, transition):
        self.kept.append(transition)


class Unused:
    def zebra(self):
        pass
"""


def test_names_are_cut_into_words() -> None:
    assert list(words_in("CrossEntropyLoss cross_entropy x BCELoss mel80")) == [
        "cross", "entropy", "loss", "cross", "entropy", "bce", "loss", "mel", "80",
    ]  # fmt: skip
    assert not list(words_in("Gr\u00fc\udcff _ - 1 " + "a" * 41))[2:]


def test_names_literals_prose_and_paths_count_alike() -> None:
    files = {
        "train.py": ENTRY,
        "helpers.py": HELPERS,
        "README.md": "# Cart and pole\n\nSwing upright.\n",
    }
    found = program_words(subject_of(files, repository="someone/deep-wombat"))
    expected = (
        "balance choose action epsilon greedy move best policy reward replay transition cart "
        "upright wombat helpers"
    )
    for word in expected.split():
        assert found[word] >= 1, word
    assert found["action"] == 2  # where it is defined and where it is called
    for word in ("torchdrums", "fortnight", "zebra"):  # a library, a default, code out of reach
        assert word not in found, word


def test_a_word_stands_first_in_the_entry_then_elsewhere() -> None:
    files = {"train.py": ENTRY, "helpers.py": HELPERS, "README.md": "# Cart\n\nSwing the pole.\n"}
    subject = subject_of(files)
    wanted = frozenset({"epsilon", "transition", "swing", "cart", "nowhere", "zebra"})
    assert first_places(subject, wanted) == {
        "epsilon": Evidence("train.py", 6, 6),
        "transition": Evidence("helpers.py", 3, 3),
        "cart": Evidence("README.md", 1, 1),
        "swing": Evidence("README.md", 3, 3),
    }


def test_a_program_that_says_little_has_the_words_of_its_path() -> None:
    subject = subject_of({"train.py": "x = 1\n"}, repository="a/b")
    assert dict(program_words(subject)) == {"train": 2}


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=50)
def test_any_text_has_words_or_none(text: str) -> None:
    for word in words_in(text):
        assert word == word.lower()
        assert 2 <= len(word) <= 40
        assert word.isascii()
    subject = subject_of({"train.py": "print(1)\n", "README.md": text})
    found = program_words(subject)
    assert set(first_places(subject, frozenset(found))) == set(found)
