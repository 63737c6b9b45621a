"""What starting the entry does: training, inference, evaluation and so on.

Takes over the role that was decided when the template was selected, with the lines that decided
it (.95). Blind to what only a configuration switches on.
"""

from __future__ import annotations

from collections.abc import Iterator

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet

FACET = Facet.ROLE


def extract(subject: Subject) -> Iterator[Attribute]:
    template = subject.template
    evidence = template.role_evidence or (subject.signals.entry_line,)
    yield Attribute(FACET, template.role.value, 0.95, evidence, rule="role:selection")
