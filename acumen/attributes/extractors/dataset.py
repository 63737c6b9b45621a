"""Data sets that the program trains or tests on.

Reads resolved loaders (``torchvision.datasets.MNIST``, .95), names given to loaders
(``load_dataset("imdb")``, .9), defaults of options and variables that speak of data (.8), class
and function names (.8), file, folder and title words (.7) and, weakly, other literals. A name given
to a loader that stands in no vocabulary is kept as it is, marked as not known. What the entry names
itself outweighs what is only reachable from it. Where a program reads nothing, and fills names such
as ``x`` or ``data`` by chance, its data are synthetic (.72).

Comments are not read, so a data set that is only mentioned is not found. Blind to data that are
chosen in a configuration by another name, and to paths that do not name the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acumen.attributes.subject import Subject
from acumen.domain.attribute import Attribute, Facet
from acumen.domain.evidence import Evidence

FACET = Facet.DATASET

_HUB_NAME: Final = re.compile(r"[A-Za-z][\w.-]{1,60}(/[\w.-]{1,60})?")
_FORMATS: Final = frozenset(
    {"csv", "json", "text", "parquet", "imagefolder", "audiofolder", "arrow", "dataset", "data"}
)


def extract(subject: Subject) -> Iterator[Attribute]:
    yield from (hit.attribute(FACET) for hit in subject.signals.datasets)
    yield from _open_values(subject)


def _open_values(subject: Subject) -> Iterator[Attribute]:
    """Names on a hub that stand in no vocabulary; a call's first literal is the data set."""
    matcher = subject.signals.matcher(FACET)
    calls: set[Evidence] = set()
    seen: set[str] = set()
    for literal in subject.signals.literals:
        if literal.callee != "datasets.load_dataset" or literal.label not in {"", "path"}:
            continue
        text = literal.text
        first = literal.evidence not in calls
        calls.add(literal.evidence)
        known = matcher is not None and matcher.by_string(text)
        if not first or known or text in _FORMATS or text in seen:
            continue
        if _HUB_NAME.fullmatch(text):
            seen.add(text)
            yield Attribute(
                FACET, text, 0.8, (literal.evidence,), rule="dataset:named", known=False
            )
