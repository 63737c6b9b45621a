"""What the address bar says about the page, as a value, and back again.

The URL is the only state of the app: every control is a link to the next state. What a URL says
that cannot be understood is ignored, and named in ``Reading.notices`` so that the page can say so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode

from acumen.domain.attribute import Facet
from acumen.domain.identity import TemplateId, parse_template_id
from acumen.domain.licence import LicencePolicy

MAX_QUERY: Final = 500  # characters
MAX_VALUES: Final = 40  # of one facet
MAX_VALUE: Final = 200  # characters
PAGE: Final = 20  # results shown at first, and added by each "show more"
MAX_SHOWN: Final = 100

EXPLORE: Final = "/explore"
HOME: Final = EXPLORE  # where the app opens
TEMPLATE: Final = "/t/"

_Choice = TypeVar("_Choice", bound=StrEnum)


class View(StrEnum):
    """Map with the list beside it, or the list alone."""

    MAP = "map"
    LIST = "list"


class Sort(StrEnum):
    """The order of the list. FIT needs a query; without one it is by title."""

    FIT = "fit"
    FRESH = "fresh"
    SIMPLE = "simple"


Choices = tuple[tuple[Facet, tuple[str, ...]], ...]  # ascending by facet, values ascending


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in map units."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.x0, self.y0, self.x1, self.y1))):
            raise ValueError("a box has finite corners")
        if self.x0 >= self.x1 or self.y0 >= self.y1:
            raise ValueError("a box has a positive width and height")

    def written(self) -> str:
        return ",".join(f"{v:.6g}" for v in (self.x0, self.y0, self.x1, self.y1))


@dataclass(frozen=True, slots=True)
class ExploreState:
    """Everything that changes what the explore page shows."""

    query: str = ""
    include: Choices = ()
    exclude: Choices = ()
    licence: LicencePolicy = LicencePolicy.ANY
    colour: Facet = Facet.TASK
    view: View = View.MAP
    sort: Sort = Sort.FIT
    shown: int = PAGE
    like: str = ""  # ID of the template whose neighbours are asked for
    opened: str = ""  # ID of the template in the preview
    box: Box | None = None  # None: the whole map
    index: str = ""  # hash of the index the link was made on

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        return dict(self.include).get(facet, ())

    def unwanted(self, facet: Facet) -> tuple[str, ...]:
        return dict(self.exclude).get(facet, ())

    @property
    def narrowed(self) -> bool:
        """Whether anything but the query narrows the list."""
        return bool(self.include or self.exclude or self.licence is not LicencePolicy.ANY)

    def toggled(self, facet: Facet, value: str) -> ExploreState:
        """With ``value`` asked for, or no longer asked for."""
        wanted = _with_toggled(self.include, facet, value)
        return replace(
            self, include=wanted, exclude=_without(self.exclude, facet, value), shown=PAGE
        )

    def hidden(self, facet: Facet, value: str) -> ExploreState:
        """With ``value`` kept out, or no longer kept out."""
        unwanted = _with_toggled(self.exclude, facet, value)
        return replace(
            self, exclude=unwanted, include=_without(self.include, facet, value), shown=PAGE
        )

    def without(self, facet: Facet) -> ExploreState:
        """With nothing asked of ``facet``."""
        return replace(
            self,
            include=tuple(pair for pair in self.include if pair[0] is not facet),
            exclude=tuple(pair for pair in self.exclude if pair[0] is not facet),
            shown=PAGE,
        )

    def cleared(self) -> ExploreState:
        """Without any filter; the query stays."""
        return replace(self, include=(), exclude=(), licence=LicencePolicy.ANY, shown=PAGE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A URL as it was understood, and what in it was not."""

    state: ExploreState
    notices: tuple[str, ...] = ()


def choices(pairs: Mapping[Facet, tuple[str, ...]]) -> Choices:
    """The canonical form: no empty facet, facets and values ascending, no value twice."""
    return tuple(
        (facet, tuple(sorted(set(pairs[facet])))) for facet in sorted(pairs) if pairs[facet]
    )


def encode(state: ExploreState) -> str:
    """The query string of ``state``, with its leading ``?``; "" where all is as at first."""
    first = ExploreState()
    pairs: list[tuple[str, str]] = []
    if state.query:
        pairs.append(("q", state.query))
    if state.like:
        pairs.append(("like", state.like))
    pairs += [(f"f.{facet}", value) for facet, values in state.include for value in values]
    pairs += [(f"not.{facet}", value) for facet, values in state.exclude for value in values]
    if state.licence is not first.licence:
        pairs.append(("licence", state.licence))
    if state.colour is not first.colour:
        pairs.append(("colour", state.colour))
    if state.view is not first.view:
        pairs.append(("view", state.view))
    if state.sort is not first.sort:
        pairs.append(("sort", state.sort))
    if state.shown != first.shown:
        pairs.append(("n", str(state.shown)))
    if state.box is not None:
        pairs.append(("bbox", state.box.written()))
    if state.opened:
        pairs.append(("t", state.opened))
    if state.index:
        pairs.append(("i", state.index))
    return f"?{urlencode(pairs)}" if pairs else ""


