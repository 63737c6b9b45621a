"""What the entry is written as: a Python script or a notebook. Certain.

Reads the language of the entry's facts. Blind to nothing that is read at all: an entry in another
language is no template.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.LANGUAGE


def extract(subject: Subject) -> Iterator[Attribute]:
    facts = subject.program.modules.get(subject.template.path)
    if facts is not None:
        where = (subject.signals.entry_line,)
        yield Attribute(FACET, facts.language.value, 1.0, where, rule="language:entry")
