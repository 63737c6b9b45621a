"""Choosing three: task, band, repositories and difference, with numbers set by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from acumen.recommend.picking import BAND, Candidate, Standing, pick_three
from acumen.recommend.quality import Judged, Trait
from tests.indexes import build_index
from tests.unit.acumen.recommend.wishes import program

NAMES = ("a", "b", "c", "d")
RECORDS = build_index([program("t.py", f"{name}/{name}") for name in NAMES]).templates
APART = np.eye(4, dtype=np.float32)  # cards that have nothing in common


def candidate(
    row: int, relevance: float, *, simple: float = 0.5, fresh: float = 0.5, tier: int = 0
) -> Candidate:
    judged = tuple(
        Judged(trait, True, value, "", (), 0.0, 0.0, 0.0)
        for trait, value in ((Trait.SIMPLICITY, simple), (Trait.FRESHNESS, fresh))
    )
    return Candidate(row, RECORDS[row], tier, relevance, relevance, judged)


def rows(
    candidates: list[Candidate],
    *,
    off_task: tuple[int, ...] = (),
    vectors: np.ndarray = APART,
) -> list[int]:
    chosen = pick_three(candidates, vectors, lambda _best, other: other.row not in off_task)
    return [each.candidate.row for each in chosen]


def test_each_point_of_view_has_its_winner() -> None:
    given = [
        candidate(0, 1.0),
        candidate(1, 0.9, simple=1.0),
        candidate(2, 0.9, fresh=1.0),
        candidate(3, 0.95),
    ]
    assert rows(given) == [0, 1, 2]


def test_off_task_comes_after_everything_on_task() -> None:
    given = [
        candidate(0, 1.0),
        candidate(1, 0.99, simple=1.0, fresh=1.0),
        candidate(2, 0.8, simple=0.1),
        candidate(3, 0.8, simple=0.2),
    ]
    assert rows(given)[1:] == [1, 3]
    assert rows(given, off_task=(1,)) == [0, 3, 2]


def test_below_the_band_simplicity_does_not_help() -> None:
    given = [
        candidate(0, 1.0),
        candidate(1, BAND - 0.01, simple=1.0, fresh=1.0),
        candidate(2, BAND + 0.01, simple=0.0, fresh=0.0),
        candidate(3, BAND + 0.02, simple=0.1, fresh=0.1),
    ]
    assert set(rows(given)) == {0, 2, 3}
    few = [
        candidate(0, 1.0),
        candidate(1, 0.2, simple=1.0, fresh=1.0),
        candidate(2, 0.5, simple=0.0, fresh=0.0),
        candidate(3, 0.4, simple=0.1, fresh=0.1),
    ]
    assert rows(few) == [0, 2, 3]


def test_who_meets_more_needs_comes_first() -> None:
    given = [candidate(0, 1.0, tier=1), candidate(1, 0.5), candidate(2, 1.0, simple=1.0, tier=2)]
    assert rows(given) == [1, 0, 2]


def test_likeness_costs() -> None:
    twin = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    given = [candidate(0, 1.0), candidate(1, 0.95, simple=0.6), candidate(2, 0.9, simple=0.6)]
    assert rows(given)[1] == 1
    assert rows(given, vectors=twin)[1] == 2


def test_what_was_read_comes_first_and_what_has_a_note_after_it() -> None:
    given = [
        candidate(0, 1.0),
        replace(candidate(1, 0.8), standing=Standing.FIT),
        replace(candidate(2, 0.9, simple=1.0, fresh=1.0), standing=Standing.WITH_A_NOTE),
        replace(candidate(3, 0.8), standing=Standing.FIT),
    ]
    assert rows(given) == [1, 3, 2]


def test_what_was_read_needs_no_words_to_speak_for_it() -> None:
    given = [
        replace(candidate(0, 1.0), standing=Standing.FIT),
        replace(candidate(1, BAND - 0.2), standing=Standing.FIT),
        candidate(2, 0.9, simple=1.0, fresh=1.0),
        candidate(3, BAND - 0.1, simple=1.0, fresh=1.0),
    ]
    assert rows(given) == [0, 1, 2]


def test_a_guess_comes_after_a_third_of_one_repository_and_below_the_band() -> None:
    given = [
        candidate(0, 1.0),
        candidate(1, 0.9),
        replace(candidate(2, 0.99, simple=1.0, fresh=1.0), doubtful=True),
        candidate(3, BAND - 0.2),
    ]
    assert set(rows(given)) == {0, 1, 3}


def test_a_guess_that_hardly_matches_is_not_picked_at_all() -> None:
    given = [
        candidate(0, 1.0),
        replace(candidate(1, BAND - 0.1), doubtful=True, tier=1),
        replace(candidate(2, BAND + 0.1), doubtful=True),
    ]
    assert rows(given) == [0, 2]
