"""Which licence a text is, and which kind of terms an SPDX expression stands for.

Two readings must agree: a comparison with the texts of the SPDX list, and a few sentences that a
licence cannot do without. A text that only one of them knows is held to be less sure or unknown,
because near-identical texts (Apache and Pixar) and files that bundle several licences are
otherwise told apart wrongly at a high score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from acumen.domain.licence import LicenceState

ACCEPTED_FROM: Final = 0.95  # score of the comparison
_SUPPORTED_FROM: Final = 0.8  # score that suffices where all marks of the licence are there
_LONGEST_TEXT: Final = 200_000  # characters
_SHORTEST_TEXT: Final = 40

_SPACE: Final = re.compile(r"\s+")
_HOLDER: Final = re.compile(  # "Copyright (c) 2020 Somebody", and a line that says no more
    r"(?i)[\s#*/-]{0,20}(copyright\s*(\(c\)|\xa9|\d{4}|\[).{0,200}|all rights reserved\.?)\s*$"
)
_LONG_TEXTS: Final = ("apache", "gpl", "lgpl", "agpl", "mpl", "cc-", "epl", "cddl", "eupl", "osl")

# Sentences that a licence of the family cannot do without, in lower case with single blanks.
_MARKS: Final = {
    "apache": ("apache license", "version 2.0, january 2004"),
    "mit": (
        "permission is hereby granted, free of charge, to any person obtaining a copy",
        'is provided "as is"',
    ),
    "bsd": ("redistribution and use in source and binary forms", "with or without modification"),
    "mpl": ("mozilla public license version 2.0",),
    "isc": ("permission to use, copy, modify, and/or distribute this software for any purpose",),
    "unlicense": ("this is free and unencumbered software released into the public domain",),
}
_GNU: Final = re.compile(
    r"gnu (affero |lesser |library )?general public license[\s,]*version ([23])", re.IGNORECASE
)
_CREATIVE_COMMONS: Final = re.compile(
    r"(?:creative commons )?attribution((?:-noncommercial|-sharealike|-noderivatives|-noderivs)*)"
    r" (\d\.\d)",
)
_NON_COMMERCIAL: Final = re.compile(
    r"non-?\s?commercial(?:ly)?\b|(?:solely|only) for (?:\w+ ){0,3}research"
    r"|research (?:or evaluation )?purposes only|academic (?:use|purposes) only"
    r"|not be used for commercial|commercial use is (?:not|prohibited)"
)
_STRICTER: Final = re.compile(
    r"(?:general|mozilla|eclipse|affero) public license|creative commons|copyleft|share-?alike"
)
_THIRD_CLAUSE: Final = re.compile(r"neither the name of|may be used to endorse or promote")
_FOURTH_CLAUSE: Final = re.compile(r"all advertising materials mentioning")
_ANYBODY: Final = "Copyright (c) 2000 Anybody"  # in place of it


@dataclass(frozen=True, slots=True)
class Identified:
    """What a text was found to be. ``spdx`` is "" where it was not recognised."""

    spdx: str
    state: LicenceState
    confidence: float  # 0..1
    note: str = ""


@lru_cache(maxsize=4096)
def identify(text: str) -> Identified:
    """The licence of ``text``; equal texts are compared once in a run."""
    plain = _SPACE.sub(" ", text[:_LONGEST_TEXT]).lower().strip()
    if len(plain) < _SHORTEST_TEXT:
        return Identified("", LicenceState.UNKNOWN, 0.5, "the licence file is all but empty")
    families = _families(plain)
    name, score = _compared(_body(text))
    if len(families) > 1:
        if _all_permissive(families.values(), plain):
            spdx = " AND ".join(sorted(families.values()))
            note = "one file with several texts, which says what each of them covers"
            return Identified(spdx, LicenceState.PERMISSIVE, 0.75, note)
        shown = ", ".join(sorted(families))
        note = f"the file holds the marks of several licences: {shown}"
        return Identified("", LicenceState.UNKNOWN, 0.5, note)
    marked = next(iter(families.values()), "")
    if marked and not _agree(marked, name):
        name, score = marked, 0.85
    elif marked and score < ACCEPTED_FROM:
        score = 0.85 if score >= _SUPPORTED_FROM else 0.0
    if score < (0.85 if marked else ACCEPTED_FROM):
        return _unrecognised(plain)
    state = state_of(name)
    short = not name.lower().startswith(_LONG_TEXTS)
    if short and state is LicenceState.PERMISSIVE and _NON_COMMERCIAL.search(plain):
        note = f"reads like {name} with a restriction to non-commercial use"
        return Identified("", LicenceState.NON_COMMERCIAL, 0.8, note)
    return Identified(name, state, round(min(score, 0.99), 3), _note(name))


def _all_permissive(found: Iterable[str], plain: str) -> bool:
    """Whether every text of a bundle is permissive, so that whichever applies, the whole is."""
    return (
        all(spdx in _PERMISSIVE for spdx in found)
        and _NON_COMMERCIAL.search(plain) is None
        and _STRICTER.search(plain) is None
    )


def _unrecognised(plain: str) -> Identified:
    found = _NON_COMMERCIAL.search(plain)
    if found is not None:
        note = "a text of its own that restricts use to non-commercial purposes or research"
        return Identified("", LicenceState.NON_COMMERCIAL, 0.8, note)
    return Identified("", LicenceState.UNKNOWN, 0.6, "a text of its own that was not recognised")


def _families(plain: str) -> dict[str, str]:
    """Families whose marks stand in the text, with the SPDX id that the marks speak of."""
    head = plain[:1500]
    gnu = _GNU.search(head)
    if gnu is not None and plain.find("general public license") < 400:
        kind = {"affero ": "AGPL", "lesser ": "LGPL", "library ": "LGPL"}.get(gnu[1] or "", "GPL")
        version = "2.1" if kind == "LGPL" and "version 2.1" in head else f"{gnu[2]}.0"
        return {"gnu": f"{kind}-{version}-only"}
    commons = _CREATIVE_COMMONS.search(head)
    if commons is not None and "creative commons" in plain:
        parts = commons[1].replace("-noncommercial", "-NC").replace("-sharealike", "-SA")
        parts = parts.replace("-noderivatives", "-ND").replace("-noderivs", "-ND")
        return {"creative commons": f"CC-BY{parts}-{commons[2]}"}
    spdx = {"apache": "Apache-2.0", "mit": "MIT", "mpl": "MPL-2.0", "isc": "ISC"}
    found = {}
    for family, marks in _MARKS.items():
        if all(mark in plain for mark in marks):
            found[family] = spdx.get(family, "Unlicense")
    if "bsd" in found:
        if _FOURTH_CLAUSE.search(plain):
            found["bsd"] = "BSD-4-Clause"
        else:
            found["bsd"] = "BSD-3-Clause" if _THIRD_CLAUSE.search(plain) else "BSD-2-Clause"
    if "mit" in found and "the above copyright notice and this permission notice" not in plain:
        found["mit"] = "MIT-0"
    return found


def _agree(marked: str, compared: str) -> bool:
    """Whether two ids name one licence, ``-only`` and ``-or-later`` aside."""
    tail = re.compile(r"-(only|or-later)$")
    return tail.sub("", marked) == tail.sub("", compared)


def _body(text: str) -> str:
    """``text`` without who holds the copyright: what is the same in every copy of a licence."""
    lines = (line.strip() for line in text[:_LONGEST_TEXT].splitlines())
    return "\n".join(_ANYBODY if _HOLDER.match(line) else line for line in lines)


@lru_cache(maxsize=1024)
def _compared(text: str) -> tuple[str, float]:
    import askalono  # noqa: PLC0415  (its data take a moment to load)

    found = askalono.identify(text)
    return (str(found.name), float(found.score)) if found is not None else ("", 0.0)


def _note(spdx: str) -> str:
    if spdx.startswith(("CC-BY", "ODbL", "ODC-", "CDLA", "PDDL", "OGL")):
        return "made for texts and data rather than for code"
    return ""


_PERMISSIVE: Final = frozenset(
    {
        "0BSD", "AFL-3.0", "Apache-1.1", "Apache-2.0", "Artistic-2.0", "BlueOak-1.0.0",
        "BSD-1-Clause", "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-3-Clause",
        "BSD-3-Clause-Clear", "BSD-4-Clause", "BSL-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0",
        "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "ECL-2.0", "ISC", "MIT", "MIT-0", "MS-PL",
        "MulanPSL-2.0", "NCSA", "ODC-By-1.0", "PDDL-1.0", "PSF-2.0", "Python-2.0", "Unlicense",
        "UPL-1.0", "W3C", "WTFPL", "X11", "Zlib",
    }
)  # fmt: skip
_RANK: Final = (
    LicenceState.PERMISSIVE,
    LicenceState.WEAK_COPYLEFT,
    LicenceState.STRONG_COPYLEFT,
    LicenceState.NETWORK_COPYLEFT,
    LicenceState.NON_COMMERCIAL,
    LicenceState.UNKNOWN,
)


@lru_cache(maxsize=1024)
def state_of(expression: str) -> LicenceState:
    """The kind of terms of an SPDX expression: of ``OR`` the freest part, of ``AND`` the strictest.

    What is no valid expression is UNKNOWN.
    """
    parsed = _parsed(expression)
    if parsed is None:
        return LicenceState.UNKNOWN
    return _RANK[_rank(parsed)]


def _rank(node: object) -> int:
    """Index into ``_RANK``; an expression is at most as deep as it is long, and that is capped."""
    arguments = getattr(node, "args", ())
    if not arguments:
        return _RANK.index(_single(str(getattr(node, "key", node))))
    ranks = [_rank(argument) for argument in arguments]
    return min(ranks) if type(node).__name__ == "OR" else max(ranks)


def _single(spdx: str) -> LicenceState:
    name = spdx.partition(" WITH ")[0].removesuffix("+")
    if name in _PERMISSIVE:
        return LicenceState.PERMISSIVE
    if "-NC-" in name or name.startswith("PolyForm-Noncommercial"):
        return LicenceState.NON_COMMERCIAL
    if name.startswith(("AGPL-", "SSPL-", "OSL-", "EUPL-")):
        return LicenceState.NETWORK_COPYLEFT
    if name.startswith(("LGPL-", "MPL-", "EPL-", "CDDL-", "CPL-", "CC-BY-SA-", "ODbL-", "MS-RL")):
        weak = not name.startswith("CC-BY-SA-")
        return LicenceState.WEAK_COPYLEFT if weak else LicenceState.STRONG_COPYLEFT
    if name.startswith(("GPL-", "CECILL-2", "QPL-", "Sleepycat")):
        return LicenceState.STRONG_COPYLEFT
    return LicenceState.UNKNOWN


@lru_cache(maxsize=1)
def _licensing() -> object:
    from license_expression import get_spdx_licensing  # noqa: PLC0415  (reads its list of ids)

    return get_spdx_licensing()


def _parsed(expression: str) -> object | None:
    if not expression or len(expression) > 200 or expression.count("(") > 8:
        return None
    from license_expression import ExpressionError, ExpressionParseError  # noqa: PLC0415

    licensing = _licensing()
    try:
        parsed: object = licensing.parse(expression, validate=True)  # type: ignore[attr-defined]
    except (ExpressionError, ExpressionParseError):
        return None
    return parsed


@lru_cache(maxsize=1024)
def normalised(expression: str) -> str:
    """The expression in its usual spelling (``mit or apache-2.0`` -> ``MIT OR Apache-2.0``)."""
    parsed = _parsed(expression)
    return str(parsed) if parsed is not None else ""


_SAID: Final = (
    (re.compile(r"\baffero|\bagpl", re.IGNORECASE), "AGPL-3.0-only"),
    (re.compile(r"\blesser general|\blgpl", re.IGNORECASE), "LGPL-3.0-only"),
    (
        re.compile(r"\bgpl[- ]?v?2|general public licen[cs]e,? v(ersion )?\.?2", re.IGNORECASE),
        "GPL-2.0-only",
    ),
    (re.compile(r"\bgpl|general public licen[cs]e", re.IGNORECASE), "GPL-3.0-only"),
    (
        re.compile(r"cc[- ]by[- ]nc[- ]sa|noncommercial-?\s?sharealike", re.IGNORECASE),
        "CC-BY-NC-SA-4.0",
    ),
    (re.compile(r"cc[- ]by[- ]nc|attribution-?\s?noncommercial", re.IGNORECASE), "CC-BY-NC-4.0"),
    (re.compile(r"cc[- ]by[- ]sa", re.IGNORECASE), "CC-BY-SA-4.0"),
    (re.compile(r"cc[- ]by\b", re.IGNORECASE), "CC-BY-4.0"),
    (re.compile(r"cc0|creative commons zero", re.IGNORECASE), "CC0-1.0"),
    (re.compile(r"\bapache", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"\bmozilla|\bmpl", re.IGNORECASE), "MPL-2.0"),
    (re.compile(r"\b(bsd[- ]?2|2-clause bsd|simplified bsd)", re.IGNORECASE), "BSD-2-Clause"),
    (re.compile(r"\b(bsd)", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"\bmit\b", re.IGNORECASE), "MIT"),
    (re.compile(r"\bisc\b", re.IGNORECASE), "ISC"),
    (re.compile(r"unlicense|public domain", re.IGNORECASE), "Unlicense"),
)


def said(text: str) -> str:
    """The SPDX id that a short free text names (``MIT License``, ``Apache 2.0``); "" if none."""
    if exact := normalised(text.strip()):
        return exact
    for pattern, spdx in _SAID:
        if pattern.search(text[:300]):
            return spdx
    return ""
