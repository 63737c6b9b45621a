"""Write corpus/annotations/starters.jsonl: the statements that follow from the starters' verdicts.

    python scripts/annotate_starters.py [--check]

Verdicts are read from corpus/labels/starters.jsonl. --check writes nothing and fails if the file
is not what would be written.
"""

from __future__ import annotations

import argparse
import sys

from acumen.errors import AcumenError
from corpus.starters import load_starters, statement_lines
from corpus.statements import FOLDER

FILE = FOLDER / "starters.jsonl"


def main() -> int:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    try:
        text = statement_lines(load_starters().verdicts)
    except AcumenError as error:
        print(error, file=sys.stderr)
        return 1
    if given.check:
        return 0 if FILE.is_file() and FILE.read_text("utf-8") == text else 1
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
