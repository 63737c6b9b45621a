"""The filters that search and list share: written once, and turned into facets."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, get_type_hints

import typer

from acumen.domain.attribute import Facet
from acumen.errors import UsageError

Values = list[str] | None
_MANY: Final = "Several: repeat the option or join with commas."
_FACETS: Final = (
    Facet.TASK,
    Facet.ARCHITECTURE,
    Facet.FRAMEWORK,
    Facet.MODALITY,
    Facet.DATASET,
    Facet.HARDWARE,
)
_NOT: Final = "not_"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What must and what must not hold; facets without a wish are absent."""

    include: dict[Facet, tuple[str, ...]]
    exclude: dict[Facet, tuple[str, ...]]


NOTHING: Final = Chosen({}, {})


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """``command`` with an option for each filter in place of its parameter ``chosen``."""
    hints = get_type_hints(command, include_extras=True)
    parameters = []
    for parameter in inspect.signature(command).parameters.values():
        if hints[parameter.name] is Chosen:
            parameters += _options()
        else:
            parameters.append(parameter.replace(annotation=hints[parameter.name]))

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        wishes = {facet: given.pop(facet.value) for facet in _FACETS}
        include = {facet: split for facet, wish in wishes.items() if (split := _split(wish))}
        command(chosen=Chosen(include, _excluded(given.pop(_NOT))), **given)

    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return with_options


def _options() -> list[inspect.Parameter]:
    helps = {facet.value: "Only these." for facet in _FACETS}
    helps[Facet.TASK] = f"Only these tasks. {_MANY}"
    helps[_NOT] = "Leave out FACET=VALUE, such as framework=tensorflow."
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=None,
            annotation=Annotated[Values, typer.Option(f"--{name.rstrip('_')}", help=text)],
        )
        for name, text in helps.items()
    ]


def _excluded(given: Values) -> dict[Facet, tuple[str, ...]]:
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
