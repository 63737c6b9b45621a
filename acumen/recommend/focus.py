"""Whether a program is about what was asked and little else: a plain starter, not a special case.

A library's examples meet many a wish in passing: an image classifier that shows spiking neurons is
an image classifier too. Four things tell it from a plain one: where the lines stand that answer
the wish, how surely they do, what else the program is recognised as, and whether its other
ingredients occur in more than one repository.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.evidence import Evidence
from acumen.domain.index import TemplateRecord
from acumen.domain.vocabulary import BESIDE, Vocabularies

SURE: Final = 0.6  # confidence from which an ingredient counts
TRUSTED: Final = 0.7  # from which five of six labelled tasks are right; below, every other
SURER: Final = 0.1  # than the asked task, from which another task makes it a thing in passing
OTHERS: Final = 2  # other repositories that must answer the wish before any is unusual
SHOWN: Final = 3  # unusual ingredients named
IN_ENTRY: Final = 1.0
BESIDE_IT: Final = 0.7  # in the entry's folder, or in a text of a folder above
ELSEWHERE: Final = 0.3
_WISHES: Final = (Facet.TASK, Facet.ARCHITECTURE)
_INGREDIENTS: Final = (Facet.ARCHITECTURE, Facet.FRAMEWORK)


@dataclass(frozen=True, slots=True)
class Focused:
    """How much one program keeps to the wish."""

    known: bool  # False where neither task nor architecture was asked for
    value: float  # 0..1
    text: str
    evidence: tuple[Evidence, ...]


class Focus:
    """Compares programs with one wish and with what is usual in the corpus."""

    def __init__(
        self,
        templates: Sequence[TemplateRecord],
        wanted: Mapping[Facet, Sequence[str]],
        vocabularies: Vocabularies,
    ) -> None:
        """``wanted`` holds term ids; its tasks and architectures are the wish."""
        self._vocabularies = vocabularies
        self._accepted = {
            facet: _with_narrower(facet, values, vocabularies) for facet, values in wanted.items()
        }
        self._ignored = {
            facet: accepted
            | _broader(facet, accepted, vocabularies)
            | _beside(facet, accepted, vocabularies)
            for facet, accepted in self._accepted.items()
        }
        wish = {facet: self._accepted.get(facet, frozenset()) for facet in _WISHES}
        self._answering: set[str] = set()
        self._repositories: dict[tuple[Facet, str], set[str]] = defaultdict(set)
        for record in templates:
            for facet, value, _ in record.told():
                if facet in _INGREDIENTS:
                    self._repositories[facet, value].add(record.template.repository)
                if facet in wish and value in wish[facet]:
                    self._answering.add(record.template.repository)

    def of(self, record: TemplateRecord) -> Focused:
        """The focus of one program."""
        answers = self._answers(record)
        if not any(self._accepted.get(facet) for facet in _WISHES):
            return Focused(False, 0.5, "", ())
        if not answers:
            return Focused(True, 0.0, "Neither its task nor its architecture is the one asked", ())
        place = max(_nearness(a, record) for a in answers)
        unusual = self._unusual(record)
        ingredients = 1 / (1 + len(unusual))
        sure = max(a.confidence for a in answers)
        value = (place + 2 * self._share(record) + ingredients) / 4 * min(1.0, sure / TRUSTED)
        where = {IN_ENTRY: "in its entry", BESIDE_IT: "beside its entry"}.get(place, "in a part")
        text = f"What you asked for stands {where}"
        if unusual:
            names = ", ".join(self._label(a) for a in unusual[:SHOWN])
            text += f"; unlike others here it also uses {names}"
        shown = [*answers, *unusual[:SHOWN]]
        evidence = dict.fromkeys(e for a in shown for e in a.evidence[:1])
        return Focused(True, value, text, tuple(evidence)[:SHOWN])

    def confirmed(self, record: TemplateRecord) -> Attribute | None:
        """What was asked for, as a person and not a rule says that the program has it."""
        said = [a for a in self._answers(record) if a.origin is not Origin.DETECTED]
        return max(said, key=lambda a: (a.origin is Origin.ANNOTATED, a.value), default=None)

    def doubtful(self, record: TemplateRecord) -> bool:
        """Whether the asked task is a guess, or something in passing beside a much surer one.

        Never where no task was asked for.
        """
        accepted = self._accepted.get(Facet.TASK)
        if not accepted:
            return False
        kin = self._ignored[Facet.TASK]
        tasks = record.of(Facet.TASK)
        asked = max((a.confidence for a in tasks if a.value in accepted), default=0.0)
        other = max((a.confidence for a in tasks if a.value not in kin), default=0.0)
        return asked < TRUSTED or other > asked + SURER

    def _answers(self, record: TemplateRecord) -> list[Attribute]:
        """The attributes that are what was asked for."""
        return [
            a for a in record.of(*_WISHES) if a.value in self._accepted.get(a.facet, frozenset())
        ]

    def _share(self, record: TemplateRecord) -> float:
        """The asked tasks' part of all tasks that it is recognised for; 1 without a task asked."""
        accepted = self._accepted.get(Facet.TASK)
        tasks = record.of(Facet.TASK)
        if not accepted or not tasks:
            return 1.0
        counted = self._ignored[Facet.TASK]
        asked = sum(a.confidence for a in tasks if a.value in counted)
        return asked / sum(a.confidence for a in tasks)

    def _unusual(self, record: TemplateRecord) -> list[Attribute]:
        """Ingredients that nobody asked for and that occur in this repository alone."""
        if len(self._answering - {record.template.repository}) < OTHERS:
            return []
        found = [
            a
            for a in record.of(*_INGREDIENTS)
            if a.confidence >= SURE
            and a.value not in self._ignored.get(a.facet, frozenset())
            and len(self._repositories[a.facet, a.value]) == 1
        ]
        return sorted(found, key=lambda a: (-a.confidence, a.facet, a.value))

    def _label(self, attribute: Attribute) -> str:
        vocabulary = self._vocabularies.get(attribute.facet)
        return vocabulary.label(attribute.value) if vocabulary else attribute.value


