"""Programs whose faults somebody else labelled: which of their labels the rules find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acumen.domain.facts import Language, ModuleFacts
from acumen.domain.finding import Finding, RuleKind
from acumen.faults.registry import load_rules
from acumen.syntax.codeview import CodeView, code_view
from acumen.syntax.pasted import with_usual_imports
from acumen.syntax.program import Program
from acumen.syntax.reading import read_module
from faultlab.repositories import Pin, Read, blob, rows
from faultlab.seeded import present

DEPRECATION = "api.deprecated"


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What was found in one suite."""

    suite: str
    programs: int
    unread: int
    wanted: int  # labels
    found: int
    by_code: Mapping[str, tuple[int, int]]  # of labels that carry a code: found, wanted
    themed: tuple[int, int]  # labels whose theme a rule has: found, wanted
    right_programs: int  # with a fault finding that was read as right
    right_beyond_names: int  # the same without removed interfaces
    wrong: int  # findings that were read as wrong
    unjudged: tuple[str, ...]  # findings that nobody has read
    beyond_names: int  # fault findings other than removed interfaces


def suites(mirror: Path) -> list[SuiteResult]:
    """The result of every suite of ``suites.jsonl``, in the order of the file."""
    by_suite: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows("suites.jsonl"):
        by_suite[str(row["suite"])].append(row)
    readings = {
        (str(r["path"]), str(r["rule"]), r["line"]): str(r["verdict"])
        for r in rows("suite_readings.jsonl")
    }
    return [_suite(mirror, name, found, readings) for name, found in by_suite.items()]


def _suite(
    mirror: Path,
    name: str,
    listed: list[dict[str, object]],
    readings: Mapping[tuple[str, str, object], str],
) -> SuiteResult:
    known = {loaded.rule.id: loaded.rule for loaded in load_rules()}
    wanted = hit = unread = right_programs = right_beyond = wrong = beyond = 0
    codes: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    themed = [0, 0]
    unjudged = []
    for row in listed:
        program = _read(mirror, row)
        if program is None:
            unread += 1
            continue
        findings = present(program.findings())
        labels = row["wanted"]
        assert isinstance(labels, list)
        for label in labels:
            good = _matches(label, findings)
            wanted, hit = wanted + 1, hit + good
            if "code" in label:
                codes[label["code"]][0] += good
                codes[label["code"]][1] += 1
                if label["theme"]:
                    themed[0] += good
                    themed[1] += 1
        verdicts = []
        for finding in findings:
            rule = known[finding.rule]
            if rule.kind is not RuleKind.FAULT:
                continue
            named = rule.leaves == (DEPRECATION,)
            beyond += not named
            line = finding.evidence[0].first_line
            verdict = readings.get((str(row["path"]), finding.rule, line), "")
            verdicts.append((verdict, named))
            if not verdict:
                unjudged.append(f"{row['path']}:{line} {finding.rule} {finding.message[:90]}")
        wrong += sum(verdict == "wrong" for verdict, _ in verdicts)
        right_programs += any(verdict == "right" for verdict, _ in verdicts)
        right_beyond += any(verdict == "right" and not named for verdict, named in verdicts)
    return SuiteResult(
        name,
        len(listed),
        unread,
        wanted,
        hit,
        {code: (got, total) for code, (got, total) in sorted(codes.items())},
        (themed[0], themed[1]),
        right_programs,
        right_beyond,
        wrong,
        tuple(unjudged),
        beyond,
    )


def _matches(label: Mapping[str, object], findings: list[Finding]) -> bool:
    """A leaf is found by a rule that answers for it, a line by any finding that shows it."""
    known = {loaded.rule.id: loaded.rule for loaded in load_rules()}
    if "line" in label:
        return any(
            place.first_line <= int(str(label["line"])) <= place.last_line
            for finding in findings
            for place in finding.evidence
        )
    leaves = label["leaves"]
    assert isinstance(leaves, list)
    return any(not set(known[f.rule].leaves).isdisjoint(leaves) for f in findings)


def _read(mirror: Path, row: Mapping[str, object]) -> Read | None:
    """As ``acumen check`` reads one file."""
    pin = Pin(str(row["repository"]), str(row["commit"]), str(row["path"]))
    data = blob(mirror, pin.repository, pin.commit, pin.path)
    found, facts = code_view(data, Language.PYTHON), read_module(data, Language.PYTHON)
    if not isinstance(found, CodeView) or not isinstance(facts, ModuleFacts):
        return None
    facts, _ = with_usual_imports(facts)
    program = Program(pin.path, {pin.path: facts})
    return Read(pin, program, {pin.path: found.text}, as_files=True)
