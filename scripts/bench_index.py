"""What indexing costs beside the plain way of doing the same, all in one run, as ratios.

    python scripts/bench_index.py
    python scripts/bench_index.py --json > bench.json
    python scripts/bench_index.py --parse DIR_OR_BARE_REPOSITORY --clone BARE_REPOSITORY

Four comparisons, each by its own script and each interleaving both sides round by round, so that a
busy machine slows both alike: parsing against raw tree-sitter and ``ast``, fetching against
``git clone --depth 1``, encoding against ``SentenceTransformer.encode``, updating the map against
drawing it again. The ratio is the finding; seconds on a shared machine are not. Encoding needs
torch, transformers and sentence-transformers beside what is installed for use.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent


def run(script: str, arguments: Sequence[str]) -> dict[str, Any]:
    """The JSON document of one bench, or its complaint under "error"."""
    command = [sys.executable, str(SCRIPTS / script), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        document: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"error": (done.stderr or done.stdout).strip()[-1000:]}
    return document


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parse", nargs="*", default=[], help="folders or bare repositories")
    parser.add_argument("--clone", default="", help="a bare repository; default: a made one")
    parser.add_argument("--only", nargs="*", default=[], help="parse, clone, encode, project")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    benches = {
        "parse": ("bench_parse.py", args.parse),
        "clone": ("bench_clone.py", [args.clone] if args.clone else []),
        "encode": ("bench_encode.py", []),
        "project": ("bench_project.py", []),
    }
    report = {}
    for name, (script, arguments) in benches.items():
        if args.only and name not in args.only:
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        report[name] = run(script, arguments)
    if args.json:
        print(json.dumps(report, indent=2))
    else:
        for name, document in report.items():
            print(name)
            for key, value in document.items():
                shown = f"{value:.3f}" if isinstance(value, float) else value
                print(f"  {key}: {shown}")
    return 1 if any("error" in document for document in report.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
