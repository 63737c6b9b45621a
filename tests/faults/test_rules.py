"""Each rule against its cases: a source file carries its own expectation as comments."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import pytest

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Finding, Outcome, RuleKind
from acumen.faults.engine import run_rules
from acumen.faults.registry import LoadedRule, load_rules
from acumen.faults.subject import Subject
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module
from acumen.taxonomy.tree import load_taxonomy

CASES = Path(__file__).parent / "cases"
EXPECTED = re.compile(r"# fault: (?P<rules>ACU\d{3}(?:, ?ACU\d{3})*)")
SAID = re.compile(r"# (?P<outcome>clean|unknown): (?P<rule>ACU\d{3})")
OUTCOMES = {"clean": Outcome.ABSENT, "unknown": Outcome.UNKNOWN}


def subject_of(source: str, path: str = "program.py") -> Subject:
    facts = read_module(source.encode(), Language.PYTHON)
    assert isinstance(facts, ModuleFacts)
    return Subject(Program(path, {path: facts}), code={path: source}, about=(path,))


def covers(finding: Finding, line: int) -> bool:
    return any(place.first_line <= line <= place.last_line for place in finding.evidence)


def _folder(loaded: LoadedRule) -> Path:
    return CASES / loaded.category / loaded.rule.name.replace("-", "_")


def _blocks(page: str) -> tuple[str, str]:
    """The code under Bad: and Good: of a page."""
    found = []
    for head in ("Bad", "Good"):
        match = re.search(rf"^{head}:\n\n((?:    .*\n|\n)+)", page, re.MULTILINE)
        assert match, f"no {head}: block"
        found.append(textwrap.dedent(match[1]))
    return found[0], found[1]


@pytest.mark.parametrize(
    "path", sorted(CASES.rglob("*.py")), ids=lambda p: f"{p.parent.name}/{p.stem}"
)
def test_findings_match_the_comments(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    wanted = {
        (rule.strip(), number)
        for number, line in enumerate(source.splitlines(), start=1)
        if (match := EXPECTED.search(line))
        for rule in match["rules"].split(",")
    }
    findings = run_rules(subject_of(source))
    assert not [f.message for f in findings if "the rule broke" in f.message]
    own = next(r.rule.id for r in load_rules() if _folder(r) == path.parent)
    advice = {r.rule.id for r in load_rules() if r.rule.kind is RuleKind.SMELL} - {own}
    found = {
        (finding.rule, finding.evidence[0].first_line)
        for finding in findings
        if finding.outcome is Outcome.PRESENT and finding.rule not in advice
    }
    assert found == wanted
    for number, line in enumerate(source.splitlines(), start=1):
        if (match := SAID.search(line)) is not None:
            said = {f.outcome for f in findings if f.rule == match["rule"] and covers(f, number)}
            assert said == {OUTCOMES[match["outcome"]]}, f"line {number}"
    if path.stem.startswith("present_"):
        assert own in {rule for rule, _ in wanted}, "a present case expects its own rule"
    else:
        assert own not in {rule for rule, _ in wanted}, "an absent case expects others at most"


@pytest.mark.parametrize("loaded", load_rules(), ids=lambda loaded: loaded.rule.id)
def test_every_page_parses_and_shows_what_the_rule_does(loaded: LoadedRule) -> None:
    bad, good = _blocks(loaded.doc)
    ast.parse(bad)
    ast.parse(good)
    own = [loaded]
    assert any(f.outcome is Outcome.PRESENT for f in run_rules(subject_of(bad), own)), (
        "Bad: is not found"
    )
    assert not any(f.outcome is Outcome.PRESENT for f in run_rules(subject_of(good), own))
    assert "Blind to" in " ".join(loaded.doc.split())
    assert "Sources:" in loaded.doc


@pytest.mark.parametrize("loaded", load_rules(), ids=lambda loaded: loaded.rule.id)
def test_every_rule_has_both_kinds_of_case(loaded: LoadedRule) -> None:
    kinds = {path.name.partition("_")[0] for path in _folder(loaded).glob("*.py")}
    assert kinds == {"present", "absent"}, f"{_folder(loaded)} needs a present_ and an absent_ case"


def test_ids_and_names_are_unique_and_leaves_are_of_the_taxonomy() -> None:
    rules = load_rules()
    assert len({r.rule.id for r in rules}) == len(rules)
    assert len({r.rule.name for r in rules}) == len(rules)
    leaves = {leaf.id for leaf in load_taxonomy().leaves}
    for loaded in rules:
        assert re.fullmatch(r"ACU\d{3}", loaded.rule.id)
        assert loaded.check.__module__.endswith(loaded.rule.name.replace("-", "_"))
        assert loaded.rule.leaves, loaded.rule.id
        assert set(loaded.rule.leaves) <= leaves, loaded.rule.id


def test_every_folder_of_cases_belongs_to_a_rule() -> None:
    folders = {path.parent for path in CASES.rglob("*.py")}
    assert folders <= {_folder(loaded) for loaded in load_rules()}
