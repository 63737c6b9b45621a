"""A template of a selection as extractors are shown it, for scripts that describe one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from acumen.attributes.subject import Subject
from acumen.domain.facts import ModuleFacts, Unread
from acumen.domain.snapshot import Snapshot
from acumen.domain.template import Template
from acumen.domain.vocabulary import Vocabularies
from acumen.syntax.modules import Shelf
from acumen.syntax.program import Program
from indexer.stages.select import Selection


def subject_of(
    template: Template,
    selection: Selection,
    snapshot: Snapshot,
    facts: Mapping[str, ModuleFacts | Unread],
    *,
    texts: Mapping[str, str],
    vocabularies: Vocabularies,
    shelf: Shelf,
) -> Subject:
    """``template`` with the packages of its repository that it takes from; dates are not known."""

    def known(paths: Sequence[str]) -> dict[str, ModuleFacts]:
        return {p: found for p in paths if isinstance(found := facts.get(p), ModuleFacts)}

    return Subject(
        template=template,
        program=Program(template.path, known(template.files), shelf=shelf),
        snapshot=snapshot,
        texts=texts,
        last_changes={},
        vocabularies=vocabularies,
        parts=known(selection.parts.get(template.path, ())),
    )
