"""Facts about packages, and requirements as projects declare them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from acumen.attributes.packages import package_facts
from acumen.attributes.pins import declared
from acumen.errors import CorpusError


def test_the_shipped_facts_are_in_form() -> None:
    facts = package_facts()
    assert len(facts.packages) >= 200
    assert Version(facts.oldest_python) >= Version("3.11")
    for package in facts.packages.values():
        assert len(package.released) == len("2026-01"), package.name
        for end in (package.ends or {}).values():
            assert not end or Version(end).major == 3, package.name


def test_known_ends() -> None:
    torch = package_facts().get("Torch")
    assert torch is not None
    assert torch.ends is not None
    assert torch.ends["1.4.0"] == "3.8"
    assert package_facts().get("a-package-that-nobody-knows") is None


def test_a_file_out_of_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "packages.toml"
    path.write_text('day = "2026-01-01"\n', encoding="utf-8")
    with pytest.raises(CorpusError):
        package_facts(path)


def test_requirements_are_read_from_the_nearest_file() -> None:
    texts = {
        "requirements.txt": "keras==1.0\n",
        "jobs/requirements.txt": "# ours\ntorch == 1.4.0 ; python_version < '3.9'  # old\n"
        "-e .\ngit+https://example.org/x\n./local\nnumpy[extra]>=1 --hash=sha256:0\n",
    }
    found = declared("jobs/train.py", texts)
    assert [(str(pin.requirement.name), pin.evidence.first_line) for pin in found] == [
        ("torch", 2),
        ("numpy", 6),
    ]


def test_requirements_of_a_project_file() -> None:
    text = '[project]\nname = "x"\ndependencies = [\n  "torch>=2",\n  "numpy",\n]\n'
    found = declared("train.py", {"pyproject.toml": text})
    assert [(pin.requirement.name, pin.evidence.first_line) for pin in found] == [
        ("torch", 4),
        ("numpy", 5),
    ]


@given(st.text(max_size=200))
def test_nothing_that_is_declared_breaks_it(text: str) -> None:
    declared("a.py", {"requirements.txt": text, "pyproject.toml": text})
