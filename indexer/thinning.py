"""Fewer passages per template, for a catalogue that must stay small.

A passage costs a vector. What says most about a program is kept: its longest parts, and more of a
program that trains than of one that only shows or prepares something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from acumen.domain.card import Passage
from acumen.domain.template import Role
from indexer.records import DescribedTemplate, RepositoryResult

OTHERS_SHARE: Final = 3  # a program that does not train keeps one in so many of what others may


def thinned(results: Sequence[RepositoryResult], most: int) -> list[RepositoryResult]:
    """``results`` with at most ``most`` passages for a template that trains; 0 keeps all."""
    if not most:
        return list(results)
    return [
        replace(result, templates=tuple(_thinned(t, most) for t in result.templates))
        for result in results
    ]


def _thinned(template: DescribedTemplate, most: int) -> DescribedTemplate:
    limit = most if template.template.role is Role.TRAINING else most // OTHERS_SHARE
    if len(template.passages) <= limit:
        return template
    order = sorted(range(len(template.passages)), key=lambda n: (-_length(template.passages[n]), n))
    kept = sorted(order[:limit])
    return replace(template, passages=tuple(template.passages[n] for n in kept))


def _length(passage: Passage) -> int:
    return len(passage.text)
