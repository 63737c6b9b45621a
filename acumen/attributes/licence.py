"""Under which terms a template may be used, as far as its repository says so.

The nearest licence file above the entry decides. The SPDX line in the entry and the project's
metadata are compared with it: where they disagree, that is said and nobody's word is taken. What a
README claims without a licence text is a state of its own, and so is nothing at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from posixpath import basename, dirname, join
from typing import TYPE_CHECKING, Final

from acumen.attributes.licence_texts import Identified, identify, said, state_of
from acumen.attributes.texts import folders_above, is_licence, is_readme, placed
from acumen.domain.evidence import Evidence
from acumen.domain.licence import NO_LICENCE, Licence, LicenceState

if TYPE_CHECKING:
    from acumen.attributes.subject import Subject

_SPDX_LINE: Final = re.compile(r"SPDX-License-Identifier:\s*([A-Za-z0-9.+() -]{2,100})")
_HEADER: Final = 6000  # characters of the entry in which an SPDX line counts
_NO_TERMS: Final = re.compile(r"notice|copyright", re.IGNORECASE)
_SETUP_LICENCE: Final = re.compile(r"^\s*licen[cs]e\s*=\s*['\"]?([^'\"\n,]{2,80})", re.MULTILINE)
_CLASSIFIER: Final = re.compile(r"License :: (?:OSI Approved :: )?([^'\"\n]{2,80})")
_PKG_INFO: Final = re.compile(r"^License(?:-Expression)?:[ \t]*(\S[^\n]{1,80})$", re.MULTILINE)
_CLAIM: Final = re.compile(
    r"(?:licen[cs]ed?|released|distributed|available|code is)\s+(?:\w+\s+){0,6}?under\s+(?:the\s+)?"
    r"(?:terms of the\s+)?\[?([^\n.]{2,60})"
    r"|licen[cs]e[-:\s]{1,3}(?:is\s+)?\[?((?:MIT|Apache|BSD|GPL|LGPL|AGPL|MPL|CC)[^\n\])]{0,30})"
    r"|\b((?:MIT|Apache(?:[- ]2\.0)?|BSD(?:[- ]\d-clause)?|A?L?GPL(?:v\d)?)\s+licen[cs]e)",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(r"^\s{0,3}#{0,6}\s*\W{0,4}\s*licen[cs](?:e|ing)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Claim:
    """Terms that something other than a licence text names."""

    spdx: str
    evidence: Evidence


def licence_of(subject: Subject) -> Licence:
    """The terms that cover the template's entry, with the files that say so."""
    nearest = _nearest_texts(subject)
    claims = (*_spdx_line(subject), *_metadata(subject))
    if nearest:
        return _decided(nearest, claims)
    if claims:
        spdx = {claim.spdx for claim in claims}
        evidence = tuple(claim.evidence for claim in claims)
        if len({_family(one) for one in spdx}) > 1:
            note = f"no licence text, and the declarations differ: {', '.join(sorted(spdx))}"
            return Licence("", LicenceState.CONFLICT, 0.8, evidence, note)
        first = claims[0].spdx
        note = "declared, but there is no licence text in this snapshot"
        return Licence(first, state_of(first), 0.75, evidence, note)
    readme = next(_readme_claims(subject), None)
    if readme is not None:
        note = "named in the README, but there is no licence text in this snapshot"
        return Licence(readme.spdx, LicenceState.README_ONLY, 0.8, (readme.evidence,), note)
    return NO_LICENCE


def _nearest_texts(subject: Subject) -> tuple[tuple[str, Identified], ...]:
    """The licence files of the nearest folder that has any, identified."""
    by_folder: dict[str, list[str]] = {}
    for folder, paths in placed(subject.texts, _has_terms).items():
        by_folder.setdefault(_licensed_folder(join(folder, "x")), []).extend(paths)
    for folder in folders_above(subject.template.path):
        if folder in by_folder:
            nearest = sorted(by_folder[folder])[:6]
            return tuple((path, identify(subject.texts[path])) for path in nearest)
    return ()


def _has_terms(path: str) -> bool:
    return is_licence(path) and not _NO_TERMS.match(basename(path))


def _licensed_folder(path: str) -> str:
    """The folder that a licence file speaks for: a ``LICENSES`` folder speaks for its parent."""
    folder = dirname(path)
    if basename(folder).lower() in {"licenses", "licences", "license"}:
        return dirname(folder)
    return folder


def _decided(texts: tuple[tuple[str, Identified], ...], claims: tuple[_Claim, ...]) -> Licence:
    evidence = tuple(_top(path) for path, _ in texts)
    spdx, state, confidence, note = _joined(tuple(found for _, found in texts))
    folder = _licensed_folder(texts[0][0])
    inside = tuple(c for c in claims if not folder or c.evidence.path.startswith(f"{folder}/"))
    differing = tuple(
        claim for claim in inside if spdx and not _compatible(spdx, _without_or_later(claim.spdx))
    )
    if differing:
        names = ", ".join(sorted({claim.spdx for claim in differing}))
        note = f"the licence file reads {spdx}, but {names} is declared elsewhere"
        evidence += tuple(claim.evidence for claim in differing)
        return Licence(spdx, LicenceState.CONFLICT, 0.8, evidence, note)
    if folder and not note:
        note = f"from {folder}/, which may differ from the rest of the repository"
    return Licence(spdx, state, confidence, evidence, note)