def _nearness(attribute: Attribute, record: TemplateRecord) -> float:
    entry = record.template.path
    folder = posixpath.dirname(entry)
    nearest = ELSEWHERE
    for place in attribute.evidence:
        if place.path == entry:
            return IN_ENTRY
        other = posixpath.dirname(place.path)
        is_text = not place.path.endswith((".py", ".ipynb"))
        if other == folder or (is_text and (not other or folder.startswith(f"{other}/"))):
            nearest = BESIDE_IT
    return nearest


def _with_narrower(
    facet: Facet, values: Sequence[str], vocabularies: Vocabularies
) -> frozenset[str]:
    """``values`` and every term below them."""
    found = set(values)
    vocabulary = vocabularies.get(facet)
    grew = vocabulary is not None
    while grew and vocabulary is not None:
        new = {t.id for t in vocabulary if t.id not in found and not found.isdisjoint(t.parents)}
        found |= new
        grew = bool(new)
    return frozenset(found)


def _beside(facet: Facet, values: frozenset[str], vocabularies: Vocabularies) -> frozenset[str]:
    """Terms that come with ``values`` and are no other purpose: who writes text learned it."""
    vocabulary = vocabularies.get(facet)
    if vocabulary is None:
        return frozenset()
    known = [vocabulary[value] for value in values if value in vocabulary]
    return frozenset(other for term in known for key, other in term.extra if key == BESIDE)


def _broader(facet: Facet, values: frozenset[str], vocabularies: Vocabularies) -> frozenset[str]:
    """Every term above ``values``."""
    vocabulary = vocabularies.get(facet)
    found: set[str] = set()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if vocabulary is None or value not in vocabulary:
            continue
        new = [parent for parent in vocabulary[value].parents if parent not in found]
        found.update(new)
        waiting.extend(new)
    return frozenset(found)
