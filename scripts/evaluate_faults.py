"""Measure the fault rules, and write the figures into ``docs/faults.md``.

    python scripts/evaluate_faults.py --mirror DIR [--seed N] [--operator NAME...] [--print]
    python scripts/evaluate_faults.py --mirror DIR --draw FILE [--seed N] [--programs N]
    python scripts/evaluate_faults.py --mirror DIR --mutants FILE [--seed N]

The first form seeds faults into the pinned programs of ``corpus/labels/faults``, runs the rules
over them and over the programs that others labelled, and writes the page and
``acumen/faults/measured.toml``. The second writes findings in real repositories with the code
around them, to be read; the third writes mutants. DIR holds bare repositories as
``<owner>/<name>.git``.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from faultlab.page import page, per_rule, verdicts_of
from faultlab.repositories import programs
from faultlab.sampling import findings
from faultlab.seeded import Survey, drawn, survey
from faultlab.suites import suites

from acumen.faults.registry import load_rules

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "faults.md"
MEASURED = ROOT / "acumen" / "faults" / "measured.toml"
UNSEEN_SEED = 1130  # of the programs that were drawn once the rules stood
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, or draw what is to be read; 0 if it was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=1, help="mutants of an operator in a program")
    parser.add_argument("--operator", nargs="*", default=[])
    parser.add_argument("--draw", type=Path, help="write findings to be read to this file")
    parser.add_argument("--mutants", type=Path, help="write mutants to be read to this file")
    parser.add_argument("--programs", type=int, default=8, help="of each repository")
    parser.add_argument("--print", action="store_true", dest="only_print")
    chosen = parser.parse_args(arguments)
    if chosen.draw:
        _draw(chosen.mirror, chosen.draw, seed=chosen.seed, most=chosen.programs)
        return 0
    if chosen.mutants:
        _mutants(chosen.mirror, chosen.mutants, seed=chosen.seed)
        return 0
    measured = survey(chosen.mirror, seed=chosen.seed, most=chosen.most, operators=chosen.operator)
    unseen = survey(
        chosen.mirror,
        seed=UNSEEN_SEED,
        most=chosen.most,
        operators=chosen.operator,
        listed="unseen_programs.jsonl",
    )
    results = suites(chosen.mirror)
    text = "\n".join(page(measured, unseen, results, seed=chosen.seed)) + "\n"
    if chosen.only_print:
        print(text)
        return 0
    PAGE.write_text(inserted(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    MEASURED.write_text(measures(measured), encoding="utf-8")
    return 0


def inserted(text: str, tables: str) -> str:
    """``text`` with ``tables`` between its two marks.

    Raises:
        SystemExit: it has no such marks.
    """
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{PAGE.name} has no place for the tables: {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{tables}\n{END}{tail}"


def measures(measured: Survey) -> str:
    """The text of ``measured.toml``."""
    lines = [
        "# What each rule was measured to find: seeded faults of the operators it is for, and",
        "# findings in real programs that were read. Written by scripts/evaluate_faults.py.",
    ]
    counted = per_rule(measured.seeded)
    for loaded in load_rules():
        found, seeded = counted[loaded.rule.id]
        right, read = verdicts_of(loaded.rule.id)
        lines += [
            "",
            f"[{loaded.rule.id}]",
            f"seeded = {seeded}",
            f"found = {found}",
            f"read = {read}",
            f"right = {right}",
        ]
    return "\n".join(lines) + "\n"


def _draw(mirror: Path, target: Path, *, seed: int, most: int) -> None:
    with target.open("w", encoding="utf-8") as file:
        for number, drawn_one in enumerate(findings(mirror, seed=seed, most=most)):
            print(
                f"##### {number} {drawn_one.finding.rule} {drawn_one.pin.repository} "
                f"{drawn_one.path}:{drawn_one.line}\n# {drawn_one.finding.message}\n"
                f"{drawn_one.context()}\n",
                file=file,
            )


def _mutants(mirror: Path, target: Path, *, seed: int) -> None:
    from acumen.mutation.engine import mutants  # noqa: PLC0415  (one of three forms needs it)

    made = [
        (program, mutant)
        for program in programs(mirror)
        for mutant in mutants(program.original(), key=program.pin.key, seed=seed)
    ]
    with target.open("w", encoding="utf-8") as file:
        for program, mutant in drawn(made, seed=seed):
            before = program.code[mutant.mutation.path].split("\n")
            lines = difflib.unified_diff(before, mutant.code.split("\n"), lineterm="", n=6)
            head = f"##### {mutant.operator.name} {program.pin.key} {mutant.mutation.path}"
            print(head, f"# {mutant.mutation.note}", *list(lines)[2:], "", sep="\n", file=file)


if __name__ == "__main__":
    sys.exit(main())
