"""What the address bar says about the page, as a value, and back again.

The URL is the only state of the app: every control is a link to the next state. What a URL says
that cannot be understood is ignored, and named in ``Reading.notices`` so that the page can say so.
"""

from __future__ import annotations

import base64
import math
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode

from acumen.domain.attribute import Facet
from acumen.domain.identity import TemplateId, parse_template_id
from acumen.domain.licence import LicencePolicy

MAX_QUERY: Final = 500  # characters
MAX_VALUES: Final = 40  # of one facet
MAX_VALUE: Final = 200  # characters
MAX_SNIPPET: Final = 8_000  # characters of pasted code that an address can carry
MAX_CORNERS: Final = 96  # of a lasso
MAX_PAGE: Final = 50_000

EXPLORE: Final = "/explore"
TEMPLATE: Final = "/t/"

_Choice = TypeVar("_Choice", bound=StrEnum)


class View(StrEnum):
    """Map with the list beside it, the list alone, or a table."""

    MAP = "map"
    LIST = "list"
    TABLE = "table"

    @property
    def page_size(self) -> int:
        """Templates on one page."""
        return 50 if self is View.TABLE else 20


class Sort(StrEnum):
    """The order of the list. FIT needs a query; without one it is by title."""

    FIT = "fit"
    FRESH = "fresh"
    SIMPLE = "simple"
    CHECKED = "checked"


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
class Lasso:
    """A closed line on the map, in map units; the last corner joins the first."""

    corners: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not 3 <= len(self.corners) <= MAX_CORNERS:
            raise ValueError(f"a lasso has 3 to {MAX_CORNERS} corners")
        if not all(math.isfinite(value) for corner in self.corners for value in corner):
            raise ValueError("a lasso has finite corners")

    def written(self) -> str:
        return ",".join(f"{value:.7g}" for corner in self.corners for value in corner)


@dataclass(frozen=True, slots=True)
class ExploreState:
    """Everything that changes what the explore page shows."""

    query: str = ""
    code: str = ""  # a pasted snippet
    include: Choices = ()
    exclude: Choices = ()
    licence: LicencePolicy = LicencePolicy.ANY
    colour: Facet = Facet.TASK
    view: View = View.MAP
    sort: Sort = Sort.FIT
    page: int = 1
    like: str = ""  # ID of the template whose neighbours are asked for
    opened: str = ""  # ID of the template in the preview
    box: Box | None = None  # None: the whole map
    lasso: Lasso | None = None
    index: str = ""  # hash of the index the link was made on

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        return dict(self.include).get(facet, ())

    def unwanted(self, facet: Facet) -> tuple[str, ...]:
        return dict(self.exclude).get(facet, ())

    @property
    def asked(self) -> bool:
        """Whether there is something to rank by."""
        return bool(self.query or self.code or self.like)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the query narrows the list."""
        return bool(
            self.include or self.exclude or self.lasso or self.licence is not LicencePolicy.ANY
        )

    def toggled(self, facet: Facet, value: str) -> ExploreState:
        """With ``value`` asked for, or no longer asked for."""
        wanted = _with_toggled(self.include, facet, value)
        return replace(self, include=wanted, exclude=_without(self.exclude, facet, value), page=1)

    def hidden(self, facet: Facet, value: str) -> ExploreState:
        """With ``value`` kept out, or no longer kept out."""
        unwanted = _with_toggled(self.exclude, facet, value)
        return replace(self, exclude=unwanted, include=_without(self.include, facet, value), page=1)

    def without(self, facet: Facet) -> ExploreState:
        """With nothing asked of ``facet``."""
        return replace(
            self,
            include=tuple(pair for pair in self.include if pair[0] is not facet),
            exclude=tuple(pair for pair in self.exclude if pair[0] is not facet),
            page=1,
        )

    def cleared(self) -> ExploreState:
        """Without any filter; the query stays."""
        return replace(self, include=(), exclude=(), licence=LicencePolicy.ANY, lasso=None, page=1)


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
    if state.code:
        pairs.append(("code", write_snippet(state.code)))
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
    if state.page != first.page:
        pairs.append(("p", str(state.page)))
    if state.box is not None:
        pairs.append(("bbox", state.box.written()))
    if state.lasso is not None:
        pairs.append(("sel", state.lasso.written()))
    if state.opened:
        pairs.append(("t", state.opened))
    if state.index:
        pairs.append(("i", state.index))
    return f"?{urlencode(pairs)}" if pairs else ""


def decode(search: str) -> Reading:
    """Read a query string. Never raises; what is not understood becomes a notice."""
    reader = _Reader()
    for key, value in parse_qsl(search.removeprefix("?")[:32_768], max_num_fields=None):
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


def _page(state: ExploreState, text: str) -> ExploreState:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise ValueError(text)
    return replace(state, page=min(max(int(text), 1), MAX_PAGE))


def read_lasso(text: str) -> Lasso:
    """``x,y,x,y,...``

    Raises:
        ValueError: it is not three or more pairs of finite numbers.
    """
    values = [float(part) for part in text.split(",", 2 * MAX_CORNERS + 1)]
    if len(values) % 2:
        raise ValueError("want pairs")
    return Lasso(tuple(zip(values[::2], values[1::2], strict=True)))


@lru_cache(maxsize=64)
def write_snippet(code: str) -> str:
    """Code as an address carries it: raw deflate (RFC 1951), then base64 for URLs unpadded."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(code[:MAX_SNIPPET].encode("utf-8", "replace")) + packer.flush()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


@lru_cache(maxsize=64)
def read_snippet(text: str) -> str:
    """The code that :func:`write_snippet` wrote, or a browser's CompressionStream.

    Raises:
        ValueError: it is not such a text, or it unpacks to more than an address may carry.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{2,24000}", text):
        raise ValueError("not base64")
    opener = zlib.decompressobj(-15)
    try:
        data = opener.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), 32_768)
        code = data.decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:
        raise ValueError("not deflated text") from error
    if not opener.eof or len(code) > MAX_SNIPPET:
        raise ValueError("too long")
    return code


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
    "code": lambda state, text: replace(state, code=read_snippet(text)),
    "p": _page,
    "bbox": _box,
    "sel": lambda state, text: replace(state, lasso=read_lasso(text)),
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
