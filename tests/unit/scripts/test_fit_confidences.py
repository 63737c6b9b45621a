"""Learning confidences: rows survive the disk, weights follow the labels, the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "fit_confidences.py"
sys.path.insert(0, str(ROOT / "scripts"))

from confidencelab.fitting import FEWEST, fit, judged_sorts, sample  # noqa: E402
from confidencelab.measuring import cross_validated, learned  # noqa: E402
from confidencelab.rows import Row, read_rows, write_rows  # noqa: E402

from acumen.attributes.candidates import Candidate, Candidates  # noqa: E402
from acumen.attributes.companions import counted  # noqa: E402
from acumen.attributes.labels import LABELLED, LabelledProgram  # noqa: E402
from acumen.domain.attribute import Facet  # noqa: E402
from acumen.errors import CorpusError  # noqa: E402
from corpus.vocabulary import load_vocabularies  # noqa: E402

LOSSES = ("cross-entropy", "mean-squared-error")


def rows(count: int = 40) -> tuple[Row, ...]:
    """Of each program a value by a symbol and one by a name."""
    return tuple(
        Row(
            f"someone/p{number:02}",
            "train.py",
            Candidates(
                (
                    Candidate(Facet.LOSS, LOSSES[0], 0.9, 0.9, 2, 1, 2, "symbol"),
                    Candidate(Facet.LOSS, LOSSES[1], 0.8, 0.8, 1, 0, 1, "title"),
                    Candidate(Facet.LOSS, "made-up", 0.0, 0.2, 1, 0, 1, known=False),
                ),
                reached=number % 5 + 1,
                parts=False,
                notebook=False,
            ),
        )
        for number in range(count)
    )


def labels(given: tuple[Row, ...]) -> dict[tuple[str, str], LabelledProgram]:
    """The symbol is always right, the name once in four times."""
    found = {}
    for number, row in enumerate(given):
        values = LOSSES if number % 4 == 0 else LOSSES[:1]
        facets = dict.fromkeys(LABELLED, ()) | {Facet.LOSS: values}
        found[row.key] = LabelledProgram(row.repository, row.path, facets)
    return found


def test_rows_survive_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_rows(path, reversed(rows()))
    assert read_rows(path) == rows()
    first = path.read_bytes()
    write_rows(path, rows())
    assert path.read_bytes() == first


@pytest.mark.parametrize("text", ["{", "[]", '{"repository": "a/b"}', '{"found": [[1]]}', "\xff"])
def test_a_file_without_rows_is_told_of(text: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(CorpusError, match="collect"):
        read_rows(path)


def test_what_is_seldom_right_becomes_unlikely() -> None:
    given, vocabularies = rows(), load_vocabularies()
    found = learned(given, labels(given), vocabularies).applied(given[:1], vocabularies)
    sure, doubtful, made_up = (a.confidence for a in found[given[0].key])
    assert sure > 0.9
    assert 0.1 < doubtful < 0.5
    assert made_up < 0.1  # never right


def test_sorts_that_were_judged_too_seldom_are_left_alone() -> None:
    few = rows(FEWEST - 1)
    assert judged_sorts(few)[Facet.LOSS] == frozenset()
    assert judged_sorts(rows(FEWEST))[Facet.LOSS] == {"symbol", "title"}
    found = learned(few, labels(few), load_vocabularies()).applied(few[:1], load_vocabularies())
    assert [a.confidence for a in found[few[0].key]][:2] == [0.9, 0.8]


def test_evidence_never_counts_against_a_value() -> None:
    """Labels that say the opposite: what more signs speak for is wrong."""
    given = rows()
    wrong = {
        key: LabelledProgram(*key, dict.fromkeys(LABELLED, ()) | {Facet.LOSS: LOSSES[1:]})
        for key in labels(given)
    }
    lines = sample(given, wrong, counted([]), load_vocabularies())
    found = fit(lines, judged_sorts(given))
    from acumen.attributes.likelihood import FEATURES

    for row in found.by_facet.values():
        for name in ("worth", "seen", "signs", "signs_in_entry", "modules", "kinds", "first"):
            assert row[FEATURES.index(name)] >= 0.0
        assert row[FEATURES.index("better")] <= 0.0
        assert np.isfinite(row).all()


def test_no_repository_is_measured_by_its_own_labels() -> None:
    """The labels of one repository alone are turned round: what is learned without it stays."""
    given, vocabularies = rows(), load_vocabularies()
    plain = labels(given)
    odd = given[7].key
    turned = plain | {
        odd: LabelledProgram(*odd, dict.fromkeys(LABELLED, ()) | {Facet.LOSS: ("made-up",)})
    }
    one = dict(cross_validated(given, plain, vocabularies, folds=5))
    other = dict(cross_validated(given, turned, vocabularies, folds=5))
    assert set(one) == set(plain)
    assert one[odd] == other[odd]
    assert one != other


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    given = rows(20)
    write_rows(tmp_path / "rows.jsonl", given)
    lines = [
        json.dumps(
            {
                "repository": one.repository,
                "path": one.path,
                "labels": {"loss": [{"value": v} for v in one.values[Facet.LOSS]]},
            }
        )
        for one in labels(given).values()
    ]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        done = run(
            "learn", "--rows", tmp_path / "rows.jsonl", "--labels", tmp_path / "labels.jsonl",
            "--out", tmp_path / name,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "learned (20 programs)" in done.stdout
        written.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])
    assert written[0] == written[1]
    assert len(written[0]) == 2


def test_rows_without_labels_are_told_of(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.jsonl", rows(2))
    line = '{"repository": "someone/else", "path": "a.py", "labels": {}}'
    (tmp_path / "labels.jsonl").write_text(line, encoding="utf-8")
    done = run("learn", "--rows", tmp_path / "rows.jsonl", "--labels", tmp_path / "labels.jsonl")
    assert done.returncode == 1
    assert "someone/p00/train.py has no labels" in done.stderr
    assert "Traceback" not in done.stderr
