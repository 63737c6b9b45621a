"""Learn how sure the values of attributes are from programs that people have labelled.

    python scripts/fit_confidences.py collect --mirror DIR --labels FILE... --rows FILE --words FILE
    python scripts/fit_confidences.py words --words FILE... [--rows FILE...] [--labels FILE...]
    python scripts/fit_confidences.py learn [--rows FILE...] [--labels FILE...] [--measure-only]

``collect`` writes what the rules of today say about labelled programs, right or wrong, and their
words. It must be run before anybody mends a rule with these labels: on programs that the rules were
written with they are right too often. ``words`` learns from the programs of its files what words
say, writes ``word_model.npz`` and adds to every row what is learned without the row's repository.
Words may be collected at any time, and stay outside the repository. ``learn`` takes all
``candidates_*.jsonl`` of ``corpus/labels``, tells what learning is worth - each repository measured
by what is learned without it - and writes ``confidence.toml`` and ``companions.toml`` into
``acumen/attributes``. The same rows and labels give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from confidencelab.bags import Bag, read_bags, write_bags
from confidencelab.collecting import collected
from confidencelab.measuring import by_rules, cross_validated, learned, measured, told
from confidencelab.rows import Row, read_rows, write_rows
from confidencelab.wording import learned_words, unseen

from acumen.attributes import companions, confidence, word_model
from acumen.attributes.candidates import with_words
from acumen.attributes.evaluation import ProgramKey
from acumen.attributes.labels import LabelledProgram, read_labels
from acumen.errors import AcumenError, UsageError
from corpus.vocabulary import load_vocabularies

LABELS: Final = Path(__file__).parents[1] / "corpus" / "labels"
FOLDS: Final = 5

Shares = dict[ProgramKey, dict[word_model.FacetValue, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Collect or learn; 0 if the file was written."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(dest="step", required=True)
    collect = steps.add_parser("collect")
    collect.add_argument("--mirror", type=Path, required=True, help="bare OWNER/NAME.git folders")
    collect.add_argument("--labels", type=Path, nargs="+", required=True)
    collect.add_argument("--rows", type=Path, required=True)
    collect.add_argument("--words", type=Path, help="words of the programs, for the step words")
    words = steps.add_parser("words")
    words.add_argument("--words", type=Path, nargs="+", required=True)
    words.add_argument("--rows", type=Path, nargs="+", default=[])
    words.add_argument("--labels", type=Path, nargs="+", default=[])
    words.add_argument("--out", type=Path, default=word_model.FILE.parent, help="a folder")
    learn = steps.add_parser("learn")
    learn.add_argument("--rows", type=Path, nargs="+", default=[])
    learn.add_argument("--labels", type=Path, nargs="+", default=[])
    learn.add_argument("--measure-only", action="store_true", help="write nothing")
    learn.add_argument("--out", type=Path, default=confidence.FILE.parent, help="a folder")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.step == "collect":
            _collect(chosen.labels, chosen.mirror, chosen.rows, chosen.words)
        elif chosen.step == "words":
            _words(chosen.words, chosen.rows, chosen.labels, chosen.out)
        else:
            _learn(chosen.rows, chosen.labels, None if chosen.measure_only else chosen.out)
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _collect(label_files: Sequence[Path], mirror: Path, rows: Path, words: Path | None) -> None:
    found = tuple(collected(label_files, mirror))
    write_rows(rows, (row for row, _ in found))
    if words is not None:
        write_bags(words, (bag for _, bag in found))


def _words(
    word_files: Sequence[Path], row_files: Sequence[Path], label_files: Sequence[Path], out: Path
) -> None:
    vocabularies = load_vocabularies()
    labels = labels_of(label_files or sorted(LABELS.glob("labels_*.jsonl")))
    bags = _bags_of(word_files, labels)
    taught = word_model.written(learned_words(bags, labels, vocabularies))
    shares = unseen(bags, labels, vocabularies, folds=FOLDS)
    for path in row_files or sorted(LABELS.glob("candidates_*.jsonl")):
        write_rows(path, (_worded(row, shares) for row in read_rows(path)))
        print(f"wrote {path}")
    (out / word_model.FILE.name).write_bytes(taught)
    print(f"wrote {out / word_model.FILE.name}, {len(taught):,} bytes from {len(bags)} programs")


def _worded(row: Row, shares: Shares) -> Row:
    """``row`` with what words say of it; as it is where its words are not known."""
    if row.key not in shares:
        return row
    plain = tuple(
        replace(one, worded=None)
        for one in row.candidates.found
        if one.stated or one.seen or one.worded is None
    )
    seen = replace(row.candidates, found=plain)
    return replace(row, candidates=with_words(seen, shares[row.key]))


def _bags_of(files: Sequence[Path], labels: dict[ProgramKey, LabelledProgram]) -> tuple[Bag, ...]:
    """The words of ``files`` by program; of those that stand there twice, the first count."""
    found: dict[ProgramKey, Bag] = {}
    for path in files:
        for bag in read_bags(path):
            if bag.key in labels:
                found.setdefault(bag.key, bag)
    if not found:
        raise UsageError("No words of labelled programs are here.", remedy="collect them first")
    return tuple(found[key] for key in sorted(found))


def _learn(row_files: Sequence[Path], label_files: Sequence[Path], out: Path | None) -> None:
    vocabularies = load_vocabularies()
    labels = labels_of(label_files or sorted(LABELS.glob("labels_*.jsonl")))
    rows = rows_of(row_files or sorted(LABELS.glob("candidates_*.jsonl")), labels)
    for name, found in (
        ("by the rules", by_rules(rows)),
        ("learned", dict(cross_validated(rows, labels, vocabularies, folds=FOLDS))),
    ):
        print("\n".join(told(measured(name, found, labels, vocabularies))))
    if out is not None:
        taught = learned(rows, labels, vocabularies)
        for file, text in (
            (confidence.FILE, confidence.written(taught.weights)),
            (companions.FILE, companions.written(taught.companions)),
        ):
            (out / file.name).write_text(text, encoding="utf-8")
            print(f"wrote {out / file.name}")


def labels_of(files: Sequence[Path]) -> dict[ProgramKey, LabelledProgram]:
    """All labelled programs of ``files``; where two hold one program, the first counts."""
    found: dict[ProgramKey, LabelledProgram] = {}
    for path in files:
        for program in read_labels(path):
            found.setdefault(program.key, program)
    return found


def rows_of(files: Sequence[Path], labels: dict[ProgramKey, LabelledProgram]) -> tuple[Row, ...]:
    """The rows of ``files``, by program.

    Raises:
        UsageError: there are none, one stands there twice, or one has no labels.
    """
    found: dict[ProgramKey, Row] = {}
    for path in files:
        for row in read_rows(path):
            if row.key in found or row.key not in labels:
                problem = "stands there twice" if row.key in found else "has no labels"
                raise UsageError(
                    f"{path}: {'/'.join(row.key)} {problem}.", remedy="name other files"
                )
            found[row.key] = row
    if not found:
        raise UsageError("There are no rows here.", remedy="run the step collect first")
    return tuple(found[key] for key in sorted(found))


if __name__ == "__main__":
    sys.exit(main())
