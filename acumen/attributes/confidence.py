"""How sure a value is: the share of such values that readers found right, learned from labels.

The rules say what they see and give it a worth by hand. How often a value of that kind is right -
with those signs, those rivals and companions beside it, in a program of that size - was counted on
programs that people had read, and stands in ``confidence.toml`` as one weight per facet and number
of :class:`~acumen.attributes.likelihood.Described`. Values, evidence and rule names stay what the
rules made them. One of the numbers is what all words of the program together say of the value.

A stated value that is more often wrong than right is left out. What the rules saw signs of without
stating it is said where such values are right more often than not, in the facets whose rules leave
values out because others seem surer; elsewhere their silence is a finding, such as half precision
that is switched off. There too a value is said that words alone speak for, with the lines of those
that weigh most. A sort of statement that readers judged too seldom keeps its rule's worth.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from acumen.attributes.candidates import Candidate, Candidates, candidates_of, with_words
from acumen.attributes.companions import Companions, companions
from acumen.attributes.labels import LABELLED
from acumen.attributes.likelihood import FEATURES, described
from acumen.attributes.program_words import first_places, program_words
from acumen.attributes.signs import SHOWN_FROM
from acumen.attributes.subject import Subject
from acumen.attributes.word_model import word_model
from acumen.domain.attribute import Attribute, Facet, Origin
from acumen.domain.evidence import Evidence
from acumen.domain.vocabulary import Vocabularies
from acumen.errors import CorpusError

FILE: Final = Path(__file__).with_suffix(".toml")
WEIGHED: Final = frozenset(
    {Facet.ARCHITECTURE, Facet.DATASET, Facet.MODALITY, Facet.TASK, Facet.LOSS}
)
BY_WORDS: Final = "learned words"  # how the rule of a value ends that nothing else speaks for
_LINES_KEPT: Final = 3  # per value
_WORDS_SHOWN: Final = 6  # several may stand on one line
_SUREST: Final = 0.99  # nothing that was read by rules is certain
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """What each number counts, and which sorts of statements were judged often enough."""

    by_facet: Mapping[Facet, NDArray[np.float64]]  # each of shape (len(FEATURES),)
    sorts: Mapping[Facet, frozenset[str]]  # of Candidate.sort

    def confidences(
        self, program: Candidates, known: Companions, vocabularies: Vocabularies
    ) -> tuple[float, ...]:
        """The confidence of each candidate of ``program``, 0..1, in their order; 0 for what is not
        stated in a facet that is not among ``WEIGHED``.
        """
        numbers = described(program, known, vocabularies)
        return tuple(
            self._confidence(one, row) for one, row in zip(program.found, numbers, strict=True)
        )

    def _confidence(self, one: Candidate, row: NDArray[np.float64]) -> float:
        if one.stated and one.sort not in self.sorts[one.facet]:
            return one.stated
        if not one.stated and one.facet not in WEIGHED:
            return 0.0
        odds = float(row @ self.by_facet[one.facet])
        return min(1.0 / (1.0 + math.exp(-odds)), _SUREST)


@lru_cache(maxsize=4)
def weights(path: Path = FILE) -> Weights:
    """The weights that are shipped.

    Raises:
        CorpusError: the file is missing or not in form.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        return Weights(
            {
                facet: np.array([float(document[facet.value][name]) for name in FEATURES])
                for facet in LABELLED
            },
            {facet: frozenset(map(str, document[facet.value]["sorts"])) for facet in LABELLED},
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{path} cannot be read: {error}", remedy="run scripts/fit_confidences.py"
        ) from error


def written(found: Weights) -> str:
    """``found`` as ``confidence.toml`` holds it."""
    lines = []
    for facet in LABELLED:
        sorts = "".join(f'    "{sort}",\n' for sort in sorted(found.sorts[facet]))
        lines += [f"[{facet}]", f"sorts = [\n{sorts}]"]
        for name, weight in zip(FEATURES, found.by_facet[facet], strict=True):
            lines.append(f"{name} = {round(float(weight), _DIGITS) + 0.0}")
        lines.append("")
    return "\n".join(lines)


def judged(subject: Subject, stated: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """``stated`` with learned confidences, without what is likelier wrong than right, and with
    what was only seen but is likelier right. Facets without labels stay as they are, and so does
    what people said.
    """
    given = tuple(stated)
    ours = [a for a in given if a.facet in LABELLED and a.origin is Origin.DETECTED]
    kept = [a for a in given if a.facet not in LABELLED or a.origin is not Origin.DETECTED]
    return (*kept, *_weighed(subject, ours))


def _weighed(subject: Subject, stated: list[Attribute]) -> Iterator[Attribute]:
    words = program_words(subject)
    program = with_words(candidates_of(subject, stated), word_model().shares(words))
    by_value = {(a.facet, a.value): a for a in stated}
    for facet in WEIGHED:
        for hit in subject.signals.hits(facet):
            by_value.setdefault((facet, hit.term), hit.attribute(facet))
    found = weights().confidences(program, companions(), subject.vocabularies)
    for one, confidence in zip(program.found, found, strict=True):
        if confidence >= SHOWN_FROM:
            attribute = by_value.get((one.facet, one.value))
            if attribute is None:
                attribute = _worded(subject, one, words)
            yield replace(attribute, confidence=round(confidence, _DIGITS))


def _worded(subject: Subject, one: Candidate, words: Mapping[str, int]) -> Attribute:
    """A value that words alone speak for, with the lines where the weightiest of them stand."""
    speaking = tuple(islice(word_model().speaking(words, (one.facet, one.value)), _WORDS_SHOWN))
    places = first_places(subject, frozenset(speaking))
    lines: dict[Evidence, None] = dict.fromkeys(places[w] for w in speaking if w in places)
    return Attribute(
        facet=one.facet,
        value=one.value,
        confidence=one.worded or 0.0,
        evidence=tuple(lines)[:_LINES_KEPT] or (subject.signals.entry_line,),
        rule=f"{one.facet}:{BY_WORDS}",
        known=one.known,
    )
