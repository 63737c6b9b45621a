"""Whether what a program needs can still be installed, and whether somebody still cares for it.

Reads the requirements that the nearest file above the entry declares, and the facts about packages
that are shipped with the day they were taken. A requirement that no release of its package meets on
any Python that is still cared for cannot be installed (.95); if every requirement is known and can
be met, the program can be installed (.9). A package that the index calls archived or deprecated
(.9), or that had no release for four years (.7), is not cared for; a README whose head says that
the project itself is archived or deprecated says so (.8). What is not known is not said.

Blind to packages that the facts do not hold, to conflicts between requirements, and to what has to
be built from source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from acumen.attributes.extractors.dependency import dependencies
from acumen.attributes.packages import Package, package_facts
from acumen.attributes.pins import Pin, declared
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

FACET = Facet.UPKEEP

_MOST: Final = 3  # lines for one value
_HEAD: Final = 15  # lines of a README
_OLD_YEARS: Final = 4
_MARKED: Final = re.compile(
    r"\b(?:this|the) (?:repo|repository|project|library|package|code|example)s? "
    r"(?:is|are|has been|have been) (?:now |officially |currently )?(?P<no>no longer |not )?"
    r"(?:archived|deprecated|unmaintained"
    r"|(?P<cared>(?:actively )?(?:maintained|developed|supported)))\b",
    re.IGNORECASE,
)


def extract(subject: Subject) -> Iterator[Attribute]:
    facts = package_facts()
    pins = declared(subject.template.path, subject.texts)
    blocked: list[Evidence] = []
    known = 0
    why = ""
    for pin in pins:
        met = _can_be_met(pin)
        known += met is not None
        if met is False:
            blocked.append(pin.evidence)
            why = why or f"{pin.requirement} ends before Python {facts.oldest_python}"
    if blocked:
        yield _said("cannot-install", 0.95, blocked, f"{why}, {facts.day}")
    elif pins and known == len(pins):
        yield _said("can-install", 0.9, [pin.evidence for pin in pins], facts.day)
    yield from _left_alone(subject, facts.day)
    yield from _marked(subject)


def _can_be_met(pin: Pin) -> bool | None:
    """Whether any release that is asked for runs on a Python of today; None if not known."""
    if pin.requirement.url:
        return None
    return _met(pin.requirement.name, str(pin.requirement.specifier))


@lru_cache(maxsize=4096)
def _met(name: str, specifier: str) -> bool | None:
    facts = package_facts()
    package = facts.get(name)
    if package is None or package.ends is None:
        return None
    asked = SpecifierSet(specifier)
    ends = [end for version, end in package.ends.items() if _fits(asked, version)]
    if not ends:
        return None
    return any(not end or Version(end) >= Version(facts.oldest_python) for end in ends)


def _fits(asked: SpecifierSet, version: str) -> bool:
    try:
        return asked.contains(version, prereleases=True)
    except InvalidVersion:
        return False


def _left_alone(subject: Subject, day: str) -> Iterator[Attribute]:
    """Packages that the entry imports and that nobody cares for."""
    facts = package_facts()
    stated: list[Evidence] = []
    quiet: list[Evidence] = []
    for found in dependencies(subject):
        package = facts.get(found.value)
        if package is None:
            continue
        if package.status in {"archived", "deprecated"}:
            stated.append(found.evidence[0])
        elif int(day[:4]) * 12 + int(day[5:7]) - _month(package) > _OLD_YEARS * 12:
            quiet.append(found.evidence[0])
    if stated:
        yield _said("unmaintained-dependency", 0.9, stated, f"the index says so, {day}")
    elif quiet:
        yield _said("unmaintained-dependency", 0.7, quiet, f"no release for years, {day}")


def _month(package: Package) -> int:
    year, _, month = package.released.partition("-")
    return int(year) * 12 + int(month)


def _marked(subject: Subject) -> Iterator[Attribute]:
    readme = subject.signals.readme
    if readme is None:
        return
    for line in readme.lines[:_HEAD]:
        found = _MARKED.search(line.text)
        if found and bool(found["no"]) == bool(found["cared"]):
            where = Evidence(readme.path, line.line, line.line)
            yield _said("archived", 0.8, [where], "its README says so")
            return


def _said(value: str, confidence: float, where: list[Evidence], why: str) -> Attribute:
    evidence = tuple(dict.fromkeys(where))[:_MOST]
    return Attribute(FACET, value, confidence, evidence, rule=f"upkeep:{why}"[:200])
