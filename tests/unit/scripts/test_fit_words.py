"""Learning what words say: unseen programs stay unseen, bags survive the disk, the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "fit_confidences.py"
sys.path.insert(0, str(ROOT / "scripts"))

from confidencelab.bags import Bag, read_bags, write_bags  # noqa: E402
from confidencelab.rows import Row, read_rows, write_rows  # noqa: E402
from confidencelab.wording import learned_words, unseen  # noqa: E402

from acumen.attributes.candidates import Candidate, Candidates  # noqa: E402
from acumen.attributes.labels import LABELLED, LabelledProgram  # noqa: E402
from acumen.attributes.word_model import written  # noqa: E402
from acumen.domain.attribute import Facet  # noqa: E402
from acumen.errors import CorpusError  # noqa: E402
from corpus.vocabulary import load_vocabularies  # noqa: E402

ACTS, READS = "reinforcement-learning", "text-classification"
Key = tuple[str, str]


def bags(count: int = 40) -> tuple[Bag, ...]:
    """Every other program plays, the others read; all of them train."""
    return tuple(
        Bag(
            f"someone/p{number:02}",
            "train.py",
            {"train": 3, ("epsilon", "review")[number % 2]: 2, f"own{number}": 1},
        )
        for number in range(count)
    )


def labels(given: tuple[Bag, ...]) -> dict[Key, LabelledProgram]:
    return {
        bag.key: LabelledProgram(
            *bag.key,
            dict.fromkeys(LABELLED, ())
            | {Facet.TASK: (ACTS if "epsilon" in bag.words else READS,)},
        )
        for bag in given
    }


def test_words_that_go_with_a_value_speak_for_it() -> None:
    given = bags()
    model = learned_words(given, labels(given), load_vocabularies())
    assert model.words == ("epsilon", "review", "train")  # what one program says teaches nothing
    assert (Facet.TASK, ACTS) in model.values
    found = model.shares({"epsilon": 1, "train": 1})
    assert found[Facet.TASK, ACTS] > 0.7
    assert found[Facet.TASK, READS] < 0.3
    assert next(iter(model.speaking({"epsilon": 1, "train": 1}, (Facet.TASK, ACTS)))) == "epsilon"
    assert written(model) == written(learned_words(given, labels(given), load_vocabularies()))


def test_no_repository_is_told_by_its_own_labels() -> None:
    given = bags()
    plain = labels(given)
    odd = given[6]
    turned = plain | {
        odd.key: LabelledProgram(*odd.key, dict.fromkeys(LABELLED, ()) | {Facet.TASK: (READS,)})
    }
    one = unseen(given, plain, load_vocabularies(), folds=5)
    other = unseen(given, turned, load_vocabularies(), folds=5)
    assert set(one) == {bag.key for bag in given}
    assert one[odd.key] == other[odd.key]
    assert one != other


def test_a_collection_counts_for_less_than_as_many_programs_apart() -> None:
    """Twenty copies of one repository say "train" reads; others say that it plays."""
    vocabularies = load_vocabularies()
    apart = tuple(Bag(f"someone/p{n}", "a.py", {"train": 1, "epsilon": 1}) for n in range(12))
    many = tuple(Bag("a/collection", f"{n}.py", {"train": 1, "review": 1}) for n in range(12))
    given = (*apart, *many)
    found = learned_words(given, labels(given), vocabularies).shares({"train": 1})
    assert found[Facet.TASK, ACTS] > found[Facet.TASK, READS]


def test_bags_survive_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    write_bags(path, reversed(bags()))
    assert read_bags(path) == bags()
    first = path.read_bytes()
    write_bags(path, bags())
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"repository": "a/b"}', '{"words": {"a": "x"}}', "\xff"]
)
def test_a_file_without_words_is_told_of(text: str, tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(CorpusError, match="collect"):
        read_bags(path)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_writes_weights_and_adds_to_rows(tmp_path: Path) -> None:
    given = bags(20)
    said = Candidate(Facet.TASK, READS, 0.8, 0.8, 1, 1, 1, "title")
    rows = [Row(*bag.key, Candidates((said,), 1, False, False)) for bag in given]
    write_bags(tmp_path / "words.jsonl", given)
    lines = [
        json.dumps(
            {
                "repository": one.repository,
                "path": one.path,
                "labels": {"task": [{"value": v} for v in one.values[Facet.TASK]]},
            }
        )
        for one in labels(given).values()
    ]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    results = []
    write_rows(tmp_path / "rows.jsonl", rows)
    for name in ("one", "two"):  # a second time, over the rows of the first
        (tmp_path / name).mkdir()
        done = run(
            "words", "--words", tmp_path / "words.jsonl", "--rows", tmp_path / "rows.jsonl",
            "--labels", tmp_path / "labels.jsonl", "--out", tmp_path / name,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        weights = (tmp_path / name / "word_model.npz").read_bytes()
        results.append((weights, (tmp_path / "rows.jsonl").read_bytes()))
    assert results[0] == results[1]
    first = read_rows(tmp_path / "rows.jsonl")[0].candidates.found
    assert {one.value for one in first} == {ACTS, READS}  # the first program plays
    assert all(one.worded is not None for one in first)


def test_words_without_labels_are_told_of(tmp_path: Path) -> None:
    write_bags(tmp_path / "words.jsonl", bags(2))
    line = '{"repository": "someone/else", "path": "a.py", "labels": {}}'
    (tmp_path / "labels.jsonl").write_text(line, encoding="utf-8")
    done = run("words", "--words", tmp_path / "words.jsonl", "--labels", tmp_path / "labels.jsonl")
    assert done.returncode == 1
    assert "No words of labelled programs" in done.stderr
    assert "Traceback" not in done.stderr
