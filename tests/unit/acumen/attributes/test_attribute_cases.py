"""Each case is a small program that says itself what the rules must and must not state of it.

Lines of a case: ``# attribute: facet=value`` must be found; ``# no attribute: facet=value`` or
``# no attribute: facet`` must not; ``# text PATH: line`` and ``# module PATH: line`` add a line to
another file of the repository; ``# path: PATH`` names the entry, ``# repository: OWNER/NAME`` the
repository.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from subjects import subject_of

from acumen.attributes.registry import load_extractors
from acumen.domain.attribute import Facet
from acumen.domain.template import Role
from indexer.stages.describe import stated

CASES = Path(__file__).parents[3] / "attributes" / "cases"
LINE = re.compile(r"# (no attribute|attribute|text|module|path|repository)(?: ([^:]+))?: ?(.*)")


def _cases() -> list[Path]:
    return sorted(CASES.glob("*/*.py"))


@pytest.mark.parametrize("case", _cases(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    said = [m.groups() for m in map(LINE.fullmatch, text.splitlines()) if m]
    entry = next((value for kind, _, value in said if kind == "path"), "program.py")
    named = next((value for kind, _, value in said if kind == "repository"), "someone/project")
    files = {entry: text}
    for kind, path, line in said:
        if kind in {"text", "module"}:
            files[path] = files.get(path, "") + line + "\n"
    subject = subject_of(files, entry=entry, repository=named, role=Role.TRAINING)
    attributes = stated(subject)[0]
    found = {f"{a.facet}={a.value}" for a in attributes} | {a.facet.value for a in attributes}
    expectations = [(kind, value) for kind, _, value in said if kind.endswith("attribute")]
    assert expectations, "a case without an expectation cannot fail"
    for kind, value in expectations:
        if kind == "attribute":
            assert value in found, f"{value} not in {sorted(found)}"
        else:
            assert value not in found
    lines = {path: body.count("\n") + 1 for path, body in files.items()}
    for attribute in attributes:
        assert attribute.confidence >= 0.5
        assert attribute.rule
        for evidence in attribute.evidence:
            assert evidence.last_line <= lines[evidence.path]


def test_every_facet_has_an_extractor_that_says_what_it_does() -> None:
    loaded = load_extractors()
    assert {one.facet for one in loaded} == set(Facet)
    for one in loaded:
        assert len(one.doc.strip().splitlines()) >= 3, f"{one.name}: say what it reads"
        assert "Blind to" in one.doc, f"{one.name}: say what it misses"


@pytest.mark.parametrize("facet", list(Facet))
def test_every_facet_has_a_present_and_an_absent_case(facet: Facet) -> None:
    names = [path.name for path in (CASES / facet.value).glob("*.py")]
    assert any(name.startswith("present_") for name in names)
    assert any(name.startswith("absent_") for name in names)
