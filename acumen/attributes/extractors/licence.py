"""Under what kind of terms the program stands.

Reads the nearest licence file above the entry, the SPDX line of the entry, declared metadata and,
as a weak claim only, the README: see :mod:`acumen.attributes.licence`, whose confidence is handed
on. The value is the state (permissive, weak-copyleft ...); the SPDX expression stands with the
template's licence.

Blind to terms that a website or a parent project states.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.licence import licence_of
from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.LICENCE


def extract(subject: Subject) -> Iterator[Attribute]:
    found = licence_of(subject)
    rule = f"licence:{found.spdx or found.state}"
    yield Attribute(FACET, found.state.value, found.confidence, found.evidence, rule=rule)