def _joined(found: tuple[Identified, ...]) -> tuple[str, LicenceState, float, str]:
    """Several licence files side by side: a choice, an addition, or a disagreement."""
    if len(found) == 1:
        return found[0].spdx, found[0].state, found[0].confidence, found[0].note
    named = tuple(dict.fromkeys(one.spdx for one in found if one.spdx))
    confidence = min(one.confidence for one in found)
    if len(named) == 1 and all(one.spdx for one in found):
        return named[0], found[0].state, confidence, found[0].note
    if any(one.startswith("LGPL") for one in named) and all("GPL" in one for one in named):
        lesser = next(one for one in named if one.startswith("LGPL"))
        return lesser, LicenceState.WEAK_COPYLEFT, confidence, "the LGPL adds to the GPL beside it"
    if all(one.spdx and one.state is LicenceState.PERMISSIVE for one in found):
        spdx = " OR ".join(sorted(named))
        return spdx, LicenceState.PERMISSIVE, confidence, "several licences lie side by side"
    note = "several licences lie side by side; which covers what is not known"
    return " AND ".join(sorted(named)), LicenceState.CONFLICT, 0.8, note


def _spdx_line(subject: Subject) -> Iterator[_Claim]:
    found = _SPDX_LINE.search(subject.entry_code[:_HEADER])
    if found is not None and (spdx := said(found[1].strip(" -"))):
        line = subject.entry_code.count("\n", 0, found.start()) + 1
        yield _Claim(spdx, Evidence(subject.template.path, line, line))


def _metadata(subject: Subject) -> Iterator[_Claim]:
    """Licences that the nearest project metadata above the entry declare."""
    for folder in folders_above(subject.template.path):
        found = []
        for name in ("pyproject.toml", "setup.cfg", "setup.py", "PKG-INFO"):
            path = f"{folder}/{name}" if folder else name
            if path in subject.texts:
                found += list(_declared(path, subject.texts[path]))
        if found:
            yield from found
            return


@lru_cache(maxsize=512)
def _declared(path: str, text: str) -> tuple[_Claim, ...]:
    text = text[:100_000]
    declared = ""
    if path.endswith("pyproject.toml"):
        declared = _pyproject_licence(text)
    elif path.endswith("PKG-INFO"):
        match = _PKG_INFO.search(text)
        declared = match[1] if match else ""
    else:
        match = _SETUP_LICENCE.search(text)
        declared = match[1] if match else ""
    if not said(declared):
        match = _CLASSIFIER.search(text)
        declared = match[1] if match else ""
    spdx = said(declared)
    if not spdx:
        return ()
    line = text.count("\n", 0, max(text.find(declared), 0)) + 1
    return (_Claim(spdx, Evidence(path, line, line)),)


def _pyproject_licence(text: str) -> str:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ""
    project = document.get("project")
    declared = project.get("license") if isinstance(project, dict) else None
    if isinstance(declared, dict):
        declared = declared.get("text")
    return declared[:200] if isinstance(declared, str) else ""


def _readme_claims(subject: Subject) -> Iterator[_Claim]:
    """Licences that the README nearest to the entry names, in a section or a sentence of it."""
    readmes = placed(subject.texts, is_readme)
    for folder in folders_above(subject.template.path):
        if folder in readmes:
            path = readmes[folder][0]
            yield from _claims_in(path, subject.texts[path])


@lru_cache(maxsize=512)
def _claims_in(path: str, text: str) -> tuple[_Claim, ...]:
    found = []
    lines = text[:200_000].splitlines()
    for number, line in enumerate(lines, start=1):
        if _HEADING.match(line):
            section = " ".join(lines[number : number + 8])
            if spdx := said(section):
                found.append(_Claim(spdx, Evidence(path, number, min(number + 8, len(lines)))))
        match = _CLAIM.search(line[:1000])
        if match is not None:
            name = next(group for group in match.groups() if group)
            if spdx := said(name):
                found.append(_Claim(spdx, Evidence(path, number, number)))
    return tuple(found)


def _compatible(found: str, claimed: str) -> bool:
    """Whether a declaration may mean the licence that was found; plain "BSD" means any BSD, and
    who declares one of several licences that hold side by side contradicts none.
    """
    parts = {_family(part) for part in re.split(r" (?:OR|AND) ", found)}
    return _family(found) == _family(claimed) or _family(claimed) in parts


def _family(spdx: str) -> str:
    plain = _without_or_later(spdx)
    if plain in {"BSD-2-Clause", "BSD-3-Clause"}:
        return "BSD"
    return re.sub(r"-\d(\.\d)?$", "", plain) if plain.startswith(("GPL", "LGPL", "AGPL")) else plain


def _without_or_later(spdx: str) -> str:
    return spdx.removesuffix("-only").removesuffix("-or-later").removesuffix("+")


def _top(path: str) -> Evidence:
    return Evidence(path, 1, 1)  # the file as a whole; its first line is enough to open it
