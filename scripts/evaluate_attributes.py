"""Write how right the attributes of an index are into ``docs/attributes.md``.

    python scripts/evaluate_attributes.py --home HOME [--labels FILE...] [--second FILE]
                                          [--by-repository] [--print]

The text between the two marks of the page is replaced; the rest stays as it is. ``--print`` writes
to standard output instead.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from acumen.attributes.evaluation import AttributeEvaluation, HalfReport, evaluate
from acumen.attributes.labels import read_labels
from acumen.cli.commands.evaluate_attributes import evaluated
from acumen.domain.index import Index
from acumen.errors import AcumenError
from acumen.store.generations import open_index
from acumen.store.home import Home
from corpus.vocabulary import load_vocabularies

PAGE: Final = Path(__file__).parents[1] / "docs" / "attributes.md"
BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the tables; 0 if they were written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--labels", type=Path, nargs="*", default=[])
    parser.add_argument("--second", type=Path, default=None)
    parser.add_argument(
        "--by-repository",
        action="store_true",
        help="halves by the last digit of the SHA-256 of the repository's name: even, odd",
    )
    parser.add_argument("--print", action="store_true", dest="only_print")
    chosen = parser.parse_args(arguments)
    try:
        index = open_index(Home(chosen.home.absolute())).index
        result = evaluated(index, chosen.labels, chosen.second)
        if chosen.by_repository:
            result = dataclasses.replace(result, halves=tuple(by_repository(index, chosen.labels)))
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1
    text = "\n".join(tables(result)) + "\n"
    if chosen.only_print:
        print(text, end="")
    else:
        PAGE.write_text(inserted(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


def by_repository(index: Index, files: Sequence[Path]) -> Iterator[HalfReport]:
    """The programs of even repositories, then those of odd ones."""
    labelled = [program for path in files for program in read_labels(path)]
    found = {
        (record.template.repository, record.template.path): record.attributes
        for record in index.templates
    }
    for odd, name in ((False, "even repositories"), (True, "odd repositories")):
        half = [program for program in labelled if _is_odd(program.repository) == odd]
        yield evaluate(half, found, load_vocabularies(), name=name, held_out=odd)


def _is_odd(repository: str) -> bool:
    return int(hashlib.sha256(repository.encode()).hexdigest()[-1], 16) % 2 == 1


def inserted(page: str, text: str) -> str:
    """``page`` with ``text`` between its two marks.

    Raises:
        ValueError: the page has no such marks.
    """
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} has no place for the tables: {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{text}\n{END}{tail}"


def tables(result: AttributeEvaluation) -> Iterator[str]:
    """The tables in Markdown, line by line."""
    counted = result.labelled - len(result.absent)
    yield (
        f"{counted} of {result.labelled} labelled programs are in the measured index. "
        f"Values of confidence {result.shown_from:g} and more are counted."
    )
    for half in result.halves:
        yield ""
        yield from _half(half)
    programs = result.agreement[0].programs if result.agreement else 0
    if programs:
        yield ""
        yield f"### Two readers ({programs} programs)"
        yield ""
        yield "| facet | exactly the same | overlap | kappa |"
        yield "| --- | ---: | ---: | ---: |"
        for one in result.agreement:
            yield f"| {one.facet} | {one.same:.3f} | {one.overlap:.3f} | {one.kappa:.3f} |"


def _half(half: HalfReport) -> Iterator[str]:
    yield f"### {half.name.capitalize()} ({half.programs} programs)"
    yield ""
    yield "| facet | found | labelled | precision | recall | F1 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for score in half.facets:
        shares = f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"
        yield f"| {score.facet} | {score.found} | {score.labelled} | {shares} |"
    means = f"{half.macro_precision:.3f} | {half.macro_recall:.3f} | {half.macro_f1:.3f}"
    yield f"| **mean of the facets** | | | {means} |"
    yield ""
    yield (
        f"Of {half.sure_values} values with a confidence of .9 and more, "
        f"{half.sure_right:.3f} are right."
    )
    yield ""
    yield "| confidence | values | mean confidence | right |"
    yield "| --- | ---: | ---: | ---: |"
    for one in half.reliability:
        span = f"{one.low:.2f} to {one.high:.2f}"
        yield f"| {span} | {one.values} | {one.mean_confidence:.3f} | {one.right:.3f} |"


if __name__ == "__main__":
    sys.exit(main())
