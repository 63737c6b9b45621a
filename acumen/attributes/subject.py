"""One template with everything that may be said about it read: what extractors look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from acumen.domain.facts import ModuleFacts
from acumen.domain.snapshot import Snapshot
from acumen.domain.template import Template
from acumen.domain.vocabulary import Vocabularies
from acumen.syntax.program import Program

if TYPE_CHECKING:
    from acumen.attributes.signals import Signals


@dataclass(frozen=True, slots=True)
class Subject:
    """A template, its program, and the texts of its repository by path.

    ``texts`` holds the files that :func:`acumen.attributes.texts.wants_text` asks for;
    ``last_changes`` is empty where history is not known; ``entry_code`` is the entry's code view,
    or "" where it is not at hand (only an SPDX line is read in it). ``parts`` are modules of the
    repository's own packages that the program takes names from: no part of the template, but they
    say what it does.
    """

    template: Template
    program: Program
    snapshot: Snapshot
    texts: Mapping[str, str]
    last_changes: Mapping[str, date]
    vocabularies: Vocabularies
    entry_code: str = ""
    parts: Mapping[str, ModuleFacts] = field(default_factory=dict)
    whole: Program = field(init=False, repr=False, compare=False)  # the program with its parts
    signals: Signals = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from acumen.attributes.signals import Signals  # noqa: PLC0415  (it reads subjects)

        whole = self.program
        if self.parts:
            whole = self.program.with_parts(self.parts)
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "signals", Signals(self))
