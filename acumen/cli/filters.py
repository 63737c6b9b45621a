"""The filters that search, list and evaluate share: options to facets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from acumen.domain.attribute import Facet
from acumen.errors import UsageError

Values = list[str] | None
_MANY = "Several: repeat the option or join with commas."

TaskOption = Annotated[Values, typer.Option("--task", help=f"Only these tasks. {_MANY}")]
ArchitectureOption = Annotated[Values, typer.Option("--architecture", help="Only these.")]
FrameworkOption = Annotated[Values, typer.Option("--framework", help="Only these.")]
ModalityOption = Annotated[Values, typer.Option("--modality", help="Only these.")]
DatasetOption = Annotated[Values, typer.Option("--dataset", help="Only these.")]
HardwareOption = Annotated[Values, typer.Option("--hardware", help="Only these.")]
NotOption = Annotated[
    Values, typer.Option("--not", help="Leave out FACET=VALUE, such as framework=tensorflow.")
]


def include(
    *,
    task: Values = None,
    architecture: Values = None,
    framework: Values = None,
    modality: Values = None,
    dataset: Values = None,
    hardware: Values = None,
) -> dict[Facet, tuple[str, ...]]:
    """What must hold, by facet; facets without a wish are absent."""
    wishes = {
        Facet.TASK: task,
        Facet.ARCHITECTURE: architecture,
        Facet.FRAMEWORK: framework,
        Facet.MODALITY: modality,
        Facet.DATASET: dataset,
        Facet.HARDWARE: hardware,
    }
    return {facet: split for facet, given in wishes.items() if (split := _split(given))}


def exclude(given: Values) -> dict[Facet, tuple[str, ...]]:
    """What must not hold: ``["framework=tensorflow"]``.

    Raises:
        UsageError: a wish is not FACET=VALUE, or there is no such facet.
    """
    found: dict[Facet, list[str]] = {}
    for wish in given or []:
        name, equals, value = wish.partition("=")
        if not equals or not value or name not in set(Facet):
            raise UsageError(
                f"--not {wish} is not FACET=VALUE.",
                remedy=f"use one of: {', '.join(sorted(Facet))}",
            )
        found.setdefault(Facet(name), []).extend(_split([value]))
    return {facet: tuple(values) for facet, values in found.items()}


def _split(given: Sequence[str] | None) -> tuple[str, ...]:
    parts = (part.strip() for wish in given or () for part in wish.split(","))
    return tuple(part for part in parts if part)
