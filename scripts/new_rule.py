"""Start a fault rule, and keep the list of what rules answer for.

    python scripts/new_rule.py ACU330 model dead-layer --leaf model.type.structure
    python scripts/new_rule.py --coverage

The first form writes the rule's file and its two first cases; the second writes
``acumen/faults/coverage.toml`` anew from the rules that are there. A rule that is removed stays
missed until this is done on purpose.
"""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).parents[1]

PAGE = '''"""One sentence: what is wrong.

One paragraph: what breaks when it runs, and how that shows.

Bad:

    import torch

Good:

    import torch

What is left alone on purpose. Blind to what the rule cannot see.

Sources: the documentation of ...
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.domain.finding import Confidence, Finding, RuleKind
from acumen.faults.rule import Rule, at
from acumen.faults.subject import Subject

RULE = Rule(
    id="{id}",
    name="{name}",
    kind=RuleKind.{kind},
    leaves=("{leaf}",),
    frameworks=("torch",),
    confidence=Confidence.MEDIUM,
    fix="What to do about it.",
)


def check(subject: Subject) -> Iterator[Finding]:
    for site in subject.qualified("torch.something"):
        yield RULE.unknown("nothing is decided yet", at(site))
'''


def coverage() -> str:
    """The text of ``coverage.toml`` for the rules that are there."""
    from acumen.faults.registry import load_rules  # noqa: PLC0415  (reads every rule)

    lines = [
        "# What each rule answers for. A rule that is missing here is not asked for; one that is",
        "# here and did not run leaves its leaves unknown.",
        "# Written by scripts/new_rule.py --coverage.",
    ]
    for loaded in load_rules():
        leaves = ", ".join(f'"{leaf}"' for leaf in loaded.rule.leaves)
        lines += [
            "",
            "[[rule]]",
            f'id = "{loaded.rule.id}"',
            f'kind = "{loaded.rule.kind}"',
            f"leaves = [{leaves}]",
        ]
        if loaded.rule.cause:
            lines.append(f'cause = "{loaded.rule.cause}"')
    return "\n".join(lines) + "\n"


def start(rule_id: str, category: str, name: str, *, leaf: str, kind: str) -> list[Path]:
    """Write the rule and its cases; nothing that exists is written over."""
    module = name.replace("-", "_")
    rule = ROOT / "acumen" / "faults" / "rules" / category / f"{module}.py"
    cases = ROOT / "tests" / "faults" / "cases" / category / module
    if rule.exists():
        raise SystemExit(f"{rule} exists")
    cases.mkdir(parents=True, exist_ok=True)
    rule.write_text(PAGE.format(id=rule_id, name=name, leaf=leaf, kind=kind.upper()))
    written = [rule]
    for case, text in (
        ("present_first", f"import torch\n\nwrong()  # fault: {rule_id}\n"),
        ("absent_first", "import torch\n\nright()\n"),
    ):
        path = cases / f"{case}.py"
        path.write_text(text)
        written.append(path)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("id", nargs="?", help="ACUnnn")
    parser.add_argument("category", nargs="?", help="model, tensors, training, gpu or api")
    parser.add_argument("name", nargs="?", help="with hyphens")
    parser.add_argument("--leaf", default="", help="a leaf of the taxonomy")
    parser.add_argument("--kind", choices=("fault", "smell"), default="fault")
    parser.add_argument("--coverage", action="store_true", help="write coverage.toml anew")
    args = parser.parse_args()
    if args.coverage:
        (ROOT / "acumen" / "faults" / "coverage.toml").write_text(coverage())
        return
    if not (args.id and args.category and args.name and args.leaf):
        parser.error("want an id, a category, a name and --leaf")
    for path in start(args.id, args.category, args.name, leaf=args.leaf, kind=args.kind):
        print(path)


if __name__ == "__main__":
    main()
