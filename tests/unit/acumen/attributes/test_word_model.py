"""What words say of a program: shares, the words that speak, the file, and the line of evidence."""

from __future__ import annotations

import io
import itertools
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subjects import subject_of, vocabularies

from acumen.attributes import confidence
from acumen.attributes.candidates import Candidate, Candidates, with_words
from acumen.attributes.confidence import BY_WORDS, judged
from acumen.attributes.word_model import WordModel, in_steps, word_model, written
from acumen.domain.attribute import Facet
from acumen.errors import CorpusError

ACTS, READS = (Facet.TASK, "reinforcement-learning"), (Facet.TASK, "text-classification")
BOUND = 600_000  # bytes of the file that ships


def small() -> WordModel:
    """ "replay" and "epsilon" speak of acting, "review" of reading, "epoch" of neither."""
    weights, steps = in_steps(np.array([[2.0, -1.0], [0.0, 0.0], [1.0, 0.0], [-1.0, 2.0]]))
    return WordModel(
        words=("epsilon", "epoch", "replay", "review"),
        values=(ACTS, READS),
        worths=np.ones(4, dtype=np.float32),
        weights=weights,
        steps=steps,
        levels=np.full(2, -2.0, dtype=np.float32),
    )


def test_words_speak_for_a_value_and_against_another() -> None:
    found = small().shares({"epsilon": 3, "replay": 1, "epoch": 9})
    assert found[ACTS] > 0.9
    assert found[READS] < 0.1
    assert list(small().speaking({"epsilon": 3, "replay": 1, "epoch": 9}, ACTS)) == [
        "epsilon",
        "replay",
    ]


def test_a_program_without_a_known_word_has_the_usual_share() -> None:
    for counts in ({}, {"unheard": 4}):
        found = small().shares(counts)
        assert found[ACTS] == pytest.approx(1 / (1 + np.exp(2.0)), abs=1e-6)
        assert not list(small().speaking(counts, ACTS))


def test_steps_lose_little() -> None:
    weights = np.random.default_rng(7).normal(size=(50, 3))
    whole, steps = in_steps(weights)
    assert whole.dtype == np.int8
    assert np.abs(whole * steps - weights).max() <= steps.max() / 2 + 1e-6
    assert not in_steps(np.zeros((4, 2)))[0].any()


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    path.write_bytes(written(small()))
    again = word_model(path)
    assert written(again) == written(small())
    assert again.shares({"review": 2}) == small().shares({"review": 2})


def test_what_ships_is_small_and_knows_the_vocabularies() -> None:
    model = word_model()
    assert len(written(model)) < BOUND
    assert list(model.words) == sorted(set(model.words))
    for facet, value in model.values:
        assert value in vocabularies()[facet]


def test_a_file_that_is_not_in_form_is_told_of(tmp_path: Path) -> None:
    good = written(small())
    lame = replace(small(), levels=np.zeros(3, dtype=np.float32))
    lost = replace(small(), levels=np.full(2, np.nan, dtype=np.float32))
    strange = replace(small(), values=((Facet.LICENCE, "permissive"), READS))
    pickled = io.BytesIO()
    np.savez(pickled, words=np.array([object()], dtype=object))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("words.npy", b"no array")
    bad = [
        b"", b"x" * 50, good[: len(good) // 2], pickled.getvalue(), archive.getvalue(),
        written(lame), written(lost), written(strange),
    ]  # fmt: skip
    for number, content in enumerate(bad):
        path = tmp_path / f"{number}.npz"
        path.write_bytes(content)
        with pytest.raises(CorpusError, match="fit_confidences"):
            word_model(path)
    with pytest.raises(CorpusError):
        word_model(tmp_path / "nowhere.npz")


@given(
    st.dictionaries(
        st.sampled_from(["epsilon", "epoch", "replay", "review", "x"]), st.integers(0, 10**9)
    )
)
@settings(deadline=None)
def test_shares_lie_between_nothing_and_all(counts: dict[str, int]) -> None:
    found = small().shares(counts)
    assert set(found) == {ACTS, READS}
    assert all(0.0 <= share <= 1.0 for share in found.values())
    turned = dict(reversed(list(counts.items())))
    assert small().shares(turned) == found


def test_words_are_laid_beside_what_rules_say() -> None:
    said = Candidate(*ACTS, 0.8, 0.8, 1, 1, 1, "name")
    doubted = Candidate(Facet.TASK, "translation", 0.6, 0.6, 1, 1, 1, "title")
    loss = Candidate(Facet.LOSS, "huber", 0.9, 0.9, 1, 1, 1, "symbol")
    program = Candidates((said, doubted, loss), 1, False, False)
    seldom = (Facet.TASK, "depth-estimation")
    found = with_words(program, {ACTS: 0.7, READS: 0.4, seldom: 0.01}).found
    assert [(one.value, one.worded) for one in found] == [
        ("reinforcement-learning", 0.7),
        ("translation", None),
        ("text-classification", 0.4),
        ("huber", None),
    ]
    assert found[2].stated == found[2].seen == 0.0


PROGRAM = """
import numpy as np


def rollout(world, epsilon):
    return replay(world)
"""


def test_what_words_alone_name_shows_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = subject_of({"train.py": PROGRAM})
    monkeypatch.setattr(confidence, "word_model", small)
    sure = confidence.weights()
    row = sure.by_facet[Facet.TASK] * 0
    row[confidence.FEATURES.index("wording")] = 1.0
    told = replace(sure, by_facet=sure.by_facet | {Facet.TASK: row})
    monkeypatch.setattr(confidence, "weights", lambda: told)
    (found,) = (a for a in judged(subject, ()) if a.facet is Facet.TASK)
    assert (found.value, found.rule) == ("reinforcement-learning", f"task:{BY_WORDS}")
    assert [(e.path, e.first_line) for e in found.evidence] == [("train.py", 5), ("train.py", 6)]
    assert found.confidence > 0.9


def test_every_value_by_words_has_a_line_of_the_program() -> None:
    """Programs of words that speak most, each of which must point into itself."""
    model = word_model()
    for value in itertools.islice(model.values, 0, None, 12):
        column = model.values.index(value)
        best = np.argsort(-model.weights[:, column], kind="stable")[:25]
        names = [model.words[place] for place in best if model.words[place].isalpha()]
        code = "\n".join(f"def {name}(): pass" for name in ("print", *names) if name.isidentifier())
        subject = subject_of({"train.py": f"import torch\n{code}\n"})
        for attribute in judged(subject, ()):
            assert attribute.evidence
            for place in attribute.evidence:
                assert 1 <= place.first_line <= len(names) + 2
