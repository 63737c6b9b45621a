"""The year in which the program's own files last changed.

Reads the history of the template's files (1.0); where history is not known, the date of the
commit that was read, which is a bound from above only (.6).

Blind to changes in files that the closure does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.LAST_CHANGE


def extract(subject: Subject) -> Iterator[Attribute]:
    known = [subject.last_changes[f] for f in subject.template.files if f in subject.last_changes]
    if known:
        yield Attribute(FACET, str(max(known).year), 1.0, rule="last-change:history of these files")
    elif subject.snapshot.committed_on is not None:
        year = str(subject.snapshot.committed_on.year)
        yield Attribute(FACET, year, 0.6, rule="last-change:commit of the repository")
