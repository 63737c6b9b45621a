"""Licences: nearest text first, disagreement said aloud, nothing taken from prose alone."""

from __future__ import annotations

import pytest
from subjects import subject_of

from acumen.attributes import licence_texts
from acumen.attributes.licence import licence_of
from acumen.attributes.licence_texts import identify, normalised, said, state_of
from acumen.domain.licence import LicenceState

PROGRAM = "import torch\n\nprint(torch.ones(1))\n"
MIT = """MIT License

Copyright (c) 2020 Somebody

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
ISC = """ISC License

Copyright (c) 2020 Somebody

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee
is hereby granted, provided that the above copyright notice and this permission notice appear in all
copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS
SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE
AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE
OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS
SOFTWARE.
"""
OWN_TERMS = """Terms of the laboratory

You may look at this work and run it for academic use only. Ask us before you do anything else.
"""


def test_a_licence_text_is_identified_with_its_lines() -> None:
    licence = licence_of(subject_of({"train.py": PROGRAM, "LICENSE": MIT}))
    assert (licence.spdx, licence.state) == ("MIT", LicenceState.PERMISSIVE)
    assert licence.confidence >= 0.95
    assert [(e.path, e.first_line) for e in licence.evidence] == [("LICENSE", 1)]


def test_copies_of_one_licence_are_compared_once() -> None:
    licence_texts._compared.cache_clear()
    others = [MIT.replace("2020 Somebody", name) for name in ("2021 Another", "2019 A & B, Ltd.")]
    assert {licence_texts.identify(text).spdx for text in (MIT, *others)} == {"MIT"}
    assert licence_texts._compared.cache_info().misses == 1


def test_the_nearest_licence_covers_the_entry() -> None:
    files = {"a/b/train.py": PROGRAM, "LICENSE": MIT, "a/LICENCE.txt": ISC}
    licence = licence_of(subject_of(files, entry="a/b/train.py"))
    assert licence.spdx == "ISC"
    assert "a/" in licence.note


def test_a_licence_below_the_entry_covers_nothing_above_it() -> None:
    licence = licence_of(subject_of({"train.py": PROGRAM, "vendor/LICENSE": MIT}))
    assert licence.state is LicenceState.NONE


def test_an_outer_declaration_does_not_contradict_a_nested_text() -> None:
    files = {
        "a/train.py": PROGRAM,
        "a/LICENSE": MIT,
        "pyproject.toml": '[project]\nname = "x"\nlicense = "Apache-2.0"\n',
    }
    assert licence_of(subject_of(files, entry="a/train.py")).state is LicenceState.PERMISSIVE


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project]\nname = "x"\nlicense = "GPL-3.0-or-later"\n'),
        ("pyproject.toml", '[project]\nname = "x"\nlicense = { text = "GPLv3" }\n'),
        ("setup.py", 'from setuptools import setup\nsetup(\n    license="Apache 2.0",\n)\n'),
        ("setup.cfg", "[metadata]\nlicense = BSD\n"),
        ("PKG-INFO", "Name: x\nLicense: Apache-2.0\n"),
    ],
)
def test_a_declaration_that_differs_is_a_conflict(path: str, text: str) -> None:
    licence = licence_of(subject_of({"train.py": PROGRAM, "LICENSE": MIT, path: text}))
    assert licence.state is LicenceState.CONFLICT
    assert path in {e.path for e in licence.evidence}


@pytest.mark.parametrize("declared", ["MIT", "ISC"])
def test_who_declares_one_of_the_licences_of_a_file_contradicts_none(declared: str) -> None:
    setup = f'from setuptools import setup\nsetup(\n    license="{declared}",\n)\n'
    files = {"train.py": PROGRAM, "LICENSE": f"{MIT}\n\n{ISC}", "setup.py": setup}
    licence = licence_of(subject_of(files))
    assert licence.spdx == "ISC AND MIT"
    assert licence.state is LicenceState.PERMISSIVE
    other = {**files, "setup.py": setup.replace(declared, "Apache 2.0")}
    assert licence_of(subject_of(other)).state is LicenceState.CONFLICT


@pytest.mark.parametrize(
    ("expression", "state"),
    [
        ("GPL-3.0-only AND MIT", LicenceState.STRONG_COPYLEFT),
        ("LGPL-2.1-only AND MIT", LicenceState.WEAK_COPYLEFT),
    ],
)
def test_the_strictest_of_several_licences_decides(expression: str, state: LicenceState) -> None:
    assert state_of(expression) is state


def test_an_spdx_line_that_differs_is_a_conflict() -> None:
    program = "# SPDX-License-Identifier: GPL-2.0-only\n" + PROGRAM
    licence = licence_of(subject_of({"train.py": program, "LICENSE": MIT}))
    assert licence.state is LicenceState.CONFLICT


def test_an_spdx_line_alone_is_a_declaration() -> None:
    program = "# SPDX-License-Identifier: LGPL-2.1-or-later\n" + PROGRAM
    licence = licence_of(subject_of({"train.py": program}))
    assert licence.state is LicenceState.WEAK_COPYLEFT
    assert licence.confidence < 0.9


def test_a_readme_alone_is_a_weak_claim() -> None:
    readme = "# Project\n\n## License\n\nMIT, see below.\n"
    licence = licence_of(subject_of({"train.py": PROGRAM, "README.md": readme}))
    assert (licence.spdx, licence.state) == ("MIT", LicenceState.README_ONLY)
    assert licence.evidence[0].first_line == 3


def test_terms_of_their_own_are_not_guessed() -> None:
    assert identify(OWN_TERMS).state is LicenceState.NON_COMMERCIAL
    unknown = identify("You may use this on Sundays, if the weather is good and you ask nicely.")
    assert unknown.state is LicenceState.UNKNOWN
    assert unknown.spdx == ""


def test_a_restriction_added_to_a_permissive_text_is_seen() -> None:
    text = MIT + "\nThe Software may be used for non-commercial purposes only.\n"
    assert identify(text).state is not LicenceState.PERMISSIVE


def test_several_permissive_licences_in_one_text_are_all_of_them() -> None:
    found = identify(MIT + "\n\n" + ISC)
    assert (found.spdx, found.state) == ("ISC AND MIT", LicenceState.PERMISSIVE)
    assert found.confidence < 0.9


def test_a_bundle_with_a_stricter_text_is_unknown() -> None:
    stricter = "Parts are under the GNU General Public License, version 3.\n"
    research = "The data may be used for non-commercial purposes only.\n"
    for text in (stricter, research):
        assert identify(f"{MIT}\n\n{ISC}\n\n{text}").state is LicenceState.UNKNOWN


def test_a_choice_of_permissive_licences_is_permissive() -> None:
    files = {"train.py": PROGRAM, "LICENSE-MIT": MIT, "LICENSE-ISC": ISC}
    licence = licence_of(subject_of(files))
    assert (licence.spdx, licence.state) == ("ISC OR MIT", LicenceState.PERMISSIVE)


@pytest.mark.parametrize(
    ("expression", "state"),
    [
        ("MIT", LicenceState.PERMISSIVE),
        ("mit or gpl-3.0-only", LicenceState.PERMISSIVE),
        ("MIT AND GPL-3.0-only", LicenceState.STRONG_COPYLEFT),
        ("GPL-2.0-only WITH Classpath-exception-2.0", LicenceState.STRONG_COPYLEFT),
        ("LGPL-3.0-or-later", LicenceState.WEAK_COPYLEFT),
        ("AGPL-3.0-only", LicenceState.NETWORK_COPYLEFT),
        ("CC-BY-NC-4.0", LicenceState.NON_COMMERCIAL),
        ("CC-BY-NC-SA-4.0", LicenceState.NON_COMMERCIAL),
        ("no such thing", LicenceState.UNKNOWN),
        ("((((((((((MIT))))))))))", LicenceState.UNKNOWN),
        ("", LicenceState.UNKNOWN),
    ],
)
def test_kinds_of_terms(expression: str, state: LicenceState) -> None:
    assert state_of(expression) is state


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("MIT License", "MIT"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
        ("committed to quality", ""),
    ],
)
def test_what_short_texts_name(text: str, spdx: str) -> None:
    assert said(text) == spdx
    assert not spdx or normalised(spdx) == spdx