def decode(search: str) -> Reading:
    """Read a query string. Never raises; what is not understood becomes a notice."""
    reader = _Reader()
    for key, value in parse_qsl(search.removeprefix("?")[:16_384], max_num_fields=None):
        reader.take(key, value)
    return reader.reading()


@dataclass(slots=True)
class _Reader:
    """Collects one query string, pair by pair."""

    state: ExploreState = field(default_factory=ExploreState)
    include: dict[Facet, list[str]] = field(default_factory=dict)
    exclude: dict[Facet, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def take(self, key: str, value: str) -> None:
        if key.startswith("f."):
            self._facet(key.removeprefix("f."), value, self.include)
        elif key.startswith("not."):
            self._facet(key.removeprefix("not."), value, self.exclude)
        elif (read := _READERS.get(key)) is not None:
            try:
                self.state = read(self.state, value)
            except ValueError:
                self.notices.append(f"“{key}={value[:60]}” in the address is not understood.")
        else:
            self.notices.append(f"“{key[:60]}” in the address is not understood.")

    def _facet(self, name: str, value: str, into: dict[Facet, list[str]]) -> None:
        try:
            facet = Facet(name)
        except ValueError:
            self.notices.append(f"“{name[:60]}” is no attribute.")
            return
        values = into.setdefault(facet, [])
        if value and len(value) <= MAX_VALUE and len(values) < MAX_VALUES:
            values.append(value)

    def reading(self) -> Reading:
        include = choices({facet: tuple(values) for facet, values in self.include.items()})
        wanted = dict(include)
        exclude = choices(
            {
                facet: tuple(v for v in values if v not in wanted.get(facet, ()))
                for facet, values in self.exclude.items()
            }
        )
        state = replace(self.state, include=include, exclude=exclude)
        return Reading(state, tuple(dict.fromkeys(self.notices)))


def _box(state: ExploreState, text: str) -> ExploreState:
    return replace(state, box=read_box(text))


def read_box(text: str) -> Box:
    """``x0,y0,x1,y1``.

    Raises:
        ValueError: it is not four finite numbers that span an area.
    """
    corners = [float(part) for part in text.split(",")]
    if len(corners) != 4:
        raise ValueError("want four numbers")
    return Box(*corners)


def _shown(state: ExploreState, text: str) -> ExploreState:
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValueError(text)
    return replace(state, shown=min(max(int(text), PAGE), MAX_SHOWN))


def _template(text: str) -> str:
    if len(text) > 1_200 or parse_template_id(text) is None:
        raise ValueError(text)
    return text


def _index(state: ExploreState, text: str) -> ExploreState:
    if not re.fullmatch(r"[0-9a-z]{1,64}", text):
        raise ValueError(text)
    return replace(state, index=text)


_READERS: Final[Mapping[str, Callable[[ExploreState, str], ExploreState]]] = {
    "q": lambda state, text: replace(state, query=text[:MAX_QUERY].strip()),
    "like": lambda state, text: replace(state, like=_template(text)),
    "licence": lambda state, text: replace(state, licence=LicencePolicy(text)),
    "colour": lambda state, text: replace(state, colour=Facet(text)),
    "view": lambda state, text: replace(state, view=View(text)),
    "sort": lambda state, text: replace(state, sort=Sort(text)),
    "n": _shown,
    "bbox": _box,
    "t": lambda state, text: replace(state, opened=_template(text)),
    "i": _index,
}


def explore_link(state: ExploreState) -> str:
    return EXPLORE + encode(state)


def template_link(template_id: str, *, path: str = "", line: int = 0) -> str:
    """The page of a template, and a line of one of its files.

    The parts of the ID are percent-encoded one by one, so that ``?``, ``#`` and ``%`` in a
    repository's paths stay what they are.
    """
    read = parse_template_id(template_id)
    if read is None:
        return EXPLORE
    safe = "/".join(quote(part, safe="") for part in read.path.split("/"))
    link = f"{TEMPLATE}{quote(read.repository)}@{read.commit}/{safe}"
    pairs = ([("file", path)] if path else []) + ([("L", str(line))] if line else [])
    return f"{link}?{urlencode(pairs)}" if pairs else link


def read_template_path(pathname: str) -> TemplateId | None:
    """The ID that a template page's path names; None if it names none."""
    match = re.fullmatch(
        r"/t/(?P<repository>[^/@]+/[^/@]+)@(?P<commit>[0-9a-f]{7,40})/(?P<path>.+)", pathname
    )
    if match is None:
        return None
    return parse_template_id(
        f"{unquote(match['repository'])}@{match['commit']}:{unquote(match['path'])}"
    )


def _with_toggled(all_choices: Choices, facet: Facet, value: str) -> Choices:
    values = dict(all_choices)
    now = set(values.get(facet, ()))
    values[facet] = tuple(now ^ {value})
    return choices(values)


def _without(all_choices: Choices, facet: Facet, value: str) -> Choices:
    values = dict(all_choices)
    values[facet] = tuple(v for v in values.get(facet, ()) if v != value)
    return choices(values)
