"""How much code there is to read: small, medium or large.

Counts the code lines of the entry and its closure: up to 300 are small, up to 1,500 medium, more
are large; a closure that was cut is large. Certain, as far as the closure is.

Blind to code in packages that the program imports from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.SIZE

SMALL: Final = 300  # code lines
MEDIUM: Final = 1500  # code lines


def extract(subject: Subject) -> Iterator[Attribute]:
    modules = subject.program.modules
    lines = sum(facts.code_lines for facts in modules.values())
    if subject.template.large_closure or lines > MEDIUM:
        value = "large"
    else:
        value = "medium" if lines > SMALL else "small"
    yield Attribute(
        FACET, value, 1.0, (subject.signals.entry_line,), rule="size:code lines of the closure"
    )
